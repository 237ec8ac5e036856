"""Chance constraints: how likely an option is to break a limit, against how likely it may be."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from scipy.special import betaincinv, ndtr

from stakes.decision.draws.arrays import Array, option_ids
from stakes.decision.draws.branches import branch_draws
from stakes.decision.draws.inputs import Value, as_value
from stakes.decision.draws.labels import option_index
from stakes.decision.draws.standard_errors.means import ess, ess_of_rare, mean_sd, standard_error
from stakes.decision.draws.summaries.sampling_errors import ess_of_ranks
from stakes.decision.limits import CLEAR, SEEN

PASSES, FAILS, UNTOLD = "passes", "fails", "cannot be told"


class Limit(NamedTuple):
    """A bad outcome and how likely it may be.

    Attributes
    ----------
    below : the outcome is bad if it lies below this, in the unit of the draws; None for no such
        limit.
    above : or if it lies above this.
    chance : probability up to which that is borne, from 0 to 1.

    Examples
    --------
    >>> Limit(below=-100.0, chance=0.01).chance
    0.01
    """

    below: float | None = None
    above: float | None = None
    chance: float = 0.01


class Share(NamedTuple):
    """Probability of an event, its standard error, and its one-sided bounds either way."""

    probability: float
    error: float
    lower: float
    upper: float


def chance_constraints(
    outcomes: Value | Mapping[str, Value], limits: Mapping[str, Limit]
) -> xr.Dataset:
    """Which options keep the chance of a bad outcome under a limit, for each of several limits, and
    which cannot be told to.

    A constraint comes before the net value: an option that fails one is out, whatever it is worth.

    Parameters
    ----------
    outcomes : draws of absolute outcomes, event noise included, with dims ``option`` and (chain,
        draw[, set]), or (sample,) if independent; or in branches with weights, as from
        `stakes.simulate_outcomes`, which tells rare events best. Or a mapping of the limits' names
        to such draws, where each is on another outcome.
    limits : by name, a bad outcome and the chance of it that is borne.

    Returns
    -------
    Dataset[constraint, option]
        probability, probability_mcse : of the bad outcome; the error is at least that of a sample
            in which it is seen once more and once less (Laplace's rule).
        lower, upper : one-sided bounds of it of 98.6 % each (as 2.2 errors are), by the beta
            distribution at the effective number of draws (Clopper and Pearson), so that an event
            not seen is not taken for impossible.
        verdict : "passes" if the upper bound is at or under the chance that is borne, "fails" if
            the lower one is above it, else "cannot be told".
        And chance[constraint], as given, and by ``option`` allowed: "passes" if it passes all,
            "fails" if it fails one, else "cannot be told".

    Raises
    ------
    ValueError
        If there are no limits, one has neither `below` nor `above` or a chance outside [0, 1], an
        outcome is missing, outcomes have different options, or draws are NaN or infinite.

    References
    ----------
    Charnes, A. and Cooper, W. W. (1959). Chance-constrained programming. Management Science 6(1),
    73-79. Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits
    illustrated in the case of the binomial. Biometrika 26(4), 404-413.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([10, 20], [3, 30], (4000, 2))
    >>> found = chance_constraints(draws, {"ruin": Limit(below=-20, chance=0.01)})
    >>> found["verdict"].sel(constraint="ruin").values.tolist()
    ['passes', 'fails']
    """
    named = _outcomes(outcomes, limits)
    rows = [_shares(named[name], limit) for name, limit in limits.items()]
    verdicts = np.array(
        [
            [_verdict(s, at.chance) for s in row]
            for row, at in zip(rows, limits.values(), strict=True)
        ]
    )
    table = np.array(rows)  # (constraint, option, field)
    dims, first = ("constraint", "option"), next(iter(named.values()))
    names = ("probability", "probability_mcse", "lower", "upper")
    found: dict[str, Any] = {name: (dims, table[..., i]) for i, name in enumerate(names)}
    found |= {"verdict": (dims, verdicts)}
    found |= {"chance": ("constraint", [limit.chance for limit in limits.values()])}
    found |= {"allowed": ("option", _allowed(verdicts))}
    return xr.Dataset(found, {"constraint": list(limits), **option_index(first)})


def _outcomes(
    outcomes: Value | Mapping[str, Value], limits: Mapping[str, Limit]
) -> dict[str, xr.DataArray]:
    """The draws that each limit is on."""
    if not limits:
        raise ValueError("limits is empty: give at least one, such as {'ruin': Limit(below=-100)}")
    for name, limit in limits.items():
        if limit.below is None and limit.above is None:
            raise ValueError(
                f"the limit {name!r} says neither below nor above what an outcome is bad"
            )
        if not 0 <= limit.chance <= 1:
            raise ValueError(f"the chance of {name!r} must lie in [0, 1], not {limit.chance}")
    several = isinstance(outcomes, Mapping) and not isinstance(outcomes, xr.Dataset)
    if several and (missing := [name for name in limits if name not in outcomes]):
        raise ValueError(f"no draws for {', '.join(missing)}: name outcomes as their limits are")
    named = {name: as_value(outcomes[name] if several else outcomes) for name in limits}
    ids = {tuple(option_ids(x)) for x in named.values()}
    if len(ids) > 1:
        raise ValueError(
            "outcomes have different options: give the same, in the same order, in all"
        )
    return named


def _shares(outcome: xr.DataArray, limit: Limit) -> list[Share]:
    x, w = branch_draws(outcome)
    bad = np.zeros(x.shape, bool)
    if limit.below is not None:
        bad |= x < limit.below
    if limit.above is not None:
        bad |= x > limit.above
    return [
        _share(np.asarray((b * w).sum(axis=0)), np.asarray((row * w).sum(axis=0)))
        for b, row in zip(bad, x, strict=True)
    ]


def _share(event: Array, outcome: Array) -> Share:
    """Of a series of the probability of an event in each draw, 0 or 1 where it has no branches."""
    p, sd = mean_sd(event)
    n = _effective(event, outcome, p, sd)
    tail = float(ndtr(-CLEAR))
    lower = float(betaincinv(n * p, n * (1 - p) + 1, tail)) if p > 0 else 0.0
    upper = float(betaincinv(n * p + 1, n * (1 - p), 1 - tail)) if p < 1 else 1.0
    more = (n * p + 1) / (n + 2)
    return Share(p, max(standard_error(event), np.sqrt(more * (1 - more) / (n + 3))), lower, upper)


def _effective(event: Array, outcome: Array, p: float, sd: float) -> float:
    """Independent draws of zeros and ones that tell the probability as well."""
    behind = min(ess_of_ranks(outcome), outcome.size) if np.ptp(outcome) > 0 else outcome.size
    if not sd:  # never, always, or known in every draw
        return float(behind) if p in (0.0, 1.0) else np.inf
    own = min(ess(event), event.size)
    count = own if own * min(p, 1 - p) >= SEEN else float(ess_of_rare(own, behind))
    return float(count * p * (1 - p) / sd**2)


def _verdict(share: Share, chance: float) -> str:
    if share.upper <= chance:
        return PASSES
    return FAILS if share.lower > chance else UNTOLD


def _allowed(verdicts: Array) -> list[str]:
    fails, passes = (verdicts == FAILS).any(axis=0), (verdicts == PASSES).all(axis=0)
    return [str(v) for v in np.select([fails, passes], [FAILS, PASSES], UNTOLD)]
