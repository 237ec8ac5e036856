// What is shown, and the draws behind it, as files.

const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll("\"", "\"\"")}"` : cell);
const line = (cells_) => cells_.map((cell) => quoted(String(cell))).join(",");

function save(name, rows) {
  const about = `# run ${data.run || "?"}, setting ${written() || "none"}`;
  const text = `\ufeff${[about, ...rows.map(line)].join("\r\n")}\r\n`;
  const link = make("a", { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.click();
  URL.revokeObjectURL(link.href);
}

const number = (x) => (Number.isFinite(x) ? x : "");

function shownRows(found) {
  const head = ["option", "expected", "error", "p_best", "p_best_error", "unit"];
  const both = (o) => [found.expected[o], found.shares[o]];
  const numbers = (o) => both(o).flatMap((e) => [number(e.mean), number(e.error)]);
  const rows = options.map((option, o) => [option.id, ...numbers(o), unit]);
  return found.quiet ? [head] : [head, ...rows];
}

function drawRows(found) {
  const { among, values, weighted } = found, short6 = (x) => Number(x.toPrecision(6));
  const head = ["weight", ...among.map((o) => options[o].id)];
  return [head, ...Array.from(weighted.w,
    (w, i) => [short6(w), ...among.map((o) => short6(values[o][i]))])];
}
