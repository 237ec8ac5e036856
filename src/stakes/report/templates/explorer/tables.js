// Elements; text goes in as text, never as markup.

function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  Object.entries(properties).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

function shown(value, text, key) {
  const made = make("span", { class: "number", "data-value": value }, text);
  // Only by default is it the number of that name in decision.json.
  if (key && isDefault()) made.dataset.key = key;
  return made;
}

function withError(value, error, path, errorPath, times = 1) {
  if (!Number.isFinite(value)) return [MISSING];
  const by = times * error, main = shown(value, rounded(times * value, by), path);
  return usable(by) ? [main, BETWEEN, shown(error, rounded(by, by), errorPath)] : [main];
}

function header(...columns) {
  return make("thead", {}, make("tr", {}, ...columns.map(([text, below], i) => {
    const cell = make("th", i ? { scope: "col", class: "figure-cell" } : { scope: "col" }, text);
    if (below) cell.append(make("span", { class: "unit" }, below));
    return cell;
  })));
}

function row(label, cells, kind = "") {
  const marked = cells.map((cell) => make("td", { class: "figure-cell" }, ...cell));
  return make("tr", kind ? { class: kind } : {}, make("th", { scope: "row" }, label), ...marked);
}

function optionsTable(found) {
  const rows = options.map((option, o) => {
    const path = `options.${option.id}`, e = found.expected[o], p = found.shares[o];
    const chance = withError(p.mean, p.error, `${path}.p_best`, `${path}.p_best_mcse`, 100);
    const expected = withError(e.mean, e.error, `${path}.expected`, `${path}.mcse`);
    const cells = found.quiet ? [[MISSING], [MISSING]] : [expected, chance];
    return row(option.label, cells, o === found.best && !found.quiet ? "best" : "");
  });
  const head = header(["Option"], ["Expected value ± error", unit], ["P(best) ± error", "%"]);
  find("options").replaceChildren(head, make("tbody", {}, ...rows));
}

function boundsTable(found) {
  const named = ({ weight: at, option }) => [shown(at, plain(at)), `: ${options[option].label}`];
  const cell = (bound) => (bound ? named(bound) : [MISSING]);
  const rows = attributes.map((attribute, a) => {
    const { below, above } = found.quiet ? {} : bounds(found, a);
    return row(attribute.label, [[shown(weight(a), plain(weight(a)))], cell(below), cell(above)]);
  });
  const head = header(["Weight of"], ["Now"], ["Changes below"], ["Changes above"]);
  find("bounds").replaceChildren(head, make("tbody", {}, ...rows));
}

function sentence(found) {
  const name = (o) => options[o].label, { best, runner, same } = found;
  if (found.quiet) return quiet(found);
  const named = name(best) + same.map((o) => ` (or ${name(o)}, which comes to the same)`).join("");
  if (runner < 0) return { head: named, rest: ["No option differs."] };
  const path = `options.${options[runner].id}.lead`, lead = found.leads[runner];
  const by = [`${name(runner)} by `, ...withError(lead.mean, lead.error, path, `${path}_mcse`)];
  const amount = [...by, " ", unit];
  if (!found.tooClose) return { head: named, rest: ["Leads ", ...amount, "."] };
  const leads = `${named} leads `;
  if (!found.clear) return { head: CLOSE, rest: [leads, ...amount, ...whyClose(found)] };
  const views = found.doubt.startsWith("another option");
  const rest = [...amount, `, but ${found.doubt}.`];
  return views ? { head: `${named}, but not on every view`, rest: ["Leads ", ...rest] }
    : { head: CLOSE, rest: [leads, ...rest] };
}

const CLOSE = "Too close to call";

function whyClose({ leads, unclear, runner }) {
  if (unclear.includes(runner)) return [": within three standard errors."];
  const [o] = unclear, { mean: lead, error } = leads[o];
  const by = withError(lead, error);
  const over = `, but its lead over ${options[o].label}, `;
  return [over, ...by, ", is within three standard errors."];
}

function quiet({ kish }) {
  const left = `${Math.floor(kish).toLocaleString("en")} effective draws fit`;
  const rest = `Only ${left}, fewer than ${data.few}: take something back, or give a wider range.`;
  return { head: kish > 0 ? "Too few draws to say anything" : "No draw fits this", rest: [rest] };
}

function say(place, text) { // a screen reader is told only what changed
  if (find(place).textContent !== text) find(place).textContent = text;
}

function countText(found) {
  const left = Math.round(found.kish).toLocaleString("en"), set = found.among === ready;
  if (found.quiet) return "";
  const draws = set && setting.fixed.size
    ? "Expected values are worked out, not drawn."
    : `Effective draws left: ${left} of ${n.toLocaleString("en")}.`;
  const waits = options.filter((_, o) => !found.among.includes(o)).map((o) => o.label);
  const out = waits.length
    ? [`${waits.join(", ")}: left out, for what it would choose then is not worked out here.`] : [];
  const views = isChanged() ? ["Other structures of the model are not counted here."] : [];
  return [draws, "Errors are Monte Carlo standard errors.", ...out, ...views].join(" ");
}

function answerText(found) {
  const { head, rest } = sentence(found);
  find("answer").replaceChildren(make("strong", {}, head), make("span", {}, ...rest));
  say("said", head === CLOSE ? `${head}: ${options[found.best].label} leads` : head);
  say("views", isChanged() && !found.quiet ? schoolsText(found.leaders) : "");
  say("count", countText(found));
  find("count").dataset.value = found.kish;
  find("found").classList.toggle("quiet", found.quiet);
}
