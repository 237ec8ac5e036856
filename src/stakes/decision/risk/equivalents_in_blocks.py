"""Certainty equivalents from draws in blocks: amounts and errors from sums over all draws, in two
passes; how long tails are, from every so many-th draw.
"""

import math
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_ids
from stakes.decision.draws.blocks.batches import Batches
from stakes.decision.draws.blocks.reading import Layout, blocks, layout_of
from stakes.decision.draws.blocks.summary import by_chain
from stakes.decision.draws.blocks.totals import Totals
from stakes.decision.draws.standard_errors.means import mean_sd, tail_factor
from stakes.decision.risk.absolute_outcomes import refuse_relative, warn_of_nil
from stakes.decision.risk.exponential_utility import FLAT, Equivalent, Found, equivalent


class Spread(NamedTuple):
    """What the first pass says of the options."""

    layout: Layout
    mean: Array
    variance: Array
    low: Array
    high: Array
    part: Array  # (option, draw): every so many-th draw


def equivalents_in_blocks(value: xr.DataArray, aversions: Array, base: int) -> list[list[Found]]:
    """`Found` for each risk aversion and option.

    Raises
    ------
    ValueError
        As in `stakes.certainty_equivalent`; if draws come in sets or branches.
    """
    refuse_relative(value)
    spread = _first_pass(value)
    if "relative_to" not in value.attrs:  # said to be absolute
        ends = zip(option_ids(value), spread.low, spread.high, strict=True)
        warn_of_nil([i for i, low, high in ends if low == high == 0])
    tilts = [Tilt(spread, a) for a in aversions.tolist()]
    for block in blocks(value):
        x = by_chain(block.draws)
        for tilt in tilts:
            tilt.add(x, block.chain, block.draw)
    return [tilt.found(base) for tilt in tilts]


def _first_pass(value: xr.DataArray) -> Spread:
    layout, totals = layout_of(value), None
    low, high = np.inf, -np.inf
    for block in blocks(value):
        x = by_chain(block.draws)
        totals = totals or Totals(layout, option_ids(value), x)
        totals.add(x, block.chain, block.draw)
        low, high = np.minimum(low, x.min(axis=(1, 2))), np.maximum(high, x.max(axis=(1, 2)))
    assert totals  # there is a block
    sums, n = totals.sums, layout.size
    variance = np.maximum(sums.square - sums.value**2 / n, 0) / (n - 1)
    varies = np.asarray(low) < np.asarray(high)
    part = totals.thinned.rows
    return Spread(layout, totals.mean, variance * varies, np.asarray(low), np.asarray(high), part)


class Tilt:
    """Sums over draws weighed by exponential utility at one risk aversion.

    The rows that are added up are weights from the draw that weighs most, so that nothing
    overflows; what they are above 1 from the mean, where all are near 1; and distances from the
    mean, where the premium is half the variance.
    """

    def __init__(self, spread: Spread, aversion: float) -> None:
        self.spread, self.aversion = spread, aversion
        reach = abs(aversion) * (spread.high - spread.low)
        self.flat = (reach < FLAT) | (spread.variance == 0)
        self.far = ~self.flat & (reach >= 1)
        end = spread.low if aversion > 0 else spread.high
        self.origin = np.where(self.far, end - spread.mean, 0.0)
        self.total, self.cross = np.zeros(len(reach)), np.zeros((len(reach), len(reach)))
        layout = spread.layout
        self.batches = None if layout.independent else Batches(len(reach), layout)

    def add(self, x: Array, chain: int, draw: int) -> None:
        """Draws (option, chain, draw) of a block, whose first chain and draw these are."""
        rows = np.stack([self._row(i, row) for i, row in enumerate(x)])
        flat = rows.reshape(len(rows), -1)
        self.total += flat.sum(axis=1)
        self.cross += flat @ flat.T
        if self.batches is not None:
            self.batches.add(rows, chain, draw)

    def _row(self, i: int, row: Array) -> Array:
        away = row - self.spread.mean[i]
        if self.flat[i]:
            return np.asarray(away)
        power = -self.aversion * (away - self.origin[i])
        return np.asarray(np.exp(power) if self.far[i] else np.expm1(power))

    def found(self, base: int) -> list[Found]:
        """`Found` for each option, with its difference from that at `base`."""
        options = [self._equivalent(i) for i in range(len(self.total))]
        of_base, unit = options[base], np.eye(len(options))
        slopes = np.array([self._slope(i) for i in range(len(options))])
        out = []
        for i, e in enumerate(options):
            weights = unit[i] * slopes[i] - unit[base] * slopes[base]
            error = self._error(weights, e.influence - of_base.influence)
            allowance = max(e.allowance, of_base.allowance)
            out.append(Found(e.amount, e.error, allowance * error, e.ess, e.pareto_k, e.doubt()))
        return out

    def _equivalent(self, i: int) -> Equivalent:
        """The equivalent of the part of the draws, with the numbers that all draws give."""
        s, n = self.spread, self.spread.layout.size
        like = equivalent(s.part[i], self.aversion)
        weights = np.eye(len(self.total))[i] * self._slope(i)
        size = self._ess(weights)
        amount, kept, mean = s.mean[i], 1.0, self.total[i] / n
        if self.flat[i]:
            amount = amount - self.aversion * s.variance[i] / 2
        else:
            logs = math.log(mean) if self.far[i] else math.log1p(mean)
            amount = amount + self.origin[i] - logs / self.aversion
            square = self.cross[i, i] / n + (0.0 if self.far[i] else 1 + 2 * mean)
            kept = self._weight(i) ** 2 / square
        return like._replace(
            amount=float(amount),
            kept=float(kept),
            stands_for=min(size, n) / s.part.shape[1],
            told=self._error(weights, like.influence),
        )

    def _weight(self, i: int) -> float:
        """Mean weight, where weights are not flat."""
        mean = self.total[i] / self.spread.layout.size
        return float(mean if self.far[i] else 1 + mean)

    def _slope(self, i: int) -> float:
        """By how much the amount changes with the row's mean."""
        return 1.0 if self.flat[i] else -1 / (self.aversion * self._weight(i))

    def _sd(self, weights: Array) -> float:
        n = self.spread.layout.size
        square = weights @ (self.cross - np.outer(self.total, self.total) / n) @ weights
        return math.sqrt(max(float(square), 0.0) / (n - 1))

    def _ess(self, weights: Array) -> float:
        sd = self._sd(weights)
        n = float(self.spread.layout.size)
        return n if self.batches is None or not sd else self.batches.ess(weights, sd)

    def _error(self, weights: Array, influence: Array) -> float:
        """Standard error of a weighted sum of the rows' means, wider where `influence`, that of a
        part of the draws, has a long tail.
        """
        sd, size = self._sd(weights), self._ess(weights)
        mean, own = mean_sd(influence)
        n = min(size, self.spread.layout.size)
        wider = tail_factor(influence, mean, own, n) if own else 1.0
        return wider * sd / math.sqrt(size)
