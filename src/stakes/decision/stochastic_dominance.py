"""Stochastic dominance: which options anybody would prefer who likes more, or who likes more and
dislikes risk.
"""

import math
import warnings
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids, to_numpy
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.standard_errors.means import ROUNDING
from stakes.decision.draws.summary import estimate

CLEAR = 3.0  # standard errors by which a violation is one
# standard errors by which an advantage is one: the largest of many, which chance alone takes beyond
# 3 too often
SURE = 4.0
POINTS = 512
OUTERMOST = 10  # draws of which the errors say nothing
# mean excesses of these over the next: how far chance alone takes one worst draw below another in 1
# of 400
ASTRAY = 6.0
# how much smaller the error of a share can be in sets of a low-discrepancy sequence than in
# independent draws
AGREED = 3.0


@takes_draws
def dominance(value: xr.DataArray) -> xr.Dataset:
    """Which options dominate which, by first and by second order, as far as the draws can tell.

    `option` dominates `other` by first order if it is at least as likely to exceed any amount, so
    that whoever likes more prefers it; by second order if it falls short of any amount by no more
    on average, so that whoever also dislikes risk prefers it. An order holds here where it is
    violated nowhere by more than 3 standard errors and the advantage exceeds 4 standard errors
    somewhere; so neither of two equal distributions dominates, and never two options each other.
    First order implies second, so a violation of second order refutes both. Neither order is
    claimed against the means of the draws themselves, which second order would have to respect, nor
    where the worst draw of `option` lies farther below that of `other` than chance takes it: a few
    rare losses, of which the errors say nothing. Then, and wherever nothing is clear, the verdict
    is "cannot be told".

    Parameters
    ----------
    value : draws of absolute outcomes (more is better), event noise included: ``consequences(...,
        relative=False, simulate=True)``. Dims ``option`` and (chain, draw[, set]), or (sample,) if
        independent; an option's draws belong to the same states of the world as another's, and the
        errors are those of paired differences.

    Returns
    -------
    Dataset[option, other]
        first, second : whether `option` dominates `other`.
        first_verdict, second_verdict : "dominates", "does not" (refuted), or "cannot be told".
        Attrs: tolerance and advantage, in standard errors.

    Two options are compared at up to 512 of the amounts drawn, closer together in the tails; of the
    outermost ten draws or so nothing can be told. The errors are those of each amount by itself. As
    measured, of equal distributions one was found to dominate in about 1 of 100 samples; and where
    two distributions are equal over half their range and one dominates on the rest, this was missed
    in 2 to 4 of 100, by an equality that chance took for a violation. The relation need not be
    transitive.

    Raises
    ------
    ValueError
        If the values are relative to an option (attrs ``relative_to``), a draw is NaN or infinite,
        there are fewer than two options or draws, two options share an id, or dims are missing or
        unknown.

    Warns
    -----
    UserWarning
        If an option is 0 in every draw, as the baseline of relative values is, which would pass for
        riskless.

    References
    ----------
    Hadar, J. and Russell, W. R. (1969). Rules for ordering uncertain prospects. American Economic
    Review 59(1), 25-34. Levy, H. (2016). Stochastic Dominance: Investment Decision Making under
    Uncertainty. 3rd ed., Springer.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([100, 90, 100], [50, 50, 80], size=(20_000, 3))
    >>> found = dominance(
    ...     xr.DataArray(
    ...         draws, dims=("sample", "option"), coords={"option": ["good", "worse", "risky"]}
    ...     )
    ... )
    >>> (
    ...     found["first"].sel(option="good").values.tolist(),
    ...     found["second"].sel(option="good").values.tolist(),
    ... )
    ([False, True, False], [False, True, True])
    """
    option_draws(value)  # at least two options
    x = absolute_draws(value)
    better, ahead = np.zeros(
        (2, 2, len(x), len(x)), bool
    )  # by order: more than CLEAR, and more than SURE, at some amount
    for i, j in combinations(range(len(x)), 2):
        (better[:, i, j], ahead[:, i, j]), (better[:, j, i], ahead[:, j, i]) = _compared(x[i], x[j])
    worse = better.swapaxes(1, 2)
    against = np.array([[_speaks_against(a, b) for b in x] for a in x])
    first = ahead[0] & ~worse.any(axis=0) & ~against
    second = (ahead[1] | first) & ~worse[1] & ~against
    said = {"first": _verdicts(first, worse.any(axis=0)), "second": _verdicts(second, worse[1])}
    names = value["option"].to_numpy()
    coords = {"option": names, "other": names} if "option" in value.coords else {}
    pair = ("option", "other")
    found = {"first": (pair, first), "second": (pair, second)} | {
        f"{k}_verdict": (pair, v) for k, v in said.items()
    }
    return xr.Dataset(found, coords, {"tolerance": CLEAR, "advantage": SURE})


def _verdicts(holds: Array, refuted: Array) -> Array:
    """In words: an order that the reverse one excludes is refuted as well."""
    refuted = (refuted | holds.T | np.eye(len(holds), dtype=bool)) & ~holds
    return np.select([holds, refuted], ["dominates", "does not"], "cannot be told")


def _speaks_against(x: Array, y: Array) -> bool:
    """Whether the draws' own means, or the worst of them, say that x does not dominate y, errors
    aside.
    """
    x, y = x.astype(float, copy=False), y.astype(float, copy=False)
    slack = ROUNDING * max(float(np.abs(x).max()), float(np.abs(y).max()))
    if float((x - y).mean()) < -slack:
        return True
    count = min(OUTERMOST, y.size // 2)
    lowest = np.partition(y, count, axis=None)[: count + 1]
    chance = ASTRAY * float(lowest[count] - lowest[:count].mean())
    return bool(float(lowest.min()) - float(x.min()) > chance + slack)


def absolute_draws(value: xr.DataArray) -> Array:
    """Finite draws ``(option, *sample)`` of absolute outcomes.

    Values that are relative to an option, by their attrs, are refused; an option that is 0 in every
    draw is warned of.
    """
    x, ids = to_numpy(value, "option"), option_ids(value)
    if not len(x) or x[0].size < 2:
        raise ValueError(
            f"at least one option and 2 draws are needed; here are {dict(value.sizes)}"
        )
    check_finite(x, ids)
    advice = "take consequences(..., relative=False, simulate=True)"
    if base := value.attrs.get("relative_to"):
        raise ValueError(
            f"these values are relative to {base}, which would pass for riskless: {advice}"
        )
    if nil := [i for i, row in zip(ids, x, strict=True) if not row.any()]:
        message = (
            f"{', '.join(nil)} is 0 in every draw and counts as riskless; if the values are "
            f"relative to it, {advice}"
        )
        warnings.warn(
            message, stacklevel=4
        )  # beyond this function, the method and what takes its draws
    return x


def _compared(x: Array, y: Array) -> Array:
    """Whether x, and whether y, is better by more than `CLEAR` and by more than `SURE` at some
    amount: (side, errors, order).
    """
    both = np.stack([x, y]).astype(float)
    both -= both.mean()
    both /= both.std() or 1.0
    x, y = both
    at = _amounts(np.sort(both, axis=None))
    # the most that autocorrelation can make of a lead (see `means.ess`), and what sets that agree
    # make of a share
    boost = math.sqrt(math.log10(x.size)) if x.ndim > 1 and x.size > 10 else 1.0
    boost *= AGREED if x.ndim > 2 else 1.0
    lead = np.zeros((2, 2))  # side, order
    for order, excess in enumerate(_excess(x.ravel(), y.ravel(), at)):
        for side, sign in enumerate((-1, 1)):
            candidates = _falling(at, sign * excess, min(CLEAR, SURE) / boost)
            lead[side, order] = _largest(
                sign * _lead(_more_below(x, y, t, order + 1)) for t in candidates
            )
    return np.stack([lead > CLEAR, lead > SURE], axis=1)


def _largest(leads: Iterator[float]) -> float:
    """The largest lead, or the first that is beyond doubt."""
    most = 0.0
    for lead in leads:
        most = max(most, lead)
        if most > max(CLEAR, SURE):
            break
    return most


def _amounts(drawn: Array) -> Array:
    """Up to `POINTS` of the sorted amounts drawn: half evenly by rank, a quarter towards either
    end.
    """
    distinct: Array = drawn[np.append(True, np.diff(drawn) > 0)]
    if distinct.size <= POINTS:
        return distinct
    tail = np.geomspace(1, drawn.size, POINTS // 4)
    ranks = np.concatenate(
        [np.linspace(0, drawn.size - 1, POINTS // 2), tail - 1, drawn.size - tail]
    )
    return np.unique(drawn[ranks.astype(int)])


def _more_below(x: Array, y: Array, t: float, order: int) -> Array:
    """By draw: whether x falls short of t, less the same of y; or, by second order, by how much."""
    if order == 1:
        return (x <= t).astype(float) - (y <= t)
    return np.maximum(t - x, 0.0) - np.maximum(t - y, 0.0)


def _falling(at: Array, excess: Array, least: float) -> Array:
    """Amounts with more than the least excess, the largest first."""
    order = np.argsort(-excess)
    return at[order[excess[order] > least * (1 - 1e-6)]]


def _lead(series: Array) -> float:
    """Mean of a series in its standard errors; 0 if it is only rounding, infinite if it is sure."""
    found = estimate(series, 1.0)
    if abs(found.mean) <= ROUNDING:
        return 0.0
    return float(found.mean / found.error) if found.error else math.copysign(math.inf, found.mean)


def _excess(x: Array, y: Array, at: Array) -> tuple[Array, Array]:
    """Mean of `_more_below` in its standard errors for independent draws, at many amounts, by first
    and second order.

    From running sums over sorted draws, whose rounding is why a verdict is not left to them.
    """
    n, later = x.size, np.maximum(x, y)
    of_x, of_y = (_sums(v, at, v, v**2) for v in (x, y))
    count, total, product = _sums(later, at, x + y, x * y)
    first = _in_errors(of_x[0] - of_y[0], of_x[0] + of_y[0] - 2 * count, n)
    short = [(c * at - s, c * at**2 - 2 * at * s + q) for c, s, q in (of_x, of_y)]
    together = count * at**2 - at * total + product
    second = _in_errors(short[0][0] - short[1][0], short[0][1] + short[1][1] - 2 * together, n)
    return first, second


def _sums(by: Array, at: Array, *others: Array) -> tuple[Array, Array, Array]:
    """Number of draws up to each amount, and the sums of two other series over them."""
    order = np.argsort(by)
    count = np.searchsorted(by[order], at, side="right")
    one, two = (np.append(0.0, np.cumsum(v[order]))[count] for v in others)
    return count.astype(float), one, two


def _in_errors(total: Array, squares: Array, n: int) -> Array:
    spread = np.sqrt(np.maximum(squares - total**2 / n, 0.0) * n / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total == 0, 0.0, total / spread)
