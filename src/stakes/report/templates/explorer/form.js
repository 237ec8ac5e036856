// Values with quantities set, by the form of the run: a sum of terms, each of one quantity or of
// what several change together; see form.py.

const form = data.form || { axes: [], groups: [], at: [], error: [0], number: 1, scores: "" };
const ready = data.ready || options.map((_, o) => o); // options whose values follow
const { axes } = form, count = form.at.length, cells = ready.length * attributes.length;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
const scores = floats(form.scores);
const ends = (axis) => [axis.least ?? -Infinity, axis.most ?? Infinity];
const drawnOf = axes.map((axis) => axis.line && floats(axis.held));
const readied = new Map(); // groups are unpacked when first asked for

function group(g) {
  if (!readied.has(g)) {
    const { means: mean, left, right } = form.groups[g];
    readied.set(g, { means: doubles(mean), left: halves(left), right: halves(right) });
  }
  return readied.get(g);
}

// Weights of the points of an axis at a number: polynomials, each 1 at one point and 0 at others.
function laid(axis, x, places) {
  if (axis.line) return [(x - axis.points[0]) / (axis.points[1] - axis.points[0])];
  const on = (v) => (axis.log ? Math.log(v) : v);
  const knots = places.filter((p) => p < axis.points.length).map((p) => on(axis.points[p]));
  const at = on(x);
  const rows = knots.map((k) => knots.reduce((w, o) => (o === k ? w : w * (at - o) / (k - o)), 1));
  return [...rows, ...axis.levels.map(() => 0)];
}

function levelled(axis, level, places) {
  if (axis.line) return laid(axis, axis.means[level], places);
  return places.map((p) => (p === axis.points.length + level ? 1 : 0));
}

function laidMean(axis, value, places) {
  if (value.level !== undefined) return levelled(axis, value.level, places);
  if (isRange(value)) return meanOver(value, ...ends(axis), (x) => laid(axis, x, places));
  return laid(axis, value.at, places);
}

// A number for each draw of a range: its quantiles, in an order of the axis's own.
function spreadOut(q, value) {
  const keys = Float64Array.from({ length: count }, (_, i) => (i * Math.sqrt(PRIMES[q])) % 1);
  const order = [...keys.keys()].sort((a, b) => keys[a] - keys[b]);
  const x = scored(value, ...ends(axes[q])), made = new Float64Array(count);
  order.forEach((i, k) => { made[i] = x(scores[k]); });
  return made;
}

// Weights of the points in each draw: of a line by how far it moves from what is drawn.
function laidDraws(q, value, places) {
  const axis = axes[q];
  if (!axis.line) {
    if (!isRange(value)) return laidMean(axis, value, places).map((w) => () => w);
    const rows = Array.from(spreadOut(q, value), (x) => laid(axis, x, places));
    return places.map((_, j) => (i) => rows[i][j]);
  }
  let x = () => value.at;
  if (value.level !== undefined || isRange(value)) {
    const each = isRange(value) ? spreadOut(q, value) : floats(axis.of_level[value.level]);
    x = (i) => each[i];
  }
  const drawn = drawnOf[q], wide = axis.points[1] - axis.points[0];
  return [(i) => (x(i) - drawn[i]) / wide];
}

function termsSet(fixed, f) { // for each group whose axes are all set
  form.groups.forEach((its, g) => {
    if (!its.axes.every((q) => fixed.has(q))) return;
    const places = its.axes.map((q) => (its.axes.length > 1 ? axes[q].together : axes[q].alone));
    const at = its.places.map((point) => point.map((p, k) => places[k].indexOf(p)));
    f(its, group(g), places, at);
  });
}

function movedMeans(fixed) { // by option and attribute
  const total = new Float64Array(cells);
  termsSet(fixed, (its, held_, places, at) => {
    const weights = its.axes.map((q, k) => laidMean(axes[q], fixed.get(q), places[k]));
    at.forEach((point, j) => {
      const by = point.reduce((w, p, k) => w * weights[k][p], 1), wide = its.cells.length;
      its.cells.forEach((cell, c) => { total[cell] += by * held_.means[j * wide + c]; });
    });
  });
  return total;
}

function movedDraws(fixed) { // by option and attribute, of each draw; none where nothing moves
  const total = Array(cells).fill(null);
  termsSet(fixed, (its, { left, right }, places, at) => {
    const weights = its.axes.map((q, k) => laidDraws(q, fixed.get(q), places[k]));
    const by = at.map((point) => Float64Array.from({ length: count },
      (_, i) => point.reduce((w, p, k) => w * weights[k][p](i), 1)));
    const { rank, series } = its, wide = series.length;
    series.forEach((place, s) => {
      const cell = place % cells, w = by[Math.floor(place / cells)];
      if (!w.some((v) => v)) return;
      total[cell] ??= new Float64Array(count);
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += left[i * rank + r] * right[r * wide + s];
        total[cell][i] += w[i] * sum;
      }
    });
  });
  return total;
}
