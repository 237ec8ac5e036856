// Draws.

function bytes(text) {
  const raw = atob(text), made = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) made[i] = raw.charCodeAt(i);
  return made;
}

// Every browser runs on little-endian machines.
const floats = (text) => new Float32Array(bytes(text).buffer);
const parts = data.parts.map((row) => row.map((text) => text && floats(text)));
const held = assumptions.map((a) => (a.kind === "state" ? bytes(a.draws) : floats(a.draws)));
