"""What a choice between options looks like over all draws: means, leads, shares of being best."""

import numpy as np

from stakes.decision.draws.arrays import Array, check_finite
from stakes.decision.draws.summaries.estimate import Estimate, estimate, minus, scale_of, stacked
from stakes.decision.draws.summaries.information_error import information_error, regret_errors
from stakes.decision.draws.summaries.large_samples import from_sums, many
from stakes.decision.draws.summaries.sampling_errors import Draws
from stakes.decision.draws.summaries.shares import Summary, summary_of


def summarise(x: Array, ids: list[str]) -> Summary:
    """`Summary` of draws ``(option, chain, draw)``, ``(option, sample)`` if independent, or
    ``(option, chain, draw, set)``.

    The best option of a draw is found in each set.

    Raises
    ------
    ValueError
        If a draw is NaN or infinite.
    """
    return from_sums(x, ids) if many(x) else _from_series(x, ids)


def _from_series(x: Array, ids: list[str]) -> Summary:
    value, lead, best = leads(x, ids)
    scale, top = scale_of(zip(value.mean, value.sd, strict=True)), x.max(axis=0)
    gap = estimate(minus(top, x[best]), scale)
    tied = np.zeros(top.shape, np.int32)
    for row in x:
        tied += row == top
    share = stacked([estimate((row == top) / tied) for row in x])
    return summary_of(x[0].size, value, lead, share, gap, best)


def leads(x: Array, ids: list[str]) -> tuple[Estimate, Estimate, int]:
    """The ``value``, ``lead`` and ``best`` of `summarise` alone."""
    check_finite(x, ids)
    value = stacked([estimate(row) for row in x])
    best, scale = int(np.argmax(value.mean)), scale_of(zip(value.mean, value.sd, strict=True))
    lead = stacked([estimate(minus(x[best], row), scale) for row in x])
    return value, lead._replace(mean=value.mean[best] - value.mean), best


def regret_and_information_errors(x: Draws, s: Summary) -> tuple[Array, float]:
    """Errors of expected regret by option, and of EVPI."""
    regret = regret_errors(x, scale_of(zip(s.value.mean, s.value.sd, strict=True)))
    return regret, information_error(x, s.best, s.lead.mean, s.lead.error, regret)
