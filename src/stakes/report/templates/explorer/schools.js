// Schools of thought: expected values as each believes, moved by what is set; see schools.py. A
// school that itself takes something for true about a quantity that is set is not counted.

const none = { labels: [], means: "", left: "", right: "", cells: [], of: [], points: [] };
const schools = { ...none, ...(form.schools || {}) };
const schoolMeans = floats(schools.means), terms = schools.values ? unpacked(schools.values) : [];
const [batchOf, seriesOf] = [halves(schools.left), floats(schools.right)];

const countsSchools = () => schools.labels.length > 0
  && !(setting.mode === "about" && setting.assumed.size);
const isSet = () => setting.mode === "set" && setting.fixed.size > 0;

function beyond(school, fixed) { // what its terms add, by option and attribute
  const total = new Float64Array(cells), wide = schools.moving.length;
  schools.points.forEach((point, j) => {
    if (schools.of[j] !== school || !point.every(([q]) => fixed.has(q))) return;
    const by = point.reduce((w, [q, p]) => {
      const places = point.length > 1 ? axes[q].together : axes[q].alone;
      return w * laidMean(axes[q], fixed.get(q), places)[places.indexOf(p)];
    }, 1);
    schools.moving.forEach((cell, c) => { total[cell] += by * terms[j * wide + c]; });
  });
  return total;
}

// Net value of each batch of draws, less that of all: of the difference between two options.
function batchError(school, a, b) {
  const { rank, batches, cells: held_ } = schools, wide = attributes.length, many = held_.length;
  const side = (cell) => ({ [a]: 1, [b]: -1 }[Math.floor(cell / wide)] || 0);
  const by = Array.from({ length: rank }, (_, r) => held_.reduce(
    (sum, cell, c) => sum + side(cell) * weight(cell % wide) * seriesOf[r * many + c], 0));
  let squares = 0;
  for (let j = school * batches; j < (school + 1) * batches; j++) {
    squares += by.reduce((sum, w, r) => sum + w * batchOf[j * rank + r], 0) ** 2;
  }
  return Math.sqrt(squares / (batches - 1) / batches);
}

function schoolValues(school, toMeans) { // by option: its worth, what moves it, how much in all
  const wide = attributes.length, more = isSet() ? beyond(school, setting.fixed) : null;
  const own = (k) => weighed((a) => schoolMeans[school * cells + k * wide + a]);
  if (!more) return ready.map((_, k) => ({ worth: own(k), moved: 0, size: 0 }));
  const parts_ = (k, a) => [toMeans[k * wide + a], more[k * wide + a]];
  return ready.map((_, k) => {
    const moved = weighed((a) => parts_(k, a)[0] + parts_(k, a)[1]);
    // Parts that take each other away may be off all the same.
    const size = weighed((a) => Math.abs(parts_(k, a)[0]) + Math.abs(parts_(k, a)[1]));
    return { worth: own(k) + moved, moved, size };
  });
}

function schoolLeads(school, best, toMeans, drawn) { // of each option over the best
  const its = schoolValues(school, toMeans), top = its[best];
  const off = isSet() ? form.error[Math.min(setting.fixed.size, form.error.length - 1)] : 0;
  return its.map(({ worth, moved, size }, k) => ({
    mean: worth - top.worth,
    error: Math.hypot(batchError(school, k, best), drawn ? drawn[ready[k]] : 0,
      off * (moved - top.moved), schools.error * Math.hypot(size, top.size)),
  }));
}

// Which option each school puts clearly before the best, -1 where none, null where that cannot be
// told, undefined where it is not counted.
function schoolsOn(found) {
  const best = ready.indexOf(found.best);
  if (!countsSchools() || best < 0) return [];
  const toMeans = isSet() ? movedMeans(setting.fixed) : null;
  return schools.labels.map((_, school) => {
    if (isSet() && schools.assumes[school].some((q) => setting.fixed.has(q))) return undefined;
    const leads = schoolLeads(school, best, toMeans, found.movedError)
      .map((l, k) => ({ ...l, option: ready[k] }));
    const ahead = leads.filter((l) => l.mean > CLEARLY * l.error);
    if (ahead.length) return ahead.reduce((t, l) => (l.mean > t.mean ? l : t)).option;
    const differ = leads.filter((l) => l.option !== found.best && (l.mean || l.error));
    return differ.every((l) => l.mean < -CLEARLY * l.error) ? -1 : null;
  });
}

const SCHOOLS = "schools of thought";

function schoolsDoubt(leaders) { // as a clause; empty where none puts another option first
  const counted = leaders.filter((l) => l !== undefined);
  const count = counted.filter((l) => l !== null && l >= 0).length;
  return count
    ? `another option leads clearly under ${count} of ${counted.length} ${SCHOOLS}` : "";
}

function schoolsText(leaders) {
  if (!leaders.length) return `${SCHOOLS} are not counted here.`.replace(/^s/, "S");
  const counted = leaders.filter((l) => l !== undefined);
  const apart = leaders.map((l, k) => [l, schools.labels[k]]).filter(([l]) => l !== null && l >= 0);
  const named = apart.map(([l, label]) => `${label} (${options[l].label})`).join("; ");
  const open = leaders.filter((l) => l === null).length;
  const out = leaders.length - counted.length;
  const verb = apart.length === 1 ? "puts" : "put";
  const own = out === 1 ? "a view of its own" : "views of their own";
  const first = apart.length
    ? `${apart.length} of ${counted.length} ${SCHOOLS} ${verb} another option first: ${named}.`
    : `None of ${counted.length} ${SCHOOLS} puts another option clearly first.`;
  return [
    first, ...(open ? [`Of ${open === 1 ? "one more" : `${open} more`} it cannot be told.`] : []),
    ...(out ? [`Not counted: ${out} with ${own} on what is set.`] : []),
  ].join(" ");
}
