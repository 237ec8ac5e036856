// What follows from a setting.

function drawWeights() { // importance weights, their largest 1
  const w = new Float64Array(n);
  setting.assumed.forEach((value, q) => {
    const a = assumptions[q], x = held[q];
    const near = (i) => (a.log ? Math.log(x[i] / value) : x[i] - value) / a.width;
    const apart = a.kind === "state"
      ? (i) => (x[i] === value ? 0 : Infinity)
      : (i) => near(i) ** 2 / 2;
    for (let i = 0; i < n; i++) w[i] -= apart(i);
  });
  const most = w.reduce((a, b) => Math.max(a, b), -Infinity);
  const any = Number.isFinite(most); // else no draw is of all these states
  const scaled = any ? w.map((v) => Math.exp(v - most)) : w.fill(0);
  const total = scaled.reduce((sum, v) => sum + v, 0);
  const squares = scaled.reduce((sum, v) => sum + v * v, 0);
  return { w: scaled, total, kish: squares ? total ** 2 / squares : 0 };
}

function mean(x, weighted) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weighted.w[i] * x[i];
  return sum / weighted.total;
}

// Self-normalised mean and its standard error; `slowness` is the number of draws worth one
// independent draw.
function estimate(x, weighted, slowness) {
  const { w, total, kish } = weighted, middle = mean(x, weighted);
  let spread = 0, error = 0;
  for (let i = 0; i < n; i++) {
    const away = x[i] - middle;
    spread += w[i] * away ** 2;
    error += (w[i] * away) ** 2;
  }
  const few = kish / (kish - 1), wide = Math.sqrt(few * slowness * error) / total;
  return { mean: middle, variance: few * spread / total, error: wide };
}

function netValue(row) {
  const value = new Float64Array(n);
  row.forEach((x, a) => {
    const by = weight(a);
    if (x) for (let i = 0; i < n; i++) value[i] += by * x[i];
  });
  return value;
}

function sharesOfBest(values) { // a tie is split
  const shares = values.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    let top = -Infinity, tied = 0;
    for (const v of values) {
      if (v[i] > top) [top, tied] = [v[i], 1];
      else if (v[i] === top) tied++;
    }
    values.forEach((v, o) => { if (v[i] === top) shares[o][i] = 1 / tied; });
  }
  return shares;
}

// As in summary.py: at least the error with one draw more in which the option is best and one in
// which it is not.
function shareError(share, o, leads, kish) {
  const varies = leads.filter((lead) => lead.variance > 0);
  if (!varies.length) return 0;
  const count = kish / Math.max(1, slow.share[o], ...varies.map((lead) => lead.slowness));
  const p = share.mean, least = (count * p + 1) / (count + 2);
  const spread = (count * (share.variance + p ** 2) + 1) / (count + 2) - least ** 2;
  return Math.max(share.error, Math.sqrt(spread / (count + 3)));
}

function answer() {
  const weighted = drawWeights(), values = parts.map(netValue);
  const expected = values.map((x, o) => estimate(x, weighted, slow.value[o]));
  const best = expected.reduce((top, e, o) => (e.mean > expected[top].mean ? o : top), 0);
  const leads = values.map((x, o) => {
    const slowness = slow.lead[best][o];
    return { ...estimate(values[best].map((v, i) => v - x[i]), weighted, slowness), slowness };
  });
  const shares = sharesOfBest(values).map((x, o) => {
    const share = estimate(x, weighted, slow.share[o]);
    return { mean: share.mean, error: shareError(share, o, leads, weighted.kish) };
  });
  const means = parts.map((row) => row.map((x) => (x ? mean(x, weighted) : 0)));
  const judged = verdict(leads, best, data.doubt);
  return { expected, shares, leads, best, means, kish: weighted.kish, ...judged };
}

// Expected values are linear in a weight: the nearest weights, below and above, at which another
// option overtakes the best.
function bounds(found, a) {
  const now = weight(a), slope = (o) => found.means[o][a] - found.means[found.best][a];
  const root = (o) => now + found.leads[o].mean / slope(o);
  const roots = options.map((_, o) => ({ option: o, weight: root(o), rises: slope(o) > 0 }));
  const possible = (r) => r.weight >= 0 && r.weight <= MOST * scale(a);
  const within = roots.filter((r) => slope(r.option) !== 0 && possible(r));
  const away = (r) => Math.abs(r.weight - now);
  const nearest = (rises) => within.filter((r) => r.rises === rises)
    .reduce((near, r) => (near && away(near) <= away(r) ? near : r), null);
  return { below: nearest(false), above: nearest(true) };
}
