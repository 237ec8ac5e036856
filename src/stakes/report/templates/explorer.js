"use strict";
(() => {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const root = document.querySelector(".explorer");
  const find = (name) => root.querySelector(`.explorer-${name}`);
  const { options, attributes, assumptions, profiles, slow, unit } = data;
  const n = data.draws;
  // A slider at p stands for (p / MIDDLE)^3 times the profile's weight.
  const MOST = 8, MIDDLE = 50, END = 100;

{% include "explorer/digits.js" %}
{% include "explorer/draws.js" %}
{% include "explorer/setting.js" %}
{% include "explorer/verdict.js" %}
{% include "explorer/numbers.js" %}
{% include "explorer/tables.js" %}
{% include "explorer/chart.js" %}
{% include "explorer/controls.js" %}

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
  const control = (a, q) => (a.kind === "state" ? stateControl : numberControl)(a, q);
  find("assumptions").append(...assumptions.map(control));
  find("assumptions").hidden = !assumptions.length;
  root.addEventListener("change", write); // once a slider is let go, not at every step
  window.addEventListener("hashchange", () => { read(location.hash); update(); });
  // For tests that hold these against wording.py and verdict.py.
  globalThis.stakesExplorer = { rounded, significant, plain, verdict };
  read(location.hash);
  root.hidden = false;
  update();
})();
