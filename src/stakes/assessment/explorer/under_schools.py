"""Expected values under schools of thought, from some of the draws."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.explorer.axes import Change
from stakes.assessment.sensitivity.schools import under_school
from stakes.assessment.valuation import Valuation
from stakes.decision.draws.arrays import to_numpy
from stakes.inference.drawn.draw_sets import SET, fewer
from stakes.outcomes.exact.expectations import SETS, expectations_of
from stakes.outcomes.option_values import posterior_of

type Array = npt.NDArray[np.float64]
type Asked = tuple[int, Change]  # number of a school, and what is set besides

BELIEVED = -1  # in place of the number of a school
LEFT = 2500  # draws, of which a school's evidence leaves some
LEAST = 8  # draws of a chain, so that all sets of them are taken


class UnderSchools:
    """Draws as believed and as each school has them, side by side.

    Attributes
    ----------
    schools : those that the draws bear out.
    """

    def __init__(self, valuation: Valuation) -> None:
        v = self._valuation = valuation
        posterior = fewer(posterior_of(v.fit), SETS)
        each = max(posterior.sizes["chain"] * posterior.sizes["draw"] // LEFT, 1)
        some = posterior.isel(draw=slice(None, None, each))
        held = [(s, under_school(v.case, some, s)) for s in v.case.challenges.schools.values()]
        self.schools = [s for s, found in held if found]
        self._draws: list[tuple[xr.Dataset, dict[str, Any]]] = [
            *(found[:2] for _, found in held if found),
            (some, {}),  # last, so that it is that of `BELIEVED`
        ]
        self._thinned: dict[tuple[int, int, bool], xr.Dataset] = {}

    def expected(
        self, asked: Sequence[Asked], points: int, other: bool = False
    ) -> list[xr.DataArray]:
        """Expected values of the options that do not wait, [chain, draw(, set), option,
        attribute], under each school with more set.

        Parameters
        ----------
        points : of how many draws, counting sets: of one set alone where they are few.
        other : whether of draws that lie between those.
        """
        v = self._valuation
        several = [
            (self._some(k, points, other), {**self._draws[k][1], **change}) for k, change in asked
        ]
        found = expectations_of(v.case, v.fit, several, v.how.drawn_states)
        return [found.isel(setting=i).sel(option=v.ready) for i in range(len(asked))]

    def means(self, asked: Sequence[Asked], points: int, other: bool = False) -> Array:
        """Their means: (asked, option, attribute)."""
        shape = (0, len(self._valuation.ready), len(self._valuation.weights))
        if not asked:
            return np.zeros(shape)
        each = self.expected(asked, points, other)
        flat = [to_numpy(x, "option", "attribute").reshape(*shape[1:], -1) for x in each]
        return np.array([x.mean(axis=-1) for x in flat])

    def _some(self, school: int, points: int, other: bool) -> xr.Dataset:
        """The same object when asked for again, by which its values are laid out but once."""
        key = (school, points, other)
        if key not in self._thinned:
            draws = self._draws[school][0]
            sets, chains = int(draws.sizes.get(SET, 1)), draws.sizes["chain"]
            if points < sets * chains * LEAST:
                draws, sets = draws.isel({SET: [0]}, missing_dims="ignore"), 1
            step = max(draws.sizes["draw"] * chains * sets // points, 1)
            kept = slice(step // 2 if other else 0, None, step)
            self._thinned[key] = draws.isel(draw=kept)
        return self._thinned[key]
