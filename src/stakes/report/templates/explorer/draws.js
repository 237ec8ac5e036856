// Draws.

function bytes(text) {
  const raw = atob(text), made = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) made[i] = raw.charCodeAt(i);
  return made;
}

function half(bits) { // a number of 16 bits
  const sign = bits >> 15 ? -1 : 1, power = (bits >> 10) & 31, rest = bits & 1023;
  return sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : 2 ** -24 * rest);
}

// Every browser runs on little-endian machines.
const floats = (text) => new Float32Array(bytes(text).buffer);
const doubles = (text) => new Float64Array(bytes(text).buffer);
const halves = (text) => Float64Array.from(new Uint16Array(bytes(text).buffer), half);
const unpacked = ({ by, x }) => halves(x).map((v) => v * by);
const parts = data.parts.map((row) => row.map((its) => its && unpacked(its)));
const held = assumptions.map((a) => (a.kind === "state" ? bytes(a.draws) : floats(a.draws)));
const means = doubles(data.means);
