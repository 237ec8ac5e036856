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
    const value = weight(a), { below, above } = found.quiet ? {} : bounds(found, a);
    input.value = place(a, value);
    const times = usual(a) ? plain(value / usual(a)) : "";
    const said = times && `, ${times} times the profile's`;
    input.setAttribute("aria-valuetext", plain(value) + said);
    readout.textContent = times ? `× ${times}` : plain(value);
    readout.dataset.value = value;
    const mark = (r) => make("i", { style: `--at: ${place(a, r.weight) / END}` });
    marks.replaceChildren(...[below, above].filter(Boolean).map(mark));
  });
  return make("div", { class: "control", "data-attribute": attribute.id }, label, readout, track);
}

function choice(id, label, entries) {
  const select = make("select", { id });
  select.append(...entries.map(([value, text]) => make("option", { value }, text)));
  return [make("label", { for: id }, ...label), select];
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

function modeControl() {
  const names = [["set", "Set"], ["about", "Observed to be about"]];
  const made = names.map(([value, text]) => {
    const input = make("input", { type: "radio", name: "explorer-mode", value });
    input.addEventListener("input", () => { setting.mode = value; update(); });
    controls.push(() => { input.checked = setting.mode === value; });
    return make("label", { class: "mode" }, input, text);
  });
  controls.push(() => {
    find("set").hidden = setting.mode !== "set";
    find("about").hidden = setting.mode !== "about";
  });
  return made;
}

function boundaryText(found) {
  if (moved < 0 || found.quiet) return "";
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

function reset() {
  setting = fresh();
  [moved, unread, from] = [-1, 0, ""];
  update();
  commit();
}

function button(name, text, act) {
  const made = make("button", { type: "button", class: `explorer-${name}` }, text);
  made.addEventListener("click", act);
  return made;
}

function actions() {
  const back = button("undo", "Undo", undo), copy = button("copy", "Copy link", copyLink);
  const link = make("input", { class: "explorer-link", readonly: "" });
  const field = make("label", { hidden: "" }, "Link ", link);
  controls.push(() => { back.disabled = !past.length; });
  const files = [
    button("save-shown", "Numbers (CSV)", () => save("explorer.csv", shownRows(last))),
    button("save-draws", "Draws (CSV)", () => save("explorer_draws.csv", drawRows(last))),
  ];
  controls.push((found) => { files.forEach((f) => { f.disabled = found.quiet; }); });
  const buttons = [back, button("reset", "Reset", reset), copy, ...files];
  const done = make("p", { class: "explorer-done note", role: "status" });
  return [make("div", { class: "buttons" }, ...buttons), field, done];
}
