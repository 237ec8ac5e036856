"""What each part of the case does to the answer: the tables of docs/second_edition.md, section 10,
from the fit in results/. One part is left out at a time, by setting what it rests on, with nothing
fitted again. Errors are standard errors. Run after `uv run stakes`:

    python scripts/bridge.py
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import xarray as xr

import stakes
from stakes import open_case
from stakes.case.case import Case
from stakes.case.reading.module_loading import load_module
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.inference.drawn.draw_sets import fewer
from stakes.notebooks import saved_fits
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.exact.expectations import expectations
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import quantities_read

EVERY, SETS = 5, 4  # draws and sets that are looked at
NO_PASSING = {"pass_policy": 0.0, "pass_entities": 0.0, "pass_if_sincere": 0.0}
SURE_PASSING = {"pass_entities": 1.0, "pass_needed": 1.0}
NEVER = -50.0  # log odds
PAIRS = (("go_alone", "information_sharing"), ("transparency", "keep_talking"))
CHANCES = {
    "signed": "signed",
    "works": "works",
    "working_years": "expected years at work",
    "passed": "first pass",
    "eroded": "erosion (strict)",
}
TIES = {  # in which the lead is linear
    "refusal_linkage": "a year without talks",
    "failed_politics": "a deal that fails in the open",
    "credibility_lost": "given an erosion",
}


@dataclass(frozen=True)
class Row:
    """A part left out, or changed: quantities that are set, the reader's parameters, weights."""

    label: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


ROWS = (
    Row("all of it, planner"),
    Row("strategic warning counted", weights={"warning": 1.0}),
    Row("no passing on", NO_PASSING),
    Row("passing on once a year of work, all of it needed", SURE_PASSING),
    Row("no guarding and no exposure to Russia", {"guard_cost": 0.0, "exposure_cost": 0.0}),
    Row("no alliance", weights={"alliance": 0.0}),
    Row("erosion by the loose coding", parameters={"erosion_loose": 1}),
    Row("any build-up an answer (broad)", parameters={"answers_broad": 1}),
    Row("no limits in deals", {"sign_limits": NEVER}),
    Row("failing in the open is free", {"failed_politics": 0.0}),
    Row("refusal is free", {"refusal_linkage": 0.0}),
    Row("no answers", weights={"arms_race": 0.0}),
    Row("talks and paper change no hazard", {"state_talks": 0.0, "state_signed": 0.0}),
    Row("nothing stopped of answers under way", {"answer_stopped": 0.0}),
    Row("a working agreement calms nothing", {"state_working_strict": 0.0}),
    Row("damage only", parameters={"damage_only": 1}),
    Row("to 2030", parameters={"years_beyond": 10}),
    Row("partner now", {"moscow_type": 1.0}),
    Row("trader now", {"moscow_type": 2.0}),
    Row("rival now", {"moscow_type": 3.0}),
    Row("the type never changes", {"moscow_switch": 0.0}),
)


def main() -> None:
    case = open_case()
    fit, _ = saved_fits(case)
    thin = fewer(fit["posterior"].to_dataset().isel(draw=slice(None, None, EVERY)), SETS)
    fit = xr.DataTree.from_dict({"/": fit.to_dataset(), "posterior": thin})
    for table in (bridge, by_attribute, if_agreed, chances, break_evens):
        print("\n".join(table(case, fit)), end="\n\n")


def parts_of(case: Case, fit: xr.DataTree, row: Row) -> xr.DataArray:
    """Attributes of the options that do not wait."""
    chosen = {
        name: p.model_copy(update={"value": row.parameters.get(name, p.value)})
        for name, p in case.parameters.items()
    }
    case = replace(case, parameters=chosen)
    how = Exact(tuple(quantities_read(case, fit)))
    return expectations(case, fit, [row.changes], how).isel(setting=0)


def weights_of(case: Case, row: Row) -> dict[str, float]:
    return {**case.profiles[case.default_profile].weights, **row.weights}


def bridge(case: Case, fit: xr.DataTree) -> Iterator[str]:
    heads = ["", "best", "its lead", *(f"`{a}` over `{b}`" for a, b in PAIRS)]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for row in ROWS:
        value = stakes.net_value(parts_of(case, fit, row), weights_of(case, row))
        best, near = leading(value)
        pairs = [signed(*difference(value, a, b)) for a, b in PAIRS]
        lead = signed(float(near["lead"]), float(near["lead_mcse"]))
        lead += f" over `{near['option'].item()}`"
        yield f"| {' | '.join((row.label, f'`{best}`', lead, *pairs))} |"


def leading(value: xr.DataArray) -> tuple[str, xr.Dataset]:
    """The best option, and what it has over the next."""
    table = stakes.compare(value)
    best = str(table["best"].item())
    rest = table.drop_sel(option=best)
    return best, rest.isel(option=int(rest["lead"].to_numpy().argmin()))


def difference(value: xr.DataArray, one: str, other: str) -> tuple[float, float]:
    """Mean and error of what one option is worth more than another."""
    pair = value.sel(option=[one, other])
    table = stakes.compare(pair - pair.sel(option=other, drop=True)).sel(option=one)
    return float(table["expected"]), float(table["mcse"])


def signed(mean: float, error: float) -> str:
    return f"{mean:+.3f} ± {error:.3f}"


def bracketed(found: xr.Dataset) -> str:
    return f"{float(found['expected']):.3f} ({float(found['mcse']):.3f})"


def by_attribute(case: Case, fit: xr.DataTree) -> Iterator[str]:
    row, names = ROWS[0], list(case.attributes)
    parts = parts_of(case, fit, row)
    table = stakes.compare(stakes.net_value(parts, weights_of(case, row)))
    yield f"| | {' | '.join(case.attributes[a].label.lower() for a in names)} | net, as weighed |"
    yield "|---" * (len(names) + 2) + "|"
    for option in (o for o in parts["option"].to_numpy() if o != case.baseline):
        mean = parts.sel(option=option).mean(("chain", "draw", "set"))
        cells = [f"{float(mean.sel(attribute=a)):.3f}" for a in names]
        yield f"| `{option}` | {' | '.join((*cells, bracketed(table.sel(option=option))))} |"


def if_agreed(case: Case, fit: xr.DataTree) -> Iterator[str]:
    agreed = stakes.consequences(case, fit, agreed=True)
    value = stakes.net_value(agreed, weights_of(case, ROWS[0]))
    table = stakes.compare(value)
    yield "| if agreed and at work from the start | expected |"
    yield "|---|---|"
    for name, option in case.options.items():
        if option.until is None and option.talks == "pursued":
            yield f"| `{name}` | {bracketed(table.sel(option=name))} |"


def chances(case: Case, fit: xr.DataTree) -> Iterator[str]:
    """How far each option comes by the horizon, if it is pursued."""
    forecasts = load_module(case.root / "analysis" / "effects" / "forecasts.py").forecasts
    beliefs = Beliefs(fit["posterior"].to_dataset())
    found = forecasts(beliefs, Call(case, case.as_of).setting(beliefs, case.as_of))
    yield f"| chance by the horizon, if pursued | {' | '.join(CHANCES.values())} |"
    yield "|---" * (len(CHANCES) + 1) + "|"
    for name, option in case.options.items():
        if option.until is None and option.talks == "pursued":
            rows = (beliefs.labelled(found[k].sel(option=name, drop=True)) for k in CHANCES)
            cells = [mean_of(to_numpy(row)) for row in rows]
            yield f"| `{name}` | {' | '.join(cells)} |"


def mean_of(x: Any) -> str:
    return f"{x.mean():.3f} ({float(standard_error(x)):.3f})"


def break_evens(case: Case, fit: xr.DataTree) -> Iterator[str]:
    """Where the lead of the best option over the next is gone, by a line through two settings; the
    rate of erosions in multiples of what is believed.
    """
    draws, row = fit["posterior"].to_dataset(), ROWS[0]
    best, near = leading(stakes.net_value(parts_of(case, fit, row), weights_of(case, row)))
    other = str(near["option"].item())
    yield f"| where the lead of `{best}` over `{other}` is gone | mean | break-even |"
    yield "|---|---|---|"
    believed = {name: float(draws[name].mean()) for name in TIES}
    settings = [{name: x} for name, mean in believed.items() for x in (0.0, mean)]
    twice = {"erosion_level": draws["erosion_level"] + np.log(2.0)}
    how = Exact(tuple(quantities_read(case, fit)))
    net = expectations(case, fit, [*settings, {}, twice], how, weights=weights_of(case, row))
    lead = net.sel(option=best, drop=True) - net.sel(option=other, drop=True)
    for k, (name, mean) in enumerate(believed.items()):
        at = tie(lead.isel(setting=2 * k), lead.isel(setting=2 * k + 1), 0.0, mean)
        yield f"| `{name}`, {TIES[name]} | {mean:.3f} | {at} |"
    times = tie(lead.isel(setting=-2), lead.isel(setting=-1), 1.0, 2.0)
    yield f"| `erosion_level`, as a multiple of the rate | 1 | {times} |"


def tie(low: xr.DataArray, high: xr.DataArray, at_low: float, at_high: float) -> str:
    """Where the line through the leads at two values is 0, with its error by the delta method."""
    slope = (high - low) / (at_high - at_low)
    at = at_low - float(low.mean() / slope.mean())
    there = to_numpy(low + slope * (at - at_low))
    return f"{at:.3f} ({float(standard_error(there)) / abs(float(slope.mean())):.3f})"


if __name__ == "__main__":
    main()
