// A quantity: typed as a number or a range, moved by a slider, or put to one of its states.

function tagged({ label, unit: tag }) {
  return tag ? [label, " ", make("span", { class: "unit" }, tag)] : [label];
}

// What both modes know of a quantity.
function quantity(mode, q) {
  const record = records(mode)[q], wide = mode === "set" ? record.wide : record.log;
  const on = (v) => (wide ? Math.log(v) : v), off = (v) => (wide ? Math.exp(v) : v);
  const step = (record.high - record.low) / END;
  const round = (v) => (wide ? short(v) : Number(v.toFixed(Math.max(-position(step), 0))));
  const [low, high] = hasNumber(record) ? [on(record.low), on(record.high)] : [0, 1];
  const [least, most] = limits(mode, q);
  return {
    id: `explorer-${mode}-${q}`, label: record.label, record, mode, q, least, most,
    of: () => (mode === "set" ? setting.fixed : setting.assumed),
    share: (v) => Math.min(Math.max((on(v) - low) / (high - low), 0), 1),
    at: (p) => Math.min(Math.max(round(off(low + p * (high - low))), least), most),
  };
}

const middleOf = (value) => (value.low > 0 ? Math.sqrt(value.low * value.high)
  : (value.low + value.high) / 2);

function put(its, value) {
  if (value === null) its.of().delete(its.q);
  else its.of().set(its.q, value);
  return update();
}

function typedControl(its) {
  const hint = make("p", { class: "hint", id: `${its.id}-hint`, role: "status" });
  const field = make("input", {
    type: "text", class: "typed", id: its.id, autocomplete: "off", "aria-describedby": hint.id,
    placeholder: "as believed",
  });
  let held_ = null; // what was set when something typed was not read
  field.addEventListener("change", () => {
    const value = field.value.trim() ? typed(field.value, its.least, its.most) : null;
    if (typeof value !== "string") return put(its, value);
    held_ = its.of().get(its.q);
    hint.textContent = `Not read: ${value}.`;
    return null;
  });
  controls.push(() => {
    const value = its.of().get(its.q);
    if (hint.textContent && value === held_) return;
    hint.textContent = "";
    field.value = value && value.level === undefined ? spelled(value) : "";
  });
  return { field, hint };
}

function sliderControl(its) {
  const label = `${its.label}, by slider`;
  const input = make("input", { type: "range", min: 0, max: END, step: 1, "aria-label": label });
  input.addEventListener("input", () => put(its, { at: its.at(Number(input.value) / END) }));
  controls.push(() => {
    const value = its.of().get(its.q), on = value && value.level === undefined;
    const at = on ? value.at ?? middleOf(value) : its.record.middle;
    input.value = END * its.share(at);
    input.classList.toggle("idle", !on);
    const said = on ? `${spelled(value)} ${its.record.unit}` : "as believed";
    input.setAttribute("aria-valuetext", said.trim());
  });
  const edges = [its.record.low, its.record.high].map((v) => make("span", {}, plain(v)));
  return make("div", { class: "track" }, input, make("div", { class: "edges" }, ...edges));
}

function levelControl(its, id) {
  const known = its.record.levels.map((text, i) => [i, text]).filter(([, text]) => text !== null);
  const entries = [["", hasNumber(its.record) ? "or one view of it" : "as believed"], ...known];
  const select = make("select", { id });
  select.append(...entries.map(([value, text]) => make("option", { value }, text)));
  select.addEventListener("input", () => {
    put(its, select.value === "" ? null : { level: Number(select.value) });
  });
  controls.push(() => { select.value = its.of().get(its.q)?.level ?? ""; });
  return select;
}

function quantityControl(mode, q) {
  const its = quantity(mode, q), { record } = its, number_ = hasNumber(record);
  const key = mode === "set" ? { "data-set": record.id } : { "data-assumption": record.id };
  const stated = (record.levels || []).length > 0;
  if (!number_) {
    const label = make("label", { for: its.id }, ...tagged(record));
    return make("div", { class: "control choice", ...key }, label, levelControl(its, its.id));
  }
  const { field, hint } = typedControl(its);
  const label = make("label", { for: its.id }, ...tagged(record));
  const made = make("div", { class: "control", ...key }, label, field, sliderControl(its), hint);
  if (stated) {
    const select = levelControl(its, `${its.id}-state`);
    select.setAttribute("aria-label", `${record.label}: one view of it`);
    made.append(select);
  }
  return made;
}
