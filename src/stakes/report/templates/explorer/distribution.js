// How uncertain the world is: the best option less the next, over the draws.

const BINS = 32, TAIL = 0.01; // the share of draws that the bin at either end collects

function quantileOf(x, w, level) {
  const order = [...x.keys()].sort((a, b) => x[a] - x[b]);
  const total = w.reduce((sum, v) => sum + v, 0);
  let sum = 0;
  for (const i of order) {
    sum += w[i];
    if (sum >= level * total) return x[i];
  }
  return x[order[order.length - 1]];
}

function binned(x, w) { // shares of the draws in bins of which one begins at 0
  const low = Math.min(quantileOf(x, w, TAIL), 0), high = Math.max(quantileOf(x, w, 1 - TAIL), 0);
  const step = (high - low) / BINS || 1, first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1), shares = Array(last - first).fill(0);
  const total = w.reduce((sum, v) => sum + v, 0);
  x.forEach((v, i) => {
    const bin = Math.min(Math.max(Math.floor(v / step) - first, 0), last - first - 1);
    shares[bin] += w[i] / total;
  });
  return { shares, first, step };
}

function distribution(found) {
  const { best, runner, values, weighted } = found, place = find("spread");
  if (found.quiet || runner < 0) return place.replaceChildren();
  const x = values[best].map((v, i) => v - values[runner][i]), { w } = weighted;
  const { shares, first, step } = binned(x, w), bins = shares.length, high = 90;
  const at = (value) => `${2 + 96 * (value / step - first) / bins}%`;
  const below = shares.slice(0, Math.max(-first, 0)).reduce((sum, v) => sum + v, 0);
  const [name, other] = [options[best].label, options[runner].label];
  const said = `${name} less ${other}, ${unit}: below 0 in ${Math.round(100 * below)} % of futures`;
  const picture = svg("svg", { role: "img", "aria-label": said });
  picture.style.height = `${high + 24}px`;
  shares.forEach((share, k) => {
    const tall = high * share / Math.max(...shares), kind = k < -first ? "bar" : "bar best";
    const box = { x: at((first + k) * step), y: high - tall, width: `${96 / bins}%`, height: tall };
    picture.append(svg("rect", { ...box, class: kind }));
  });
  picture.append(svg("line", { x1: at(0), x2: at(0), y1: 0, y2: high + 4, class: "zero" }));
  const mean_ = found.leads[runner].mean;
  if (mean_ > first * step && mean_ < (first + bins) * step) {
    const [x1, x2] = [at(mean_), at(mean_)];
    picture.append(svg("line", { x1, x2, y1: 0, y2: high, class: "whisker" }));
  }
  const marks = ticks(first * step, (first + bins) * step);
  marks.filter((v) => v >= first * step && v <= (first + bins) * step).forEach((v) => {
    const tick = { x: at(v), y: high + 20, "text-anchor": "middle", class: "tick" };
    picture.append(svg("text", tick, plain(Number(v.toPrecision(6)))));
  });
  const note = "Line: the mean. Bars at the ends hold what lies farther out.";
  return place.replaceChildren(
    make("p", { class: "spread-title" }, said), picture, make("p", { class: "note" }, note),
  );
}
