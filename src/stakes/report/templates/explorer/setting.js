// The setting: what differs from the run, and its form in a link.

// Weights, what is set and what is observed go by place in attributes, axes and assumptions. A
// value is { at }, { low, high } or { level }. Only what belongs to the mode counts.
const fresh = () => ({
  profile: data.profile, weights: new Map(), mode: axes.length ? "set" : "about",
  fixed: new Map(), assumed: new Map(),
});
let setting = fresh();
let unread = 0; // entries of a link that say nothing here
let from = ""; // the run whose page made the link
const active = () => (setting.mode === "set" ? setting.fixed : setting.assumed);
const isChanged = () => setting.weights.size > 0 || active().size > 0;
const isDefault = () => setting.profile === data.profile && !isChanged();
const usual = (a) => profiles[setting.profile].weights[a];
const scale = (a) => usual(a) || 1; // a weight of 0 has no multiples
const weight = (a) => (setting.weights.has(a) ? setting.weights.get(a) : usual(a));

function setWeight(a, value) {
  if (value === usual(a)) setting.weights.delete(a);
  else setting.weights.set(a, value);
}

const KEYS = { set: ["x", "l"], about: ["a", "s"] }; // of numbers, and of states
const records = (mode) => (mode === "set" ? axes : assumptions);

function written() {
  const query = new URLSearchParams();
  if (setting.profile !== data.profile) query.set("p", profiles[setting.profile].id);
  setting.weights.forEach((value, a) => query.set(`w.${attributes[a].id}`, value));
  const [number, state] = KEYS[setting.mode];
  active().forEach((value, q) => {
    const { id, levels } = records(setting.mode)[q];
    if (value.level === undefined) query.set(`${number}.${id}`, spelled(value));
    else query.set(`${state}.${id}`, levels[value.level]);
  });
  if (query.size && data.run) query.set("run", data.run);
  return query.toString();
}

const limits = (mode, q) => (mode === "set" ? ends(axes[q]) : aboutEnds(assumptions[q]));
const aboutEnds = (a) => [a.low, a.high];

function readWeight(id, text) {
  const a = attributes.findIndex((entry) => entry.id === id), value = decimal(text);
  if (a < 0 || !(value >= 0 && value <= MOST * scale(a))) return false;
  setWeight(a, value);
  return true;
}

function readQuantity(mode, key, id, text) {
  const q = records(mode).findIndex((entry) => entry.id === id);
  if (q < 0) return false;
  const record = records(mode)[q], place = mode === "set" ? setting.fixed : setting.assumed;
  let value = "nothing";
  if (key === KEYS[mode][1]) {
    const level = (record.levels || []).indexOf(text);
    if (level >= 0) value = { level };
  } else if (hasNumber(record)) value = typed(text, ...limits(mode, q));
  if (typeof value === "string") return false;
  place.set(q, value);
  setting.mode = mode;
  return true;
}

const hasNumber = (record) => (record.kind ? record.kind === "number" : record.points.length > 0);

function readEntry(name, text) {
  const [key, id] = [name[0], name.slice(2)];
  if (key === "w") return readWeight(id, text);
  const mode = Object.keys(KEYS).find((m) => KEYS[m].includes(key));
  return readQuantity(mode, key, id, text);
}

// A hash that says nothing to the explorer, such as the anchor of a section, leaves the setting
// alone.
function read(hash) {
  const before = setting, query = new URLSearchParams(hash.replace(/^#/, ""));
  const wrong = [];
  setting = fresh();
  const chosen = profiles.findIndex((p) => p.id === query.get("p"));
  if (chosen >= 0) setting.profile = chosen;
  let known = chosen >= 0 || hash.length < 2;
  for (const [name, text] of query) {
    if (!/^[waslx]\./.test(name)) continue;
    if (readEntry(name, text)) known = true;
    else wrong.push(name);
  }
  if (known || wrong.length) [unread, from] = [wrong.length, query.get("run") || ""];
  if (!known) setting = before;
}

const past = []; // links of earlier settings, the last one last
let now = "";

function commit() { // once a slider is let go, not at every step
  const hash = written();
  if (hash === now) return;
  past.push(now);
  write(hash);
}

function write(hash) {
  now = hash;
  try {
    history.pushState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // Embedded pages, and browsers that count calls: the address then lags behind, the copied link
    // does not.
  }
}

function undo() {
  if (!past.length) return;
  const hash = past.pop();
  read(`#${hash}`);
  write(hash);
  update();
}
