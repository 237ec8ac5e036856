// The setting: what differs from the run, and its form in a link.

// Weights and what is assumed go by place in attributes and assumptions.
const fresh = () => ({ profile: data.profile, weights: new Map(), assumed: new Map() });
let setting = fresh();
const isChanged = () => setting.weights.size > 0 || setting.assumed.size > 0;
const isDefault = () => setting.profile === data.profile && !isChanged();
const usual = (a) => profiles[setting.profile].weights[a];
const scale = (a) => usual(a) || 1; // a weight of 0 has no multiples
const weight = (a) => (setting.weights.has(a) ? setting.weights.get(a) : usual(a));

function setWeight(a, value) {
  if (value === usual(a)) setting.weights.delete(a);
  else setting.weights.set(a, value);
}

function written() {
  const query = new URLSearchParams();
  if (setting.profile !== data.profile) query.set("p", profiles[setting.profile].id);
  setting.weights.forEach((value, a) => query.set(`w.${attributes[a].id}`, value));
  setting.assumed.forEach((value, q) => {
    const a = assumptions[q];
    if (a.kind === "state") query.set(`s.${a.id}`, a.levels[value]);
    else query.set(`a.${a.id}`, value);
  });
  return query.toString();
}

function number(text, low, high) { // NaN unless it is a number between the two
  const value = text.trim() === "" ? NaN : Number(text);
  return value >= low && value <= high ? value : NaN;
}

const READERS = {
  w(id, text) {
    const a = attributes.findIndex((entry) => entry.id === id);
    const value = a < 0 ? NaN : number(text, 0, MOST * scale(a));
    if (Number.isNaN(value)) return false;
    setWeight(a, value);
    return true;
  },
  a(id, text) {
    const q = assumptions.findIndex((entry) => entry.id === id && entry.kind === "number");
    const value = q < 0 ? NaN : number(text, assumptions[q].low, assumptions[q].high);
    if (Number.isNaN(value)) return false;
    setting.assumed.set(q, value);
    return true;
  },
  s(id, text) {
    const q = assumptions.findIndex((entry) => entry.id === id && entry.kind === "state");
    const level = q < 0 ? -1 : assumptions[q].levels.indexOf(text);
    if (level >= 0) setting.assumed.set(q, level);
    return level >= 0;
  },
};

// A hash that says nothing to the explorer, such as the anchor of a section, leaves the setting
// alone.
function read(hash) {
  const before = setting, query = new URLSearchParams(hash.replace(/^#/, ""));
  setting = fresh();
  const chosen = profiles.findIndex((p) => p.id === query.get("p"));
  if (chosen >= 0) setting.profile = chosen;
  let known = chosen >= 0 || hash.length < 2;
  for (const [name, text] of query) {
    if (/^[was]\./.test(name)) known = READERS[name[0]](name.slice(2), text) || known;
  }
  if (!known) setting = before;
}

function write() {
  const hash = written();
  try {
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // Embedded pages, and browsers that count calls: the address then lags behind, the copied link
    // does not.
  }
}
