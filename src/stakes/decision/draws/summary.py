"""Means over draws with their Monte Carlo standard errors, quantiles and tails: the arithmetic
under `expected_value`.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.arrays import check_finite
from stakes.decision.draws.sampling_errors import information_error, regret_errors
from stakes.decision.draws.standard_errors.draw_sets import by_draw
from stakes.decision.draws.standard_errors.long_tails import thinned, widening
from stakes.decision.draws.standard_errors.means import ROUNDING, ess, mean_sd, tail_factor

type Array = npt.NDArray[Any]

MANY = 1_000_000  # numbers, from which compiled loops repay numba's import
WORST = 0.05
SEEN = 10.0  # effective wins, and losses, from which on their own autocorrelation can be told


class Estimate(NamedTuple):
    """Mean over draws, standard deviation of a draw and effective number of draws; each a number,
    or one an option.
    """

    mean: Any
    sd: Any
    ess: Any
    wider: Any = 1.0  # than draws without a long tail would have it; see `long_tails.widening`

    @property
    def error(self) -> Any:
        return self.wider * self.sd / np.sqrt(self.ess)


class Summary(NamedTuple):
    value: Estimate  # of each option
    lead: Estimate  # of the best option over each
    share: Estimate  # of each option in being best; a tie is split
    gap: Estimate  # of the best of a draw over the best on average; its mean is EVPI
    best: int
    # how many: sets that agree better than independent draws do not see a rare event more often
    draws: int

    @property
    def p_best_error(self) -> Any:
        """Error of the share, at least that with one draw more in which the option is best and one
        in which it is not.
        """
        varies = self.lead.sd > 0
        if not varies.any():
            return np.zeros(len(varies))
        p, sd = self.share.mean, self.share.sd
        least = np.minimum(np.min(self.lead.ess[varies]), self.draws)
        seen = np.minimum(p, 1 - p) * least >= SEEN
        n = np.where(
            seen, np.minimum(self.share.ess, self.draws), np.minimum(self.share.ess, least)
        )
        spread = (n * (sd**2 + p**2) + 1) / (n + 2) - ((n * p + 1) / (n + 2)) ** 2
        return np.maximum(self.share.error, np.sqrt(spread / (n + 3)))


def many(x: Array) -> bool:
    """Whether draws are independent and many, so that the compiled loops serve them."""
    return x.ndim == 2 and x.size > MANY


def estimate(series: Array, scale: float = 0.0) -> Estimate:
    """`Estimate` of one series; a spread that is only rounding of numbers as large as `scale`
    counts as none.
    """
    (series,) = by_draw(series)
    mean, sd = mean_sd(series)
    if sd <= ROUNDING * scale:
        sd = 0.0
    count = ess(series) if sd else float(series.size)
    return Estimate(mean, sd, count, tail_factor(series, mean, sd, count))


def summarise(x: Array, ids: list[str]) -> Summary:
    """`Summary` of draws ``(option, chain, draw)``, ``(option, sample)`` if independent, or
    ``(option, chain, draw, set)``.

    The best option of a draw is found in each set.

    Raises
    ------
    ValueError
        If a draw is NaN or infinite.
    """
    return _from_sums(x, ids) if many(x) else _from_series(x, ids)


def _from_series(x: Array, ids: list[str]) -> Summary:
    value, lead, best = leads(x, ids)
    scale, top = _scale(zip(value.mean, value.sd, strict=True)), x.max(axis=0)
    gap = estimate(_minus(top, x[best]), scale)
    tied = np.zeros(top.shape, np.int32)
    for row in x:
        tied += row == top
    share = _stack([estimate((row == top) / tied) for row in x])
    return _finished(x, value, lead, share, gap, best)


def leads(x: Array, ids: list[str]) -> tuple[Estimate, Estimate, int]:
    """The ``value``, ``lead`` and ``best`` of `summarise` alone."""
    check_finite(x, ids)
    value = _stack([estimate(row) for row in x])
    best, scale = int(np.argmax(value.mean)), _scale(zip(value.mean, value.sd, strict=True))
    lead = _stack([estimate(_minus(x[best], row), scale) for row in x])
    return value, lead._replace(mean=value.mean[best] - value.mean), best


def _from_sums(x: Array, ids: list[str]) -> Summary:
    from stakes.decision.draws import numba_loops

    n = x.shape[1]
    best = int(np.argmax(x[:, :: max(n // numba_loops.CHUNK, 1)].mean(axis=1, dtype=float)))
    with np.errstate(invalid="ignore"):
        s = numba_loops.sums(x, best)
    if not np.isfinite(s.square).all():
        check_finite(x, ids)
        raise ValueError(
            "utilities are too large for their squares to be summed: give them in a larger unit"
        )
    mean = x[:, 0].astype(float) + s.value / n
    if (found := int(np.argmax(mean))) != best:
        best, s = found, numba_loops.sums(x, found)
    value = Estimate(mean, _sd(s.value, s.square, n), np.full(len(x), float(n)))
    limit = ROUNDING * _scale(zip(value.mean, value.sd, strict=True))
    lead, gap = _sd(s.lead, s.lead_square, n), _sd(s.gap[0], s.gap[1], n)
    value_wider, lead_wider = _widenings(
        x, best, mean, np.stack([value.sd, np.where(lead > limit, lead, 0.0)])
    )
    return _finished(
        x,
        Estimate(
            mean,
            np.where(value.sd > ROUNDING * np.abs(mean), value.sd, 0.0),
            value.ess,
            value_wider,
        ),
        Estimate(None, np.where(lead > limit, lead, 0.0), value.ess, lead_wider),
        Estimate(s.share / n, _sd(s.share, s.share_square, n), value.ess),
        Estimate(float(s.gap[0] / n), float(gap) if gap > limit else 0.0, float(n)),
        best,
    )


def _widenings(x: Array, best: int, means: Array, sds: Array) -> Array:
    """Of values and of leads (2, option), by a part of very many draws."""
    part = np.stack([thinned(row) for row in x]).astype(float)
    both, centres = np.stack([part, part[best] - part]), np.stack([means, means[best] - means])
    return np.array(
        [
            [widening(*row, x[0].size) for row in zip(*r, strict=True)]
            for r in zip(both, centres, sds, strict=True)
        ]
    )


def _finished(
    x: Array, value: Estimate, lead: Estimate, share: Estimate, gap: Estimate, best: int
) -> Summary:
    lead = lead._replace(mean=value.mean[best] - value.mean)
    shares = share._replace(mean=share.mean / share.mean.sum())
    return Summary(value, lead, shares, gap._replace(mean=max(gap.mean, 0.0)), best, x[0].size)


def regret_and_information_errors(x: Array, s: Summary) -> tuple[Array, float]:
    """Errors of expected regret by option, and of EVPI."""
    regret = regret_errors(x, _scale(zip(s.value.mean, s.value.sd, strict=True)))
    return regret, information_error(x, s.best, s.lead.mean, s.lead.error, regret)


def _stack(estimates: list[Estimate]) -> Estimate:
    return Estimate(*np.array(estimates, float).T)


def _scale(moments: Any) -> float:
    return float(max(abs(mean) + sd for mean, sd in moments))


def _minus(a: Array, b: Array) -> Array:
    return np.subtract(a, b, dtype=float)


def _sd(total: Any, squares: Any, n: int) -> Any:
    return np.sqrt(np.maximum(squares - total**2 / n, 0) / (n - 1))


def interval_cvar(x: Array, prob: float) -> Array:
    """Lower and upper end of the equal-tailed interval of probability `prob`, and mean of the worst
    5 % of draws: (3, option).

    The quantiles are those of ``np.quantile``. Where 5 % is not a whole number of draws, the last
    one counts in part.

    References
    ----------
    Rockafellar, R. T. and Uryasev, S. (2002). Conditional value-at-risk for general loss
    distributions. Journal of Banking & Finance 26(7), 1443-1471.
    """
    n = x[0].size
    low, high, cut = (1 - prob) / 2 * (n - 1), (1 + prob) / 2 * (n - 1), WORST * n
    below, above = min(max(int(low), int(cut)) + 2, n), n - min(int(high), n - 2)
    tails: list[tuple[Array, Array] | None] = [None] * len(x)
    if x.size > MANY:
        from stakes.decision.draws import numba_loops

        tails = numba_loops.tails(_flat(x), below, above)
    found = []
    for row, both in zip(x, tails, strict=True):
        small, large = both or (row.ravel("K").astype(float, copy=False),) * 2
        found.append((*_lowest(small, low, cut), _quantile(large, high - (n - large.size))))
    lower, cvar, upper = np.array(found).T
    return np.array([lower, upper, cvar])


def _flat(x: Array) -> Array:
    """Draws as (option, sample) in the order of memory, so that it is a view where it can be."""
    axes = sorted(range(1, x.ndim), key=lambda axis: -x.strides[axis])
    return x.transpose(0, *axes).reshape(len(x), -1)


def _lowest(v: Array, position: float, cut: float) -> tuple[float, float]:
    """Order statistic at a position that need not be whole, and the mean of the `cut` smallest."""
    at, last = min(int(position), v.size - 2), int(cut)
    v = np.partition(v, [at, at + 1, last])
    beyond = (v[:last] - v[last]).sum() / cut
    return float(v[at] + (v[at + 1] - v[at]) * (position - at)), float(v[last] + beyond)


def _quantile(v: Array, position: float) -> float:
    at = min(int(position), v.size - 2)
    a, b = np.partition(v, [at, at + 1])[at : at + 2]
    return float(a + (b - a) * (position - at))
