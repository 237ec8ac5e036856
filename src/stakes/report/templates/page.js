"use strict";
(() => {
  const parts = [...document.querySelectorAll(".appendix > details.part")];
  const SETTING = "="; // in a link that holds a setting of the explorer

  // --- links open what they point into ---

  function reveal() {
    const id = location.hash.slice(1);
    const target = document.getElementById(id.includes(SETTING) ? "try" : id);
    if (!id || !target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  reveal();

  // --- the whole appendix at once ---

  const all = document.querySelector(".open-all");
  all.hidden = false;
  all.addEventListener("click", () => {
    const open = parts.some((part) => !part.open);
    for (const part of parts) part.open = open;
    all.textContent = open ? "Close all" : "Open all";
  });

  // --- where one is ---

  const links = new Map([...document.querySelectorAll(".contents a")]
    .map((a) => [a.getAttribute("href").slice(1), a]));
  const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  function here() {
    const passed = heads.filter((h) => h.getBoundingClientRect().top < innerHeight / 3);
    const now = (passed.at(-1) || heads[0]).id;
    for (const [id, a] of links) {
      if (id === now) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
  }
  addEventListener("scroll", here, { passive: true });
  here();

  // --- quantities by their names ---

  const filter = document.querySelector(".filter input");
  if (filter) {
    filter.closest(".filter").hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of document.querySelectorAll(".quantity")) {
        const text = row.querySelector("summary").textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
      for (const topic of document.querySelectorAll(".topic")) {
        topic.hidden = !topic.querySelector(".quantity:not([hidden])");
      }
    });
  }

  // --- a table as a file ---

  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text);
  function rows(table) {
    return [...table.rows].map((row) => [...row.cells]
      .map((c) => cell(c.innerText.trim().replace(/\s+/g, " "))).join(","));
  }
  for (const table of document.querySelectorAll(".part:not(.try) table")) {
    const holder = table.closest(".scroll");
    if (!holder) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv no-print";
    button.textContent = "CSV";
    button.setAttribute("aria-label", `Save as CSV: ${holder.getAttribute("aria-label")}`);
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      const text = `\ufeff${rows(table).join("\r\n")}\r\n`;
      link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      link.download = `${holder.getAttribute("aria-label").toLowerCase().replaceAll(" ", "_")}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    holder.after(button);
  }
})();
