// The verdict, by the rule of verdict.py: the lead over every option that does not come to the same
// must be more than three of its standard errors, and no doubt of the run may remain.

const CLEARLY = 3;

function verdict(leads, best, doubt) {
  const others = leads.map((_, o) => o).filter((o) => o !== best);
  const isSame = (o) => leads[o].mean === 0 && leads[o].variance === 0;
  const rest = others.filter((o) => !isSame(o));
  const least = (top, o) => (leads[o].mean < leads[top].mean ? o : top);
  const unclear = rest.filter((o) => !(leads[o].mean > CLEARLY * leads[o].error));
  const clear = rest.length > 0 && !unclear.length;
  return {
    same: others.filter(isSame),
    runner: rest.length ? rest.reduce(least) : -1,
    clear,
    unclear,
    tooClose: !clear || Boolean(doubt),
  };
}
