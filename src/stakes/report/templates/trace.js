"use strict";
(() => {
  const data = JSON.parse(document.getElementById("trace-data").textContent);
  const NAMES = {
    option: data.options, attribute: data.attributes, study: data.studies, profile: data.profiles,
    plane: data.planes, view: data.views, topic: data.topics, component: data.components,
    subgroup: data.subgroups,
  };
  const DIGITS = 7;
  const WAIT = 300, LEAVE = 250, GAP = 6, EDGE = 8; // ms, px
  const has = (held, key) => Object.prototype.hasOwnProperty.call(held, key);
  const stateless = (id) => (id.endsWith(data.state) ? id.slice(0, -data.state.length) : id);
  const bare = (id) => [id, id.split("[")[0], stateless(id)]
    .find((name) => has(data.quantities, name));

  // --- what a path means ---

  // Text and quantities of one part of a path; nothing where the case holds no such thing.
  const NAMED = {
    "*": (id) => ({ text: id, ids: [] }),
    quantity: (id) => bare(id) && { text: data.quantities[bare(id)].label, ids: [bare(id)] },
    claim(id) {
      const claim = has(data.claims, id) && data.claims[id];
      return claim && { text: claim.text, ids: claim.quantities, unit: claim.unit };
    },
    pair(id) {
      const [q, option] = id.split(":");
      if (!bare(q) || !has(data.options, option)) return false;
      const text = `${data.quantities[bare(q)].label} for ${data.options[option]}`;
      return { text, ids: [bare(q)] };
    },
  };

  function named(kind, id) {
    if (has(NAMED, kind)) return NAMED[kind](id);
    const ids = (kind === "plane" && data.uses[id]) || [];
    return has(NAMES[kind], id) && { text: NAMES[kind][id], ids };
  }

  // A key may have dots of its own, so the whole text is matched and the names are looked up.
  function matched(pattern, path) {
    const kinds = [...pattern.matchAll(/\{(.+?)\}/g)].map((m) => m[1]);
    const form = pattern.replaceAll(".", "\\.").replace(/\{.+?\}/g, "(.+)");
    const ids = new RegExp(`^${form}$`).exec(path);
    const found = ids && kinds.map((kind, i) => [kind, named(kind, ids[i + 1])]);
    return found && found.every(([, its]) => its) ? found : null;
  }

  // A number to as many digits as anyone reads; what stands in decision.json is not rounded.
  function legible(value) {
    const x = Number(value);
    return value === "" || !Number.isFinite(x) ? value : String(Number(x.toPrecision(DIGITS)));
  }

  function describe(path) { // what stands at a path of decision.json; null where no rule knows it
    for (const [pattern, said, unit, rests] of data.rules) {
      const found = matched(pattern, path);
      if (!found) continue;
      const text = said.replace(/\{(.+?)\}/g, (_, kind) => found.find(([k]) => k === kind)[1].text);
      const ids = [...new Set(found.flatMap(([, its]) => its.ids))];
      const own = ids.length ? data.quantities[ids[0]].unit : "";
      const claim = found.map(([, its]) => its.unit).find(Boolean) || "";
      const units = { case: data.unit, share: "as a share of 1", quantity: own, claim };
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

  const box = add(document.body, "div", "", {
    class: "trace", role: "dialog", "aria-label": "Where this number comes from", tabindex: "-1",
  });
  let shown = null, pinned = false, timer = 0;
  box.hidden = true;

  function link(parent, text, href, more = {}) {
    if (!/^(https?:\/\/|#)/.test(href)) return add(parent, "span", text);
    return add(parent, "a", text, { href, ...more });
  }

  function quantity(id) {
    const q = data.quantities[id], part = add(box, "div", "", { class: "trace-quantity" });
    const name = add(part, "p", ""), target = `q-${id}`;
    const full = document.getElementById(target);
    const unfold = () => { full.open = true; };
    if (full) link(name, q.label, `#${target}`).addEventListener("click", unfold);
    else add(name, "strong", q.label);
    const prior = q.basis ? `prior from ${q.basis}, grade ${q.grade}` : "";
    const note = [q.unit, prior].filter(Boolean).join("; ");
    if (note) add(part, "p", note, { class: "note" });
    const list = q.sources.length ? add(part, "ul", "") : null;
    for (const i of q.sources) {
      const [publisher, title, url] = data.sources[i];
      const item = add(list, "li", publisher && `${publisher}: `);
      link(item, title, url, { rel: "noreferrer" });
    }
  }

  function fill(number) {
    const path = number.dataset.key, about = describe(path), value = number.dataset.value;
    box.replaceChildren();
    add(box, "p", about ? about.text : path, { class: "trace-what" });
    const unit = about && about.unit ? ` ${about.unit}` : "";
    add(box, "p", legible(value).replace(/^-/, "\u2212") + unit, { class: "trace-value" });
    add(add(box, "p", "", { class: "note" }), "code", path);
    const linked = about && about.all && !about.ids.length;
    const all = "Rests on all quantities. Most closely linked with the lead:";
    if (linked) add(box, "p", all, { class: "note" });
    if (about) (linked ? data.linked : about.ids).forEach(quantity);
  }

  // Beneath the number, or above it where there is no room, and always inside the window.
  function place(number) {
    const at = number.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    const own = box.getBoundingClientRect(), room = GAP + own.height;
    const under = at.bottom + room <= innerHeight || at.top < room;
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
      stop(number);
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

  // --- with the keyboard: one number is a tab stop, arrows lead to the next ---

  let stopped = null;

  function stop(number) {
    if (stopped && stopped !== number) {
      stopped.removeAttribute("tabindex");
      stopped.removeAttribute("role");
    }
    stopped = number;
    number.tabIndex = 0;
    number.setAttribute("role", "button");
  }

  function step(by) {
    const all = [...document.querySelectorAll(".number[data-key]")]
      .filter((n) => n.checkVisibility() && !n.closest("a, button, summary, label"));
    const next = all[all.indexOf(stopped) + by];
    if (!next) return;
    stop(next);
    next.focus();
  }

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.target !== stopped) return;
    if (event.key in STEPS) step(STEPS[event.key]);
    else if (event.key === "Enter" || event.key === " ") open(stopped, true);
    else return;
    event.preventDefault();
  });

  const leaves = (target) => !box.contains(target) || target.closest("a[href^='#']");
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
    else if (shown && leaves(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) close(true);
  });
  document.addEventListener("scroll", (event) => {
    if (shown && event.target !== document && event.target !== box) close();
  }, true);
  const first = document.querySelector("main .number[data-key]");
  if (first) stop(first);
  document.querySelectorAll(".trace-hint").forEach((hint) => { hint.hidden = false; });
  globalThis.stakesTrace = { describe };
})();
