"""Claims held against the posterior: how likely each statement is, before the evidence and after
it, and how large the effect that it speaks of.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.statements.readings import CLEARLY
from stakes.case.case import Case
from stakes.case.reading.case_code import running
from stakes.case.reading.module_loading import load_module
from stakes.case.reading.python_files import TESTS, effect_of
from stakes.decision.draws.arrays import SAMPLES, to_numpy
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.standard_errors.means import ess, standard_error
from stakes.decision.draws.standard_errors.quantiles import quantile_with_error
from stakes.decision.net_value import net_value
from stakes.inference.drawn.draw_sets import SET, few_sets, fold
from stakes.outcomes.consequence_model import Beliefs, Call, Setting
from stakes.outcomes.consequences import consequences, what_ifs
from stakes.outcomes.exact.expectations import SETS
from stakes.outcomes.option_values import day_of, posterior_of

type Array = npt.NDArray[Any]

LEVELS = {"lower": 0.05, "median": 0.5, "upper": 0.95}  # of an effect
NUMBERS = ("mean", *LEVELS)
NO_EFFECT = dict.fromkeys([*NUMBERS, *(f"{k}_se" for k in NUMBERS), "given"], math.nan)


@dataclass(frozen=True)
class Values:
    """What a claim may ask about the options, each [chain, draw, option ...] relative to the
    baseline, draws as in `Beliefs`.

    Attributes
    ----------
    net : net value of every option that does not wait.
    agreed : its attributes if what it needs from others were in force from the start.
    """

    case: Case
    fit: xr.DataTree
    weights: Mapping[str, float]
    net: xr.DataArray
    agreed: xr.DataArray
    _set: dict[tuple[tuple[str, float], ...], xr.DataArray] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        """What the case's consequences are given besides the beliefs."""
        day = day_of(self.case, self.fit)
        return Call(self.case, day).setting(Beliefs(posterior_of(self.fit)), day)

    @staticmethod
    def clearly(x: xr.DataArray) -> float:
        """Whether the mean of draws [chain, draw] is above 0: 1 or 0, and NaN where it lies within
        three errors of 0, so that a verdict on expected values is left open there.
        """
        draws = x.transpose("chain", "draw").to_numpy().astype(float)
        mean, error = float(draws.mean()), standard_error(draws)
        return math.nan if abs(mean) <= CLEARLY * error else float(mean > 0)

    def what_if(self, **changes: float) -> xr.DataArray:
        """The net values with quantities set, reckoned once for all claims."""
        key = tuple(sorted(changes.items()))
        if key not in self._set:
            found = what_ifs(self.case, self.fit, [changes])
            self._set[key] = _folded(net_value(found, self.weights).isel(setting=0))
        return self._set[key]


def hold(case: Case, fit: xr.DataTree, weights: Mapping[str, float]) -> xr.Dataset:
    """Probability of what each testable claim of the case states, and the effect of those that
    measure one.

    Parameters
    ----------
    case, fit : an open case and its fit, with the groups ``posterior`` and ``prior``.
    weights : of the attributes, for claims about net values.

    Returns
    -------
    Dataset[claim]
        probability, se : after the evidence. prior, prior_se : before it. effect_* : mean, lower
        (5 %), median and upper (95 %) of the effect after it, each with its error (_se), and the
        share of draws in which its condition holds (given); NaN for a claim without an effect.

    Raises
    ------
    CaseError
        If a function of ``analysis/claims.py`` returns something else than numbers from 0 to 1 over
        the draws, or NaN in those in which the condition of a conditional claim does not hold; or,
        for an effect, something that is infinite; or raises anything.
    """
    names = [name for name, claim in case.claims.items() if claim.testable]
    if not names:
        empty = ["probability", "se", "prior", "prior_se", *_effect_columns([])]
        return xr.Dataset({k: ("claim", np.zeros(0)) for k in empty}, {"claim": names})
    module = load_module(case.root / TESTS)
    columns: dict[str, Any] = {}
    for group, key in (("posterior", "probability"), ("prior", "prior")):
        tree = few_sets(fit, SETS, group)
        values = _values(case, tree, weights)
        rows = []
        for name in names:
            with running(case.root, case.root / TESTS, name):
                rows.append(_shares(module, name, tree, values))
        found = np.array(rows)
        columns |= {
            key: ("claim", found[:, 0]),
            "se" if group == "posterior" else "prior_se": ("claim", found[:, 1]),
        }
        if group == "posterior":
            effects = [
                _effect(module, name, tree, values) if case.claims[name].effect else NO_EFFECT
                for name in names
            ]
            columns |= _effect_columns(effects)
    return xr.Dataset(columns, {"claim": names})


def _folded(da: xr.DataArray) -> xr.DataArray:
    return fold(da.drop_vars(["chain", "draw"], errors="ignore"), da.sizes.get(SET, 1))


def _values(case: Case, tree: xr.DataTree, weights: Mapping[str, float]) -> Values:
    net = net_value(what_ifs(case, tree, [{}]), weights).isel(setting=0)
    return Values(
        case,
        tree,
        weights,
        _folded(net),
        _folded(consequences(case, tree, agreed=True, weights=weights)),
    )


def _shares(
    module: ModuleType, name: str, tree: xr.DataTree, values: Values
) -> tuple[float, float]:
    beliefs = Beliefs(tree["posterior"].to_dataset())
    holds = beliefs.labelled(getattr(module, name)(beliefs, values))
    x = to_numpy(holds).astype(float)
    given = ~np.isnan(x)
    if not ((x >= 0) & (x <= 1))[given].all():
        raise ValueError(
            f"{name} must say, for each draw, whether the statement holds or a probability from 0 "
            "to 1"
        )
    if not given.all():
        return _conditional(x, given)
    return float(x.mean()), share_error(x, _effective(beliefs))


def _effective(beliefs: Beliefs) -> float:
    """Effective draws of what was read, the fewest of any number in it."""
    counts = [math.inf]
    for name in beliefs.read:
        own = [d for d in beliefs.draws[name].dims if d not in SAMPLES]
        x = to_numpy(beliefs.draws[name], *own)
        counts += [min(ess(x[i]), x[i].size) for i in np.ndindex(*x.shape[: len(own)])]
    return min(counts)


def _conditional(x: Array, given: Array) -> tuple[float, float]:
    """The share of the draws in which a condition holds, and its error (a ratio of means); one half
    and all open where it never holds.
    """
    among = float(given.mean())
    if among == 0:
        return 0.5, 0.5
    share = float(np.where(given, x, 0.0).mean()) / among
    return share, _error(x - share, given)


def _effect_columns(effects: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    return {f"effect_{k}": ("claim", np.array([e[k] for e in effects])) for k in NO_EFFECT}


def _effect(
    module: ModuleType, name: str, tree: xr.DataTree, values: Values
) -> Mapping[str, float]:
    beliefs, root = Beliefs(tree["posterior"].to_dataset()), values.case.root
    with running(root, root / TESTS, effect_of(name)):
        found = getattr(module, effect_of(name))(beliefs, values)
        x = to_numpy(beliefs.labelled(found)).astype(float)
        if np.isinf(x).any():
            raise ValueError("it must return a number for each draw, or NaN")
    return sized(x)


def sized(x: Array) -> dict[str, float]:
    """Mean, median and 90 % interval of an effect among the draws in which it is not NaN, each with
    its error, and their share.

    Parameters
    ----------
    x : (chain, draw) or (chain, draw, set).
    """
    held = ~np.isnan(x)
    given = float(held.mean())
    if not given:
        return NO_EFFECT | {"given": 0.0}
    mean = float(x[held].mean())
    found = {"given": given, "mean": mean, "mean_se": _error(x - mean, held)}
    for key, level in LEVELS.items():
        found[key], found[f"{key}_se"] = quantile_with_error(x, level)
    return found


def _error(deviations: Array, held: Array) -> float:
    """Error of a mean among the draws in which a condition holds, from deviations from it."""
    return standard_error(np.where(held, deviations, 0.0)) / float(held.mean())
