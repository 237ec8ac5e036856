"""The scores of a case's predictions on a terminal."""

from collections.abc import Iterator

import xarray as xr
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stakes.assessment.scores import reliability as rely
from stakes.assessment.scores.scoreboard import Scored, averages
from stakes.assessment.scores.summary import parts
from stakes.assessment.scores.surprises import surprises
from stakes.case.case import Case
from stakes.wording import MISSING, percent, rounded

BASELINES = {"even": "an even chance", "prior": "the prior", "of_the_time": "forecasts of the time"}
RULES = {"log": "Log score", "brier": "Brier", "crps": "CRPS (prior's 90 %)"}


def show_scores(case: Case, found: list[Scored], console: Console) -> None:
    """Print mean scores by topic, how often what was thought likely came, surprises, and what is
    not scored.

    Parameters
    ----------
    case : an open case.
    found : its predictions scored; see `scored`.
    console : where to print.
    """
    if not found:
        console.print("The case predicts nothing: there is no analysis/predictions.toml.")
        return
    resolved = [s for s in found if s.scores]
    console.print(_table(resolved))
    for line in (*_against(averages(resolved)), *_reliable(resolved, case.seed)):
        console.print(Text(line))
    for heading, lines in (
        ("Surprises", surprises(resolved, case.as_of)),
        ("Not scored, as they are open", [s.prediction.statement for s in found if not s.scores]),
    ):
        if lines:
            console.print(Text(f"\n{heading}", style="bold"))
        for line in lines:
            console.print(Text(f"  {line}"))


def _table(found: list[Scored]) -> Table:
    title = Text("Mean scores, lower is better, ± their spread over predictions (simulation error)")
    table = Table(title=title, title_justify="left", title_style="dim", box=box.SIMPLE_HEAD)
    table.add_column("Topic")
    for name in ("Events", *RULES.values(), "Numbers"):
        table.add_column(name, justify="right")
    for name, some in parts(found).items():
        of = averages(some).sel(forecaster="model")
        cells = {rule: _cell(of.sel(rule=rule)) for rule in RULES}
        events, numbers = (int(of["n"].sel(rule=rule)) for rule in ("log", "crps"))
        table.add_row(name, str(events), *cells.values(), str(numbers))
    return table


def _cell(of: xr.Dataset) -> str:
    if not of["n"]:
        return MISSING
    mean, spread, mcse = (float(of[k]) for k in ("mean", "spread", "mcse"))
    return f"{rounded(mean, spread)}{_within(spread)} ({rounded(mcse, mcse)})"


def _against(table: xr.Dataset) -> Iterator[str]:
    """By how much the model scores better than each baseline on the same predictions."""
    for rule, label in RULES.items():
        for who, name in BASELINES.items():
            of = table.sel(rule=rule, forecaster=who)
            if not of["n"]:
                continue
            mean, model, better, spread = (
                float(of[k]) for k in ("mean", "model", "better", "better_se")
            )
            word = "better" if better > 0 else "worse"
            apart = rounded(abs(better), spread) + _within(spread)
            yield (
                f"{label}: {word} than {name} by {apart}, {rounded(model, spread)} against "
                f"{rounded(mean, spread)}; predictions: {int(of['n'])}."
            )


def _within(spread: float) -> str:
    """An error behind a number; nothing where there is none."""
    return f" ± {rounded(spread, spread)}" if spread > 0 else ""


def _reliable(found: list[Scored], seed: int) -> Iterator[str]:
    p, came = rely.events(found)
    if p.size:
        for b in _rows(rely.in_bins(p, came)):
            said = f"{b['n']:.0f} events given {percent(b['probability'])} on average"
            yield f"{said}: {percent(b['frequency'])} came ({_ends(b)})."
        dealt = rely.dealt_at_random(p, came, seed)
        yield (
            f"Outcomes dealt to the events at random score {dealt.brier:.3f} by Brier and "
            f"{dealt.log:.3f} by log on average; {percent(dealt.no_worse)} of the deals do as "
            "well as what came."
        )
    for c in _rows(rely.coverage(found).reset_coords()):
        if c["n"]:
            share = f"{c['inside']:.0f} of {c['n']:.0f} numbers"
            yield f"{share} lie in the central {percent(c['central'])} ({_ends(c)})."


def _rows(table: xr.Dataset) -> list[dict[str, float]]:
    (dim,) = table.dims
    names = [str(name) for name in table.variables]
    return [{name: float(table[name][i]) for name in names} for i in range(table.sizes[dim])]


def _ends(row: dict[str, float]) -> str:
    return f"{percent(row['lower'])} to {percent(row['upper'])}"
