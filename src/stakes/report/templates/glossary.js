"use strict";
(() => {
  // The first time that a section uses a word of the glossary, the word says what it means.
  const EDGE = 8, GAP = 4; // px
  const WHERE = "main section:not(.appendix):not(.explorer-section), .appendix > details.part";
  const NOT = "a, button, code, pre, summary, h2, h3, svg, th, script, .term, .number, .glossary, "
    + ".explorer-section, .filter, label, [aria-hidden]";
  const lower = (text) => text.toLowerCase();
  const safe = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  const meanings = new Map();
  for (const dt of document.querySelectorAll(".glossary dt")) {
    for (const word of dt.textContent.split(", ")) {
      meanings.set(lower(word), dt.nextElementSibling.textContent);
    }
  }
  const longest = [...meanings.keys()].sort((a, b) => b.length - a.length);
  const words = new RegExp(`(?<![\\w-])(${longest.map(safe).join("|")})(s?)(?![\\w-])`, "i");

  const note = document.createElement("div");
  note.className = "term-note no-print";
  note.id = "term-note";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  document.body.append(note);

  function show(term) {
    note.textContent = meanings.get(term.dataset.term);
    note.hidden = false;
    const box = term.getBoundingClientRect(), own = note.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - own.width - EDGE);
    const below = box.bottom + GAP + own.height < innerHeight;
    note.style.left = `${Math.max(left, EDGE) + scrollX}px`;
    note.style.top = `${(below ? box.bottom + GAP : box.top - GAP - own.height) + scrollY}px`;
    term.setAttribute("aria-describedby", note.id);
  }

  function hide() {
    note.hidden = true;
    const held = document.querySelector(".term[aria-describedby]");
    if (held) held.removeAttribute("aria-describedby");
  }

  function marked(node, seen) {
    const found = words.exec(node.data);
    if (!found) return;
    const word = lower(found[1]), after = node.splitText(found.index);
    const rest = after.splitText(found[0].length);
    if (!seen.has(word)) {
      seen.add(word);
      const term = document.createElement("button");
      term.type = "button";
      term.className = "term";
      term.dataset.term = word;
      after.replaceWith(term);
      term.append(after);
    }
    marked(rest, seen);
  }

  for (const section of document.querySelectorAll(WHERE)) {
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    const texts = [], seen = new Set();
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(NOT)) texts.push(walker.currentNode);
    }
    for (const node of texts) marked(node, seen);
  }

  const term = (event) => event.target instanceof Element && event.target.closest(".term");
  document.addEventListener("pointerover", (event) => (term(event) ? show(term(event)) : null));
  document.addEventListener("pointerout", (event) => {
    if (term(event) && document.activeElement !== term(event)) hide();
  });
  document.addEventListener("focusin", (event) => (term(event) ? show(term(event)) : hide()));
  document.addEventListener("click", (event) => (term(event) ? show(term(event)) : hide()));
  document.addEventListener("keydown", (event) => (event.key === "Escape" ? hide() : null));
})();
