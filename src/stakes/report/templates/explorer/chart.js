// The chart.

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
  if (found.quiet) return find("chart").replaceChildren();
  const reach = ({ mean: middle, error }) => [middle - (error || 0), middle + (error || 0)];
  const ends = found.expected.flatMap(reach).filter(Number.isFinite);
  const at = ticks(Math.min(0, ...ends), Math.max(0, ...ends)), span = at[at.length - 1] - at[0];
  const high = 34;
  const x = (value) => `${2 + 96 * (value - at[0]) / span}%`, bottom = high * options.length;
  const said = `Expected value of each option, ± one standard error, ${unit}`;
  const label = `${said}; numbers in the table`;
  const picture = svg("svg", { role: "img", "aria-label": label });
  picture.style.height = `${bottom + 24}px`;
  at.forEach((value, i) => {
    const kind = value === 0 ? "zero" : "grid", y = bottom + 20;
    const line = { x1: x(value), x2: x(value), y1: 0, y2: bottom + 4, class: kind };
    let [anchor, left] = ["middle", x(value)];
    if (i === 0) [anchor, left] = ["start", 0];
    else if (i === at.length - 1) [anchor, left] = ["end", "100%"];
    picture.append(svg("line", line));
    const tick = { x: left, y, "text-anchor": anchor, class: "tick" };
    picture.append(svg("text", tick, plain(value)));
  });
  found.expected.forEach((e, o) => {
    const y = high * o, left = Math.min(0, e.mean), width = `${96 * Math.abs(e.mean) / span}%`;
    picture.append(svg("text", { x: 0, y: y + 12, class: "name" }, options[o].label));
    if (!Number.isFinite(e.mean)) return; // left out
    const kind = o === found.best ? "bar best" : "bar";
    picture.append(svg("rect", { x: x(left), y: y + 17, width, height: 10, class: kind }));
    if (!usable(e.error)) return;
    const [x1, x2] = [x(e.mean - e.error), x(e.mean + e.error)];
    picture.append(svg("line", { x1, x2, y1: y + 22, y2: y + 22, class: "whisker" }));
  });
  return find("chart").replaceChildren(picture);
}
