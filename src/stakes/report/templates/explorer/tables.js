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
    return row(option.label, [expected, chance], o === found.best ? "best" : "");
  });
  const head = header(["Option"], ["Expected value ± error", unit], ["P(best) ± error", "%"]);
  find("options").replaceChildren(head, make("tbody", {}, ...rows));
}

function boundsTable(found) {
  const named = ({ weight: at, option }) => [shown(at, plain(at)), `: ${options[option].label}`];
  const cell = (bound) => (bound ? named(bound) : [MISSING]);
  const rows = attributes.map((attribute, a) => {
    const { below, above } = bounds(found, a);
    return row(attribute.label, [[shown(weight(a), plain(weight(a)))], cell(below), cell(above)]);
  });
  const head = header(["Weight of"], ["Now"], ["Changes below"], ["Changes above"]);
  find("bounds").replaceChildren(head, make("tbody", {}, ...rows));
}

function sentence(found) {
  const name = (o) => options[o].label, { best, runner, same } = found;
  const named = name(best) + same.map((o) => ` (or ${name(o)}, which comes to the same)`).join("");
  if (!(found.kish > 0)) {
    return { head: "No draw fits these assumptions", rest: ["Take one of them back."] };
  }
  if (runner < 0) return { head: named, rest: ["No option differs."] };
  const path = `options.${options[runner].id}.lead`, lead = found.leads[runner];
  const by = [`${name(runner)} by `, ...withError(lead.mean, lead.error, path, `${path}_mcse`)];
  if (!found.tooClose) return { head: named, rest: ["Leads ", ...by, "."] };
  const why = found.clear ? `, but ${data.doubt}.` : ": within three standard errors.";
  return { head: "Too close to call", rest: [`${named} leads `, ...by, why] };
}

function say(place, text) { // a screen reader is told only what changed
  if (find(place).textContent !== text) find(place).textContent = text;
}

function answerText(found) {
  const { head, rest } = sentence(found), count = Math.round(found.kish).toLocaleString("en");
  find("answer").replaceChildren(make("strong", {}, head), make("span", {}, ...rest));
  say("said", head === "Too close to call" ? `${head}: ${options[found.best].label} leads` : head);
  const left = `Effective draws left: ${count} of ${n.toLocaleString("en")}`;
  say("count", `${left}. Errors are Monte Carlo standard errors.`);
  const few = `Only ${count} effective draws fit these assumptions, fewer than ${data.few}`;
  const rough = `${few}: the numbers are rough. Take an assumption back.`;
  say("warning", found.kish < data.few ? rough : "");
  find("count").dataset.value = found.kish;
}
