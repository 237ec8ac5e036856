// What follows from a setting.

function drawWeights() { // importance weights, their largest 1
  const w = new Float64Array(n);
  if (setting.mode === "about") setting.assumed.forEach((value, q) => lower(w, value, q));
  const most = w.reduce((a, b) => Math.max(a, b), -Infinity);
  const any = Number.isFinite(most); // else no draw is of all these states
  const scaled = any ? w.map((v) => Math.exp(v - most)) : w.fill(0);
  const total = scaled.reduce((sum, v) => sum + v, 0);
  const squares = scaled.reduce((sum, v) => sum + v * v, 0);
  return { w: scaled, total, kish: squares ? total ** 2 / squares : 0 };
}

function lower(w, value, q) { // logarithms of weights, by what is observed of a quantity
  const a = assumptions[q], x = held[q];
  if (a.kind === "state") {
    for (let i = 0; i < n; i++) if (x[i] !== value.level) w[i] = -Infinity;
    return;
  }
  const on = (v) => (a.log ? Math.log(v) : v);
  const [low, high] = isRange(value) ? [on(value.low), on(value.high)] : [on(value.at)];
  const middle = isRange(value) ? (low + high) / 2 : low;
  const width = isRange(value) ? (high - low) / 2 / EDGE : a.width;
  for (let i = 0; i < n; i++) w[i] -= ((on(x[i]) - middle) / width) ** 2 / 2;
}

function mean(x, weighted) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weighted.w[i] * x[i];
  return sum / weighted.total;
}

// Self-normalised mean and its standard error; `slowness` is the number of draws worth one
// independent draw.
function estimate(x, weighted, slowness) {
  const { w, total, kish } = weighted, middle = mean(x, weighted);
  let spread = 0, error = 0;
  for (let i = 0; i < x.length; i++) {
    const away = x[i] - middle;
    spread += w[i] * away ** 2;
    error += (w[i] * away) ** 2;
  }
  const few = kish / (kish - 1), wide = Math.sqrt(few * slowness * error) / total;
  return { mean: middle, variance: few * spread / total, error: wide };
}

function netValue(row, by = weight, length = n) {
  const value = new Float64Array(length);
  row.forEach((x, a) => {
    const w = by(a);
    if (x) for (let i = 0; i < length; i++) value[i] += w * x[i];
  });
  return value;
}

function sharesOfBest(values) { // a tie is split
  const length = values[0].length, shares = values.map(() => new Float64Array(length));
  for (let i = 0; i < length; i++) {
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

const weighed = (cell) => attributes.reduce((sum, _, a) => sum + weight(a) * cell(a), 0);
const onAverage = (x) => x.reduce((sum, v) => sum + v, 0) / x.length;
const even = { w: new Float64Array(n).fill(1), total: n, kish: n };
const sharp = (a, b) => (data.sharp ? data.sharp[a][b] : 1); // by what the answer is more exact

const all = options.map((_, o) => o);
const within = (p) => Math.min(Math.max(p, 0), 1);

// Shares of the same draws under the run's weights, and of all draws: where they go together, what
// is known of these says how far others are off (a control variate).
function sharesOfRun(among, exact) {
  const own = profiles[data.profile].weights;
  const values = among.map((o) => netValue(parts[o], (a) => own[a]));
  return { draws: sharesOfBest(values), exact: exact || null };
}
const runShares = sharesOfRun(all, data.shares && data.shares.map(([p]) => p));
const runReady = sharesOfRun(ready, data.ready_shares);

function anchored(share, of, k, at = null) { // at: which of the draws
  if (!of.exact) return onAverage(share);
  const base = at ? Float64Array.from(at, (i) => of.draws[k][i]) : of.draws[k];
  const [m, b] = [onAverage(share), onAverage(base)];
  let together = 0, alone = 0;
  base.forEach((v, i) => {
    together += (v - b) * (share[i] - m);
    alone += (v - b) ** 2;
  });
  return within(m + (alone ? together / alone : 0) * (of.exact[k] - b));
}

function asBelieved() { // under the weights, and what is observed
  const weighted = drawWeights(), values = parts.map((row) => netValue(row));
  const exact = values.map((x, o) => weighed((a) => means[o * attributes.length + a])
    - mean(x, even));
  const plain = !(setting.mode === "about" && setting.assumed.size);
  const expected = values.map((x, o) => {
    const e = estimate(x, weighted, slow.value[o]);
    const error = e.error * (plain ? sharp(o, data.base) : 1);
    return { ...e, mean: e.mean + exact[o], error };
  });
  const best = highest(expected, all);
  const leads = values.map((x, o) => {
    const slowness = slow.lead[best][o], apart = values[best].map((v, i) => v - x[i]);
    const e = estimate(apart, weighted, slowness);
    const error = e.error * (plain ? sharp(best, o) : 1);
    return { ...e, mean: expected[best].mean - expected[o].mean, error, slowness };
  });
  const shares = sharesOfBest(values).map((x, o) => {
    const share = estimate(x, weighted, slow.share[o]);
    const error = shareError(share, o, leads, weighted.kish);
    if (isDefault() && data.shares) return { mean: data.shares[o][0], error: data.shares[o][1] };
    return { mean: plain ? anchored(x, runShares, o) : share.mean, error };
  });
  return { expected, best, leads, shares, weighted, values, among: all, kish: weighted.kish };
}

const highest = (expected, among) => among
  .reduce((top, o) => (expected[o].mean > expected[top].mean ? o : top), among[0]);

function attributeMeans(found, set) {
  const wide = attributes.length, moved = set ? movedMeans(setting.fixed) : null;
  return parts.map((row, o) => row.map((x, a) => {
    const exact = means[o * wide + a], k = ready.indexOf(o);
    if (set) return exact + (k < 0 ? 0 : moved[k * wide + a]);
    return x ? exact + mean(x, found.weighted) - mean(x, even) : exact;
  }));
}

function answer() {
  const set = isSet(), found = set ? withSet() : asBelieved(), { among } = found;
  const leaders = isChanged() ? schoolsOn(found) : [];
  const why = isChanged() ? schoolsDoubt(leaders) : data.doubts[setting.profile];
  const judged = verdict(among.map((o) => found.leads[o]), among.indexOf(found.best), why);
  return {
    ...found, ...judged, leaders, doubt: why, means: attributeMeans(found, set),
    same: judged.same.map((k) => among[k]), unclear: judged.unclear.map((k) => among[k]),
    runner: judged.runner < 0 ? -1 : among[judged.runner],
    quiet: isChanged() && !(found.kish >= data.few),
  };
}

// Expected values are linear in a weight: the nearest weights, below and above, at which another
// option overtakes the best.
function bounds(found, a) {
  const now = weight(a), slope = (o) => found.means[o][a] - found.means[found.best][a];
  const root = (o) => now + found.leads[o].mean / slope(o);
  const roots = found.among.map((o) => ({ option: o, weight: root(o), rises: slope(o) > 0 }));
  const possible = (r) => r.weight >= 0 && r.weight <= MOST * scale(a);
  const inside = roots.filter((r) => slope(r.option) !== 0 && possible(r));
  const away = (r) => Math.abs(r.weight - now);
  const nearest = (rises) => inside.filter((r) => r.rises === rises)
    .reduce((near, r) => (near && away(near) <= away(r) ? near : r), null);
  return { below: nearest(false), above: nearest(true) };
}
