"use strict";
(() => {
  const data = JSON.parse(document.getElementById("trace-data").textContent);
  const NAMES = {
    option: data.options, attribute: data.attributes, study: data.studies, profile: data.profiles, plane: data.planes,
    view: data.views, topic: data.topics, component: data.components,
  };
  const WAIT = 300, LEAVE = 250, GAP = 6, EDGE = 8; // ms, px
  const has = (held, key) => Object.prototype.hasOwnProperty.call(held, key);
  const bare = (id) => [id, id.split("[")[0], id.endsWith(data.state) ? id.slice(0, -data.state.length) : id]
    .find((name) => has(data.quantities, name));

  // --- what a path means ---

  function named(kind, id) { // text and quantities of one part of a path; nothing where the case holds no such thing
    if (kind === "*") return { text: id, ids: [] };
    if (kind === "quantity") return bare(id) && { text: data.quantities[bare(id)].label, ids: [bare(id)] };
    if (kind === "claim") return has(data.claims, id) && { text: data.claims[id].text, ids: data.claims[id].quantities };
    if (kind === "pair") {
      const [q, option] = id.split(":");
      return bare(q) && has(data.options, option) && { text: `${data.quantities[bare(q)].label} for ${data.options[option]}`, ids: [bare(q)] };
    }
    return has(NAMES[kind], id) && { text: NAMES[kind][id], ids: (kind === "plane" && data.uses[id]) || [] };
  }

  function matched(pattern, path) { // a key may have dots of its own, so the whole text is matched and the names are looked up
    const kinds = [...pattern.matchAll(/\{(.+?)\}/g)].map((m) => m[1]);
    const ids = new RegExp(`^${pattern.replaceAll(".", "\\.").replace(/\{.+?\}/g, "(.+)")}$`).exec(path);
    const found = ids && kinds.map((kind, i) => [kind, named(kind, ids[i + 1])]);
    return found && found.every(([, its]) => its) ? found : null;
  }

  function describe(path) { // what stands at a path of decision.json; null where no rule knows it
    for (const [pattern, said, unit, rests] of data.rules) {
      const found = matched(pattern, path);
      if (!found) continue;
      const text = said.replace(/\{(.+?)\}/g, (_, kind) => found.find(([k]) => k === kind)[1].text);
      const ids = [...new Set(found.flatMap(([, its]) => its.ids))];
      const units = { case: data.unit, share: "as a share of 1", quantity: ids.length ? data.quantities[ids[0]].unit : "" };
      return { text, ids, unit: has(units, unit) ? units[unit] : unit, all: rests === "all" };
    }
    return null;
  }

  // --- the popover ---

  function add(parent, tag, text, attributes = {}) {
    const made = parent.appendChild(document.createElement(tag));
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  const box = add(document.body, "div", "", { class: "trace", role: "dialog", "aria-label": "Where this number comes from", tabindex: "-1" });
  let shown = null, pinned = false, timer = 0;
  box.hidden = true;

  function link(parent, text, href, more = {}) {
    return /^(https?:\/\/|#)/.test(href) ? add(parent, "a", text, { href, ...more }) : add(parent, "span", text);
  }

  function quantity(id) {
    const q = data.quantities[id], part = add(box, "div", "", { class: "trace-quantity" });
    const name = add(part, "p", ""), target = `q-${id}`;
    const full = document.getElementById(target);
    if (full) link(name, q.label, `#${target}`).addEventListener("click", () => { full.open = true; });
    else add(name, "strong", q.label);
    add(part, "p", `${q.unit}; prior from ${q.basis}, grade ${q.grade}`, { class: "note" });
    const list = q.sources.length ? add(part, "ul", "") : null;
    for (const i of q.sources) {
      const [publisher, title, url] = data.sources[i], item = add(list, "li", `${publisher}: `);
      link(item, title, url, { rel: "noreferrer" });
    }
  }

  function fill(number) {
    const path = number.dataset.key, about = describe(path), value = number.dataset.value;
    box.replaceChildren();
    add(box, "p", about ? about.text : path, { class: "trace-what" });
    add(box, "p", `${value.replace(/^-/, "\u2212")}${about && about.unit ? ` ${about.unit}` : ""}`, { class: "trace-value" });
    add(add(box, "p", "", { class: "note" }), "code", path);
    const linked = about && about.all && !about.ids.length;
    if (linked) add(box, "p", "Rests on all quantities. Most closely linked with the lead:", { class: "note" });
    if (about) (linked ? data.linked : about.ids).forEach(quantity);
  }

  function place(number) { // beneath the number, or above it where there is no room, and always inside the window
    const at = number.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    const own = box.getBoundingClientRect(), under = at.bottom + GAP + own.height <= innerHeight || at.top < own.height + GAP;
    box.style.left = `${scrollX + Math.max(EDGE, Math.min(at.left, wide - own.width - EDGE))}px`;
    box.style.top = `${scrollY + (under ? at.bottom + GAP : at.top - GAP - own.height)}px`;
  }

  function open(number, pin) {
    clearTimeout(timer);
    pinned = pin;
    if (shown !== number) fill(number);
    shown = number;
    box.hidden = false;
    place(number);
    if (pin) {
      number.tabIndex = -1;
      box.focus({ preventScroll: true });
    }
  }

  function close(back) {
    clearTimeout(timer);
    if (back && box.contains(document.activeElement)) shown.focus({ preventScroll: true });
    box.hidden = true;
    shown = null;
    pinned = false;
  }

  const over = (target) => (target instanceof Element ? target.closest(".number[data-key]") : null);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned) return;
    const number = over(event.target);
    clearTimeout(timer);
    if (number) timer = setTimeout(() => open(number, false), number === shown ? 0 : WAIT);
    else if (shown && !box.contains(event.target)) timer = setTimeout(close, LEAVE);
  });
  document.documentElement.addEventListener("pointerleave", () => { if (!pinned) close(); });
  document.addEventListener("click", (event) => {
    const number = over(event.target);
    if (number && !number.closest("a, button, summary, label")) open(number, true);
    else if (shown && (!box.contains(event.target) || event.target.closest("a[href^='#']"))) close();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) close(true); });
  document.addEventListener("scroll", (event) => { if (shown && event.target !== document && event.target !== box) close(); }, true);
  document.querySelectorAll(".trace-hint").forEach((hint) => { hint.hidden = false; });
  globalThis.stakesTrace = { describe };
})();
