// Controls.

const place = (a, value) => MIDDLE * Math.cbrt(value / scale(a));
const short = (value) => Number(value.toPrecision(3));
let moved = -1; // the weight that was moved last
const controls = []; // each shows the setting

function slider(label, id, properties) {
  const input = make("input", { type: "range", id, min: 0, max: END, ...properties });
  const readout = make("span", { class: "number readout" });
  const marks = make("div", { class: "marks", "aria-hidden": "true" });
  const track = make("div", { class: "track" }, input, marks);
  return { input, readout, marks, track, label: make("label", { for: id }, ...label) };
}

function weightControl(attribute, a) {
  const id = `explorer-w-${a}`;
  const { input, readout, marks, track, label } = slider([attribute.label], id, { step: 1 });
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
    const times = usual(a) ? `, ${plain(now / usual(a))} times the profile's` : "";
    input.setAttribute("aria-valuetext", plain(now) + times);
    readout.textContent = plain(now);
    readout.dataset.value = now;
    const mark = (r) => make("i", { style: `--at: ${place(a, r.weight) / END}` });
    marks.replaceChildren(...[below, above].filter(Boolean).map(mark));
  });
  return make("div", { class: "control", "data-attribute": attribute.id }, label, readout, track);
}

function tagged({ label, unit: tag }) {
  return tag ? [label, " ", make("span", { class: "unit" }, tag)] : [label];
}

function numberControl(record, q) {
  const { input, readout, track, label } = slider(tagged(record), `explorer-a-${q}`, { step: 1 });
  const box = make("input", { type: "checkbox" });
  const scaled = (v) => (record.log ? Math.log(v) : v);
  const [low, high, middle] = [record.low, record.high, record.middle].map(scaled);
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
    input.value = END * ((on ? scaled(last) : middle) - low) / (high - low);
    input.classList.toggle("idle", !on);
    input.setAttribute("aria-valuetext", on ? `${text} ${record.unit}` : "as believed");
    readout.textContent = on ? text : "assume";
    readout.dataset.value = on ? last : "";
  });
  const unseen = make("span", { class: "unseen" }, `: ${record.label}`);
  const assumed = make("label", { class: "assume" }, box, readout, unseen);
  return make("div", { class: "control", "data-assumption": record.id }, label, assumed, track);
}

function choice(id, label, entries) {
  const select = make("select", { id });
  select.append(...entries.map(([value, text]) => make("option", { value }, text)));
  return [make("label", { for: id }, ...label), select];
}

function stateControl(record, q) {
  const levels = record.levels.map((text, i) => [i, text]).filter(([, text]) => text !== null);
  const entries = [["", "as believed"], ...levels];
  const [label, select] = choice(`explorer-s-${q}`, tagged(record), entries);
  select.addEventListener("input", () => {
    if (select.value === "") setting.assumed.delete(q);
    else setting.assumed.set(q, Number(select.value));
    update();
  });
  controls.push(() => { select.value = setting.assumed.has(q) ? setting.assumed.get(q) : ""; });
  return make("div", { class: "control choice", "data-assumption": record.id }, label, select);
}

function profileControl() {
  const entries = profiles.map((p, i) => [i, p.label]);
  const [label, select] = choice("explorer-profile", ["Profile"], entries);
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
  const changes = said.length ? `changes ${said.join(", and ")}` : `stays the same ${range}`;
  return `${lead} ${changes}.`;
}

async function copyLink() {
  const link = location.href.replace(/#.*$/, "") + (isDefault() ? "" : `#${written()}`);
  const field = find("link");
  let copied = true;
  try {
    await navigator.clipboard.writeText(link);
  } catch { // not allowed, or no such thing: the reader copies by hand
    copied = false;
  }
  field.value = link;
  field.parentElement.hidden = copied;
  if (!copied) field.select();
  const byHand = "This browser copies no links: the link is in the field, selected.";
  say("done", copied ? "Link copied." : byHand);
}

function actions() {
  const reset = make("button", { type: "button", class: "explorer-reset" }, "Reset");
  const copy = make("button", { type: "button", class: "explorer-copy" }, "Copy link");
  const link = make("input", { class: "explorer-link", readonly: "" });
  const field = make("label", { hidden: "" }, "Link ", link);
  reset.addEventListener("click", () => { setting = fresh(); moved = -1; update(); write(); });
  copy.addEventListener("click", copyLink);
  const done = make("p", { class: "explorer-done note", role: "status" });
  return [profileControl(), make("div", { class: "buttons" }, reset, copy), field, done];
}
