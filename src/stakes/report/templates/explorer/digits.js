// Digits: the rules of wording.py, on the shortest decimal that stands for a number.

const MINUS = "\u2212", MISSING = "\u2013", BETWEEN = "\u00a0±\u00a0";
const leading = (x) => Number(x.toExponential().split("e")[1]);
const usable = (error) => Number.isFinite(error) && error > 0;

function units(x, step) { // |x| in whole units of 10^step, half to even
  const [digits, power] = Math.abs(x).toExponential().split("e");
  const shift = Number(power) - (digits.length > 1 ? digits.length - 2 : 0) - step;
  const whole = BigInt(digits.replace(".", ""));
  if (shift >= 0) return whole * 10n ** BigInt(shift);
  const size = 10n ** BigInt(-shift), below = whole / size, twice = 2n * (whole % size);
  return below + (twice > size || (twice === size && below % 2n === 1n) ? 1n : 0n);
}

function at(x, step) {
  const count = units(x, step), places = Math.max(-step, 0);
  const shown = step > 0 ? count * 10n ** BigInt(step) : count;
  const text = shown.toString().padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
  return (x < 0 && count > 0n ? MINUS : "") + whole + (places ? "." + text.slice(-places) : "");
}

function significant(x, digits = 3) {
  if (!Number.isFinite(x)) return MISSING;
  if (x === 0) return "0";
  const first = leading(x); // 0.9996 becomes 1.00
  const size = first + units(x, first + 1 - digits).toString().length - digits;
  if (size >= -4 && size < 6) return at(x, size + 1 - digits);
  const power = String(size).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
  return `${at(x / 10 ** size, 1 - digits)} × 10${power}`;
}

function position(error) {
  const first = leading(error), two = units(error, first - 1).toString();
  return first + two.length - 2 - (two[0] === "1" ? 1 : 0);
}

function rounded(x, error) {
  return Number.isFinite(x) && usable(error) ? at(x, position(error)) : significant(x);
}

function plain(x) {
  const [amount, power] = significant(x).split(" × ");
  const short = amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
  return short + (power ? ` × ${power}` : "");
}
