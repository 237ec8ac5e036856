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
{% include "explorer/ranges.js" %}
{% include "explorer/form.js" %}
{% include "explorer/setting.js" %}
{% include "explorer/verdict.js" %}
{% include "explorer/numbers.js" %}
{% include "explorer/set.js" %}
{% include "explorer/schools.js" %}
{% include "explorer/tables.js" %}
{% include "explorer/chart.js" %}
{% include "explorer/distribution.js" %}
{% include "explorer/files.js" %}
{% include "explorer/controls.js" %}
{% include "explorer/quantities.js" %}
{% include "explorer/banner.js" %}

  let last = null; // what is shown

  function update() {
    last = answer();
    answerText(last);
    optionsTable(last);
    chart(last);
    distribution(last);
    boundsTable(last);
    banner();
    controls.forEach((show) => show(last));
    say("boundary", boundaryText(last));
    say("done", "");
  }

  find("actions").append(...actions());
  if (profiles.length > 1) find("actions").append(profileControl());
  if (axes.length && assumptions.length) find("mode").append(...modeControl());
  else find("mode").hidden = true;
  find("set").append(...axes.map((_, q) => quantityControl("set", q)));
  find("about").append(...assumptions.map((_, q) => quantityControl("about", q)));
  find("set").hidden = !axes.length;
  find("about").hidden = axes.length > 0 || !assumptions.length;
  find("weights").append(...attributes.map(weightControl));
  root.addEventListener("change", () => { commit(); update(); });
  window.addEventListener("hashchange", () => { read(location.hash); now = written(); update(); });
  document.querySelector("main").prepend(bar);
  // For tests that hold these against Python.
  globalThis.stakesExplorer = {
    rounded, significant, plain, verdict, typed,
    answerTo(hash) {
      read(hash);
      return answer();
    },
    schoolsAt(hash) { // leads over the best under each school; none of one that is not counted
      const found = this.answerTo(hash), toMeans = isSet() ? movedMeans(setting.fixed) : null;
      const best = ready.indexOf(found.best);
      return { best, leads: found.leaders.map((l, school) => (l === undefined ? null
        : schoolLeads(school, best, toMeans, found.movedError).map((x) => [x.mean, x.error]))) };
    },
  };
  read(location.hash);
  now = written();
  root.hidden = false;
  update();
})();
