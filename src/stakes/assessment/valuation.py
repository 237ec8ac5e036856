"""What every option is worth under one profile's weights: the draws, and means with little noise,
on which all else rests.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.summaries.estimate import estimate
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value
from stakes.decision.risk.tail_risk import cvar
from stakes.inference.drawn.draw_sets import SET, few_sets, fewer
from stakes.outcomes.agreement import in_force
from stakes.outcomes.consequences import consequences, expected, reviews
from stakes.outcomes.exact.expectations import SETS
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.expected_consequences import steady
from stakes.outcomes.simulated_outcomes import simulate_outcomes
from stakes.outcomes.waiting import Review
from stakes.processors import alongside
from stakes.progress import step

LARGE = 20_000  # draws, with all their sets, above which a process of its own is worth its start


@dataclass(frozen=True)
class Valuation:
    """Consequences of all options, [chain, draw(, set), option, attribute] in the unit of the case.

    Attributes
    ----------
    case, fit, weights : an open case, its fit, and the weights of the attributes.
    how : what can be integrated exactly.
    reviewed : what is chosen at the options' own review dates.
    parts : relative to the baseline.
    drawn_means : the same as expected values, with what can be integrated exactly at its
        expectation: for means under weights.
    means : the same without noise that the gradients of the fit show: for all other means.
    absolute : net values of absolute outcomes, with event noise, rare events in branches; see
        `stakes.simulate_outcomes`.
    """

    case: Case
    fit: xr.DataTree
    weights: Mapping[str, float]
    how: Exact
    reviewed: Mapping[date, Review]
    parts: xr.DataArray
    drawn_means: xr.DataArray
    means: xr.DataArray
    absolute: xr.DataArray

    @property
    def ready(self) -> list[str]:
        """Options that do not wait."""
        ids = (str(name) for name in self.means["option"].values)
        return [name for name in ids if self.case.options[name].until is None]


@contextmanager
def labels_compared() -> Iterator[None]:
    """Arithmetic on arrays whose labels are compared and never joined: a quarter quicker, and what
    does not match is an error instead of being left out.
    """
    with xr.set_options(arithmetic_join="exact"):  # type: ignore[no-untyped-call]
        yield


@step("worth", "Working out what the options are worth: up to a minute.")
def valued(case: Case, fit: xr.DataTree, weights: Mapping[str, float]) -> Valuation:
    """The valuation of a fit under the weights of the attributes."""
    how = exact(case, fit)
    reviewed = reviews(case, fit, weights, how)
    sizes = fit["posterior"].sizes
    draws = sizes["chain"] * sizes["draw"] * sizes.get(SET, 1)
    with alongside(draws > LARGE, _simulated, case, fit, weights, reviewed) as simulated:
        parts = consequences(case, fit, weights=weights, reviewed=reviewed)
        drawn = expected(case, fit, how, weights=weights, reviewed=reviewed)
        means, few = steady(drawn, fit), fewer(drawn, SETS)
        return Valuation(case, fit, weights, how, reviewed, parts, few, means, simulated())


@labels_compared()
def _simulated(
    case: Case,
    fit: xr.DataTree,
    weights: Mapping[str, float],
    reviewed: Mapping[date, Review],
) -> xr.DataArray:
    return simulate_outcomes(case, fit, weights=weights, reviewed=reviewed)


def compared(valuation: Valuation, value: xr.DataArray) -> xr.Dataset:
    """`stakes.compare` of net values relative to the baseline, with the `stakes.cvar` of absolute
    outcomes.
    """
    means = net_value(valuation.means, valuation.weights)
    tails = cvar(valuation.absolute, against=valuation.case.baseline)
    names = {"difference": "cvar_difference", "difference_mcse": "cvar_difference_mcse"}
    return compare(value, expected=means).assign(tails.rename(names))


def among_asked(valuation: Valuation, value: xr.DataArray) -> xr.Dataset | None:
    """`stakes.compare` of the options that the question names alone; None where it names none."""
    asked = list(valuation.case.asked)
    if not asked:
        return None
    means = net_value(valuation.means.sel(option=asked), valuation.weights)
    return compare(value.sel(option=asked), expected=means)


def given_agreement(valuation: Valuation) -> xr.Dataset:
    """Dataset[option]: expected, mcse of each option if what it needs from others were in force
    from the start.
    """
    v = valuation
    agreed = expected(v.case, few_sets(v.fit, SETS), v.how, weights=v.weights, agreed=True)
    return _means(net_value(steady(agreed, v.fit), v.weights))


def chances_of_agreement(valuation: Valuation) -> xr.Dataset | None:
    """Dataset[option]: expected, mcse of the chance that what an option needs from others comes
    and works within the horizon; None where the case does not say.
    """
    found = in_force(valuation.case, valuation.fit)
    return None if found is None else _means(steady(found, valuation.fit))


def _means(value: xr.DataArray) -> xr.Dataset:
    """Dataset[option]: expected and mcse of each, of however few."""
    worth = [estimate(x) for x in to_numpy(value, "option")]
    columns = {
        "expected": ("option", [e.mean for e in worth]),
        "mcse": ("option", [e.error for e in worth]),
    }
    return xr.Dataset(columns, {"option": value["option"]})


def by_attribute(valuation: Valuation) -> xr.Dataset:
    """Dataset[option, attribute]: mean, mcse of each weighted attribute of each option."""
    parts, weights = valuation.means, valuation.weights
    each = [
        _means(parts.sel(attribute=a, drop=True) * weights[str(a)])
        for a in parts["attribute"].values
    ]
    table = xr.concat(each, "attribute", coords="minimal", compat="override").assign_coords(
        attribute=parts["attribute"].values
    )
    return table.rename(expected="mean").transpose("option", "attribute")
