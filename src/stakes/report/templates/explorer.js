"use strict";
(() => {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const root = document.querySelector(".explorer");
  const find = (name) => root.querySelector(`.explorer-${name}`);
  const { options, attributes, assumptions, profiles, slow, unit } = data;
  const n = data.draws;
  const MOST = 8, MIDDLE = 50, END = 100; // a slider at p stands for (p / MIDDLE)^3 times the profile's weight

  // --- digits: the rules of wording.py, on the shortest decimal that stands for a number ---

  const MINUS = "\u2212", MISSING = "\u2013", BETWEEN = "\u00a0±\u00a0";
  const leading = (x) => Number(x.toExponential().split("e")[1]);
  const usable = (error) => Number.isFinite(error) && error > 0;

  function units(x, step) { // |x| in whole units of 10^step, half to even
    const [digits, power] = Math.abs(x).toExponential().split("e");
    const shift = Number(power) - (digits.length > 1 ? digits.length - 2 : 0) - step;
    const whole = BigInt(digits.replace(".", ""));
    if (shift >= 0) return whole * 10n ** BigInt(shift);
    const size = 10n ** BigInt(-shift), below = whole / size, twice = 2n * (whole % size);
    return below + (twice > size || (twice === size && below % 2n === 1n) ? 1n : 0n);
  }

  function at(x, step) {
    const count = units(x, step), places = Math.max(-step, 0);
    const text = (step > 0 ? count * 10n ** BigInt(step) : count).toString().padStart(places + 1, "0");
    const whole = text.slice(0, text.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
    return (x < 0 && count > 0n ? MINUS : "") + whole + (places ? "." + text.slice(-places) : "");
  }

  function significant(x, digits = 3) {
    if (!Number.isFinite(x)) return MISSING;
    if (x === 0) return "0";
    const first = leading(x), size = first + units(x, first + 1 - digits).toString().length - digits; // 0.9996 becomes 1.00
    if (size >= -4 && size < 6) return at(x, size + 1 - digits);
    const power = String(size).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
    return `${at(x / 10 ** size, 1 - digits)} × 10${power}`;
  }

  function position(error) {
    const first = leading(error), two = units(error, first - 1).toString();
    return first + two.length - 2 - (two[0] === "1" ? 1 : 0);
  }

  function rounded(x, error) {
    return Number.isFinite(x) && usable(error) ? at(x, position(error)) : significant(x);
  }

  function plain(x) {
    const [amount, power] = significant(x).split(" × ");
    return (amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount) + (power ? ` × ${power}` : "");
  }

  // --- draws ---

  function bytes(text) {
    const raw = atob(text), made = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) made[i] = raw.charCodeAt(i);
    return made;
  }

  const floats = (text) => new Float32Array(bytes(text).buffer); // every browser runs on little-endian machines
  const parts = data.parts.map((row) => row.map((text) => text && floats(text)));
  const held = assumptions.map((a) => (a.kind === "state" ? bytes(a.draws) : floats(a.draws)));

  // --- the setting: what differs from the run, and its form in a link ---

  const fresh = () => ({ profile: data.profile, weights: new Map(), assumed: new Map() }); // by place in attributes, assumptions
  let setting = fresh();
  const isDefault = () => setting.profile === data.profile && !setting.weights.size && !setting.assumed.size;
  const usual = (a) => profiles[setting.profile].weights[a];
  const scale = (a) => usual(a) || 1; // a weight of 0 has no multiples
  const weight = (a) => (setting.weights.has(a) ? setting.weights.get(a) : usual(a));

  function setWeight(a, value) {
    if (value === usual(a)) setting.weights.delete(a);
    else setting.weights.set(a, value);
  }

  function written() {
    const query = new URLSearchParams();
    if (setting.profile !== data.profile) query.set("p", profiles[setting.profile].id);
    setting.weights.forEach((value, a) => query.set(`w.${attributes[a].id}`, value));
    setting.assumed.forEach((value, q) => {
      const a = assumptions[q];
      query.set(`${a.kind === "state" ? "s" : "a"}.${a.id}`, a.kind === "state" ? a.levels[value] : value);
    });
    return query.toString();
  }

  function number(text, low, high) { // NaN unless it is a number between the two
    const value = text.trim() === "" ? NaN : Number(text);
    return value >= low && value <= high ? value : NaN;
  }

  const READERS = {
    w(id, text) {
      const a = attributes.findIndex((entry) => entry.id === id);
      const value = a < 0 ? NaN : number(text, 0, MOST * scale(a));
      if (Number.isNaN(value)) return false;
      setWeight(a, value);
      return true;
    },
    a(id, text) {
      const q = assumptions.findIndex((entry) => entry.id === id && entry.kind === "number");
      const value = q < 0 ? NaN : number(text, assumptions[q].low, assumptions[q].high);
      if (Number.isNaN(value)) return false;
      setting.assumed.set(q, value);
      return true;
    },
    s(id, text) {
      const q = assumptions.findIndex((entry) => entry.id === id && entry.kind === "state");
      const level = q < 0 ? -1 : assumptions[q].levels.indexOf(text);
      if (level >= 0) setting.assumed.set(q, level);
      return level >= 0;
    },
  };

  function read(hash) { // a hash that says nothing to the explorer, such as the anchor of a section, leaves the setting alone
    const before = setting, query = new URLSearchParams(hash.replace(/^#/, ""));
    setting = fresh();
    const chosen = profiles.findIndex((p) => p.id === query.get("p"));
    if (chosen >= 0) setting.profile = chosen;
    let known = chosen >= 0 || hash.length < 2;
    for (const [name, text] of query) {
      if (/^[was]\./.test(name)) known = READERS[name[0]](name.slice(2), text) || known;
    }
    if (!known) setting = before;
  }

  function write() {
    const hash = written();
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch { /* embedded pages, and browsers that count calls: the address then lags behind, the copied link does not */ }
  }

  // --- what follows from a setting ---

  function drawWeights() { // importance weights, their largest 1
    const w = new Float64Array(n);
    setting.assumed.forEach((value, q) => {
      const a = assumptions[q], x = held[q];
      const near = (i) => (a.log ? Math.log(x[i] / value) : x[i] - value) / a.width;
      for (let i = 0; i < n; i++) w[i] -= a.kind === "state" ? (x[i] === value ? 0 : Infinity) : near(i) ** 2 / 2;
    });
    const most = w.reduce((a, b) => Math.max(a, b), -Infinity);
    const scaled = Number.isFinite(most) ? w.map((v) => Math.exp(v - most)) : w.fill(0); // no draw is of all these states
    const total = scaled.reduce((sum, v) => sum + v, 0), squares = scaled.reduce((sum, v) => sum + v * v, 0);
    return { w: scaled, total, kish: squares ? total ** 2 / squares : 0 };
  }

  function mean(x, weighted) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weighted.w[i] * x[i];
    return sum / weighted.total;
  }

  // Self-normalised mean and its standard error; `slowness` is the number of draws worth one independent draw.
  function estimate(x, weighted, slowness) {
    const { w, total, kish } = weighted, middle = mean(x, weighted);
    let spread = 0, error = 0;
    for (let i = 0; i < n; i++) {
      const away = x[i] - middle;
      spread += w[i] * away ** 2;
      error += (w[i] * away) ** 2;
    }
    const few = kish / (kish - 1);
    return { mean: middle, variance: few * spread / total, error: Math.sqrt(few * slowness * error) / total };
  }

  function netValue(row) {
    const value = new Float64Array(n);
    row.forEach((x, a) => {
      const by = weight(a);
      if (x) for (let i = 0; i < n; i++) value[i] += by * x[i];
    });
    return value;
  }

  function sharesOfBest(values) { // a tie is split
    const shares = values.map(() => new Float64Array(n));
    for (let i = 0; i < n; i++) {
      let top = -Infinity, tied = 0;
      for (const v of values) {
        if (v[i] > top) [top, tied] = [v[i], 1];
        else if (v[i] === top) tied++;
      }
      values.forEach((v, o) => { if (v[i] === top) shares[o][i] = 1 / tied; });
    }
    return shares;
  }

  // As in summary.py: at least the error with one draw more in which the option is best and one in which it is not.
  function shareError(share, o, leads, kish) {
    const varies = leads.filter((lead) => lead.variance > 0);
    if (!varies.length) return 0;
    const count = kish / Math.max(1, slow.share[o], ...varies.map((lead) => lead.slowness));
    const p = share.mean, least = (count * p + 1) / (count + 2);
    const spread = (count * (share.variance + p ** 2) + 1) / (count + 2) - least ** 2;
    return Math.max(share.error, Math.sqrt(spread / (count + 3)));
  }

  function answer() {
    const weighted = drawWeights(), values = parts.map(netValue);
    const expected = values.map((x, o) => estimate(x, weighted, slow.value[o]));
    const best = expected.reduce((top, e, o) => (e.mean > expected[top].mean ? o : top), 0);
    const leads = values.map((x, o) => {
      const slowness = slow.lead[best][o];
      return { ...estimate(values[best].map((v, i) => v - x[i]), weighted, slowness), slowness };
    });
    const shares = sharesOfBest(values).map((x, o) => {
      const share = estimate(x, weighted, slow.share[o]);
      return { mean: share.mean, error: shareError(share, o, leads, weighted.kish) };
    });
    const isSame = (lead) => lead.mean === 0 && lead.variance === 0;
    const others = options.map((_, o) => o).filter((o) => o !== best && !isSame(leads[o]));
    return {
      expected, shares, leads, best, kish: weighted.kish,
      same: options.map((_, o) => o).filter((o) => o !== best && isSame(leads[o])),
      runner: others.length ? others.reduce((top, o) => (leads[o].mean < leads[top].mean ? o : top)) : -1,
      clear: others.length > 0 && others.every((o) => leads[o].mean > 3 * leads[o].error),
      means: parts.map((row) => row.map((x) => (x ? mean(x, weighted) : 0))),
    };
  }

  // Expected values are linear in a weight: the nearest weights, below and above, at which another option overtakes the best.
  function bounds(found, a) {
    const now = weight(a), slope = (o) => found.means[o][a] - found.means[found.best][a];
    const roots = options.map((_, o) => ({ option: o, weight: now + found.leads[o].mean / slope(o), rises: slope(o) > 0 }));
    const within = roots.filter((r) => slope(r.option) !== 0 && r.weight >= 0 && r.weight <= MOST * scale(a));
    const nearest = (rises) => within.filter((r) => r.rises === rises)
      .reduce((near, r) => (near && Math.abs(near.weight - now) <= Math.abs(r.weight - now) ? near : r), null);
    return { below: nearest(false), above: nearest(true) };
  }

  // --- elements; text goes in as text, never as markup ---

  function make(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(properties).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  function shown(value, text, key) {
    const made = make("span", { class: "number", "data-value": value }, text);
    if (key && isDefault()) made.dataset.key = key; // only then is it the number of that name in decision.json
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
    const cell = (root) => (root ? [shown(root.weight, plain(root.weight)), `: ${options[root.option].label}`] : [MISSING]);
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
    if (!(found.kish > 0)) return { head: "No draw fits these assumptions", rest: ["Take one of them back."] };
    if (runner < 0) return { head: named, rest: ["No option differs."] };
    const path = `options.${options[runner].id}.lead`, lead = found.leads[runner];
    const by = [`${name(runner)} by `, ...withError(lead.mean, lead.error, path, `${path}_mcse`)];
    if (found.clear && !data.doubt) return { head: named, rest: ["Leads ", ...by, "."] };
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
    say("count", `Effective draws left: ${count} of ${n.toLocaleString("en")}. Errors are Monte Carlo standard errors.`);
    const few = `Only ${count} effective draws fit these assumptions, fewer than ${data.few}: the numbers are rough.`;
    say("warning", found.kish < data.few ? `${few} Take an assumption back.` : "");
    find("count").dataset.value = found.kish;
  }

  // --- the chart ---

  function ticks(low, high) {
    const rough = (high - low || 1) / 4, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((m) => m * power >= rough) || 10);
    const first = Math.floor(low / step), last = Math.max(Math.ceil(high / step), first + 1);
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }

  function svg(tag, properties, text = "") {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(properties).forEach(([name, value]) => made.setAttribute(name, value));
    made.textContent = text;
    return made;
  }

  function chart(found) {
    const ends = found.expected.flatMap((e) => [e.mean - (e.error || 0), e.mean + (e.error || 0)]).filter(Number.isFinite);
    const at = ticks(Math.min(0, ...ends), Math.max(0, ...ends)), span = at[at.length - 1] - at[0], high = 46;
    const x = (value) => `${2 + 96 * (value - at[0]) / span}%`, bottom = high * options.length;
    const label = `Expected value of each option, ± one standard error, ${unit}; numbers in the table`;
    const picture = svg("svg", { role: "img", "aria-label": label });
    picture.style.height = `${bottom + 24}px`;
    at.forEach((value, i) => {
      const line = { x1: x(value), x2: x(value), y1: 0, y2: bottom + 4, class: value === 0 ? "zero" : "grid" };
      const [anchor, left] = i === 0 ? ["start", 0] : i === at.length - 1 ? ["end", "100%"] : ["middle", x(value)];
      picture.append(svg("line", line));
      picture.append(svg("text", { x: left, y: bottom + 20, "text-anchor": anchor, class: "tick" }, plain(value)));
    });
    found.expected.forEach((e, o) => {
      const y = high * o, left = Math.min(0, e.mean), width = `${96 * Math.abs(e.mean) / span}%`;
      picture.append(svg("text", { x: 0, y: y + 15, class: "name" }, options[o].label));
      if (!Number.isFinite(e.mean)) return;
      picture.append(svg("rect", { x: x(left), y: y + 22, width, height: 14, class: o === found.best ? "bar best" : "bar" }));
      if (!usable(e.error)) return;
      picture.append(svg("line", { x1: x(e.mean - e.error), x2: x(e.mean + e.error), y1: y + 29, y2: y + 29, class: "whisker" }));
    });
    find("chart").replaceChildren(picture);
  }

  // --- controls ---

  const place = (a, value) => MIDDLE * Math.cbrt(value / scale(a));
  const short = (value) => Number(value.toPrecision(3));
  let moved = -1; // the weight that was moved last
  const controls = []; // each shows the setting

  function slider(label, id, properties) {
    const input = make("input", { type: "range", id, min: 0, max: END, ...properties });
    const readout = make("span", { class: "number readout" }), marks = make("div", { class: "marks", "aria-hidden": "true" });
    const track = make("div", { class: "track" }, input, marks);
    return { input, readout, marks, track, label: make("label", { for: id }, ...label) };
  }

  function weightControl(attribute, a) {
    const { input, readout, marks, track, label } = slider([attribute.label], `explorer-w-${a}`, { step: 1 });
    input.addEventListener("input", () => {
      const p = Number(input.value);
      const value = Math.min(short((p / MIDDLE) ** 3 * scale(a)), MOST * scale(a));
      setWeight(a, usual(a) && p === MIDDLE ? usual(a) : value);
      moved = a;
      update();
    });
    controls.push((found) => {
      const now = weight(a), { below, above } = bounds(found, a);
      input.value = place(a, now);
      input.setAttribute("aria-valuetext", usual(a) ? `${plain(now)}, ${plain(now / usual(a))} times the profile's` : plain(now));
      readout.textContent = plain(now);
      readout.dataset.value = now;
      const mark = (r) => make("i", { style: `--at: ${place(a, r.weight) / END}` });
      marks.replaceChildren(...[below, above].filter(Boolean).map(mark));
    });
    return make("div", { class: "control", "data-attribute": attribute.id }, label, readout, track);
  }

  const tagged = (record) => (record.unit ? [record.label, " ", make("span", { class: "unit" }, record.unit)] : [record.label]);

  function numberControl(record, q) {
    const { input, readout, track, label } = slider(tagged(record), `explorer-a-${q}`, { step: 1 });
    const box = make("input", { type: "checkbox" });
    const [low, high, middle] = [record.low, record.high, record.middle].map((v) => (record.log ? Math.log(v) : v));
    const step = (record.high - record.low) / END;
    const round = (v) => (record.log ? short(v) : Number(v.toFixed(Math.max(-position(step), 0))));
    const within = (v) => Math.min(Math.max(round(v), record.low), record.high);
    let last = within(record.middle);
    const assume = (value) => { setting.assumed.set(q, value); update(); };
    input.addEventListener("input", () => {
      const v = low + Number(input.value) / END * (high - low);
      assume(within(record.log ? Math.exp(v) : v));
    });
    box.addEventListener("input", () => {
      if (box.checked) return assume(last);
      setting.assumed.delete(q);
      return update();
    });
    controls.push(() => {
      const on = setting.assumed.has(q);
      if (on) last = setting.assumed.get(q);
      const text = `about ${record.log ? plain(last) : rounded(last, step)}`;
      box.checked = on;
      input.value = END * ((on ? (record.log ? Math.log(last) : last) : middle) - low) / (high - low);
      input.classList.toggle("idle", !on);
      input.setAttribute("aria-valuetext", on ? `${text} ${record.unit}` : "as believed");
      readout.textContent = on ? text : "assume";
      readout.dataset.value = on ? last : "";
    });
    const assumed = make("label", { class: "assume" }, box, readout, make("span", { class: "unseen" }, `: ${record.label}`));
    return make("div", { class: "control", "data-assumption": record.id }, label, assumed, track);
  }

  function choice(id, label, entries) {
    const select = make("select", { id });
    select.append(...entries.map(([value, text]) => make("option", { value }, text)));
    return [make("label", { for: id }, ...label), select];
  }

  function stateControl(record, q) {
    const levels = record.levels.map((text, i) => [i, text]).filter(([, text]) => text !== null);
    const [label, select] = choice(`explorer-s-${q}`, tagged(record), [["", "as believed"], ...levels]);
    select.addEventListener("input", () => {
      if (select.value === "") setting.assumed.delete(q);
      else setting.assumed.set(q, Number(select.value));
      update();
    });
    controls.push(() => { select.value = setting.assumed.has(q) ? setting.assumed.get(q) : ""; });
    return make("div", { class: "control choice", "data-assumption": record.id }, label, select);
  }

  function profileControl() {
    const [label, select] = choice("explorer-profile", ["Profile"], profiles.map((p, i) => [i, p.label]));
    select.addEventListener("input", () => {
      setting.profile = Number(select.value);
      setting.weights.clear();
      moved = -1;
      update();
    });
    controls.push(() => { select.value = setting.profile; });
    return make("div", { class: "control choice" }, label, select);
  }

  function boundaryText(found) {
    if (moved < 0) return "";
    const { below, above } = bounds(found, moved), name = (r) => options[r.option].label;
    const said = below ? [`below ${plain(below.weight)} to ${name(below)}`] : [];
    if (above) said.push(`above ${plain(above.weight)} to ${name(above)}`);
    const range = `between 0 and ${plain(MOST * scale(moved))}`;
    const lead = `Weight of ${attributes[moved].label}: the option with the highest expected value`;
    return said.length ? `${lead} changes ${said.join(", and ")}.` : `${lead} stays the same ${range}.`;
  }

  async function copyLink() {
    const link = location.href.replace(/#.*$/, "") + (isDefault() ? "" : `#${written()}`), field = find("link");
    let copied = true;
    try {
      await navigator.clipboard.writeText(link);
    } catch { // not allowed, or no such thing: the reader copies by hand
      copied = false;
    }
    field.value = link;
    field.parentElement.hidden = copied;
    if (!copied) field.select();
    say("done", copied ? "Link copied." : "This browser copies no links: the link is in the field, selected.");
  }

  function actions() {
    const reset = make("button", { type: "button", class: "explorer-reset" }, "Reset");
    const copy = make("button", { type: "button", class: "explorer-copy" }, "Copy link");
    const field = make("label", { hidden: "" }, "Link ", make("input", { class: "explorer-link", readonly: "" }));
    reset.addEventListener("click", () => { setting = fresh(); moved = -1; update(); write(); });
    copy.addEventListener("click", copyLink);
    const done = make("p", { class: "explorer-done note", role: "status" });
    return [profileControl(), make("div", { class: "buttons" }, reset, copy), field, done];
  }

  function update() {
    const found = answer();
    answerText(found);
    optionsTable(found);
    chart(found);
    boundsTable(found);
    controls.forEach((show) => show(found));
    say("boundary", boundaryText(found));
    say("done", "");
  }

  find("actions").append(...actions());
  find("weights").append(...attributes.map(weightControl));
  find("assumptions").append(...assumptions.map((a, q) => (a.kind === "state" ? stateControl : numberControl)(a, q)));
  find("assumptions").hidden = !assumptions.length;
  root.addEventListener("change", write); // once a slider is let go, not at every step
  window.addEventListener("hashchange", () => { read(location.hash); update(); });
  globalThis.stakesExplorer = { rounded, significant, plain }; // for tests that hold these against wording.py
  read(location.hash);
  root.hidden = false;
  update();
})();
