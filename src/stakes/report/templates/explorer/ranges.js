// What a reader types: a number, or a 90 % interval such as 0.01 to 0.2.

const EDGE = 1.6448536269514722; // of the standard normal, with 5 % beyond
const REACH = 8, STEPS = 160; // of its scores, by which a mean over a range is worked out

const decimal = (text) => {
  const plainer = text.trim().replace(/\u2212/g, "-").replace(/,(?=\d{3}(\D|$))/g, "");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plainer) ? Number(plainer) : NaN;
};

function typed(text, least, most) { // a value, or in words why it is none
  const ends = text.split(/\s+to\s+|\s*\u2013\s*/i).map(decimal);
  if (ends.length > 2 || ends.some(Number.isNaN)) return "a number, or a range as in 0.1 to 0.5";
  const [low, high = low] = ends;
  if (low > high) return "the lower end comes first";
  if (low < least || high > most) return `from ${plain(least)} to ${plain(most)}`;
  return low === high ? { at: low } : { low, high };
}

const isRange = (value) => value.low !== undefined;
const spelled = (value) => (isRange(value) ? `${value.low} to ${value.high}` : String(value.at));

// Log-normal where both ends are above 0, else normal; and what lies beyond what may be set lies at
// its end.
function scored({ low, high }, least, most) {
  const log = low > 0, [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const middle = (a + b) / 2, spread = (b - a) / 2 / EDGE;
  return (score) => {
    const x = middle + spread * score;
    return Math.min(Math.max(log ? Math.exp(x) : x, least), most);
  };
}

function meanOver(range, least, most, f) { // of rows of numbers, by the trapezoid rule
  const x = scored(range, least, most);
  let total = 0, sum = null;
  for (let k = 0; k <= STEPS; k++) {
    const score = REACH * (2 * k / STEPS - 1), by = Math.exp(-(score ** 2) / 2);
    const row = f(x(score));
    sum = row.map((v, j) => (sum ? sum[j] : 0) + by * v);
    total += by;
  }
  return sum.map((v) => v / total);
}
