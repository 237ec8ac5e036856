"""Leads over the baseline with quantities set, as believed but for what the setting changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.sensitivity import Threshold
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.outcomes.exact.expectations import away
from stakes.outcomes.exact.parts import Exact

type Array = npt.NDArray[Any]


type Corner = tuple[tuple[str, float], ...]

THIN = 32  # draws of the curves: of their differences from what is believed
TRIED = 200  # every so many-th draw, in which what should be a straight line is tried half-way
ROUNDING = 1e-9  # of the values' own size


@dataclass(frozen=True)
class Leads:
    """Lead of each option over the baseline, by setting and option: as believed, moved by what the
    setting changes.

    Where the values are linear in a quantity it is set to the two ends of its range alone; what
    lies between follows draw by draw.
    """

    case: Case
    fit: xr.DataTree
    weights: Mapping[str, float]
    how: Exact
    base: Array  # as believed: (option, chain, draw(, set))
    straight: Mapping[str, tuple[float, float]]  # ranges over which all values are linear
    _moved: dict[tuple[int, Corner], Array] = field(default_factory=dict)

    def under(self, settings: Sequence[Mapping[str, float]], thin: int) -> tuple[Array, Array]:
        """Means and their errors, (setting, option) each, from every so many-th draw."""
        if not settings:
            return np.zeros((0, len(self.base))), np.zeros((0, len(self.base)))
        corners = [list(self._corners(setting)) for setting in settings]
        self._value([at for each in corners for _, at in each], thin)
        x = [
            np.sum([share * self._moved[thin, at] for share, at in each], axis=0)
            for each in corners
        ]
        mean = np.array([[row.mean() for row in rows] for rows in x])
        error = np.array([[standard_error(row) for row in rows] for rows in x])
        now = np.array([(row.mean(), standard_error(row)) for row in self.base]).T
        return mean + now[0], np.hypot(error, now[1])

    def _corners(self, setting: Mapping[str, float]) -> Iterator[tuple[float, Corner]]:
        """Settings of which it is the weighted sum, and their weights."""
        for each in product(*(self._ends(name, x) for name, x in setting.items())):
            share = float(np.prod([w for w, _ in each]))
            if share:
                yield share, tuple(zip(setting, (x for _, x in each), strict=True))

    def _ends(self, name: str, x: float) -> list[tuple[float, float]]:
        if name not in self.straight:
            return [(1.0, float(x))]
        low, high = self.straight[name]
        share = (float(x) - low) / (high - low)
        return [(1 - share, low), (share, high)]

    def _value(self, corners: Sequence[Corner], thin: int) -> None:
        """Keep how far each moves the leads, draw by draw: (option, chain, draw(, set))."""
        new = [at for at in dict.fromkeys(corners) if (thin, at) not in self._moved]
        if new:
            asked = [dict(at) for at in new]
            moved = away(self.case, self.fit, asked, self.how, weights=self.weights, thin=thin)
            x = to_numpy(moved.sel(option=others(self.case)), "setting", "option")
            self._moved.update(zip([(thin, at) for at in new], x, strict=True))


def leads_of(
    case: Case, fit: xr.DataTree, means: xr.DataArray, weights: Mapping[str, float], how: Exact
) -> Leads:
    """Leads from expected net values as believed [chain, draw(, set), option]."""
    base = to_numpy(means.sel(option=others(case)), "option")
    return Leads(case, fit, weights, how, base, dict(_straight(case, fit, weights, how)))


def _straight(
    case: Case, fit: xr.DataTree, weights: Mapping[str, float], how: Exact
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Range of each threshold in which the values are linear as far as is believed, and, as tried
    in some draws, half-way between the two ends of its range as well.
    """
    ranges = {name: range_of(case, t) for name, t in case.challenges.thresholds.items()}
    linear = {name: ends for name, ends in ranges.items() if name in how.linear}
    asked = [{name: x} for name, (a, b) in linear.items() for x in (a, (a + b) / 2, b)]
    if asked:
        found = away(case, fit, asked, how, weights=weights, thin=TRIED).to_numpy()
        for name, (low, middle, high) in zip(
            linear, found.reshape(-1, 3, *found.shape[1:]), strict=True
        ):
            off = np.abs((low + high) / 2 - middle).max()
            if off <= ROUNDING * np.abs(found).max() and linear[name][0] < linear[name][1]:
                yield name, linear[name]


def range_of(case: Case, threshold: Threshold) -> tuple[float, float]:
    """Both ends of what is looked at."""
    return threshold.range or case.quantities[threshold.id].bounds


def others(case: Case) -> list[str]:
    """Options but for the baseline and those that wait."""
    return [name for name, o in case.options.items() if o.until is None and name != case.baseline]


def grid_of(case: Case, fit: xr.DataTree, threshold: Threshold, levels: Sequence[float]) -> Array:
    """Ends of the range, quantiles of the posterior, and what lies between the last of them and the
    upper end.
    """
    low, high = range_of(case, threshold)
    draws = fit["posterior"][threshold.id].to_numpy()
    inner = np.quantile(draws, levels)
    points = np.array([low, *inner, (inner[-1] + high) / 2, high])
    return np.unique(points[(points >= low) & (points <= high)])
