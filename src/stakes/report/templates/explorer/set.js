// The answer with quantities set, among the options that do not wait. Expected values are those of
// the answer, moved by the form; shares and the distribution are of draws, moved one by one.

function setDraws() { // net values as believed and with quantities set, and what all moves by
  const wide = attributes.length, toDraws = movedDraws(setting.fixed);
  const whole = ready.map((o) => netValue(parts[o]));
  const before = whole.map((x) => Float64Array.from(form.at, (i) => x[i]));
  const its = (k) => toDraws.slice(k * wide, (k + 1) * wide);
  const moved = ready.map((_, k) => netValue(its(k), weight, count));
  return { whole, before, moved, values: before.map((x, k) => x.map((v, i) => v + moved[k][i])) };
}

const minus = (x, a, b) => x[a].map((v, i) => v - x[b][i]);
const evenly = { w: new Float64Array(count).fill(1), total: count, kish: count };

// Of a difference between two options: error of the answer, of what the setting changes, and of the
// form.
const movedError = (drawn, a, b) => (estimate(minus(drawn.moved, a, b), evenly, 1).error || 0)
  * Math.sqrt(count / form.number);

function apart(drawn, gained, a, b) {
  const [o, p] = [ready[a], ready[b]];
  const today = estimate(minus(drawn.whole, a, b), even, slow.lead[o][p]).error * sharp(o, p);
  const off = form.error[Math.min(setting.fixed.size, form.error.length - 1)];
  const by = Math.abs(gained[a] - gained[b]) * off;
  const error = Math.hypot(today || 0, movedError(drawn, a, b), by);
  return { error, variance: estimate(minus(drawn.values, a, b), evenly, 1).variance };
}

function setShares(drawn, leads) {
  return sharesOfBest(drawn.values).map((x, k) => {
    const share = estimate(x, evenly, slow.share[ready[k]]);
    const p = anchored(x, runReady, k, form.at);
    return { mean: p, error: shareError({ ...share, mean: p }, ready[k], leads, count) };
  });
}

function withSet() {
  const wide = attributes.length, drawn = setDraws(), toMeans = movedMeans(setting.fixed);
  const gained = ready.map((_, k) => weighed((a) => toMeans[k * wide + a]));
  const none = { mean: NaN, error: 0, variance: 0 };
  const each = (f) => all.map((o) => (ready.includes(o) ? f(ready.indexOf(o), o) : { ...none }));
  const zero = ready.indexOf(data.base);
  const expected = each((k, o) => ({
    mean: weighed((a) => means[o * wide + a]) + gained[k],
    error: apart(drawn, gained, k, zero).error,
  }));
  const best = highest(expected, ready), top = ready.indexOf(best);
  const leads = each((k, o) => ({
    mean: expected[best].mean - expected[o].mean, slowness: slow.lead[best][o],
    ...apart(drawn, gained, top, k),
  }));
  const shares = setShares(drawn, ready.map((o) => leads[o]));
  return {
    expected, best, leads, shares: each((k) => shares[k]), weighted: evenly, among: ready,
    values: each((k) => drawn.values[k]), kish: count,
    movedError: each((k) => movedError(drawn, k, top)),
  };
}
