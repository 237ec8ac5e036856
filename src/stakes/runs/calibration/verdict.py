"""What the ranks say: which numbers leave their band, singly and as a family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.runs.calibration.bands import least_tail, level
from stakes.runs.calibration.ranks import LEAD, VALUE

type Array = npt.NDArray[Any]

OUTSIDE = 0.01  # chance that calibrated computing leaves a band


@dataclass(frozen=True)
class Calibration:
    """The ranks of one structure, tested.

    Attributes
    ----------
    structure : its id; empty where a case has but one.
    ranks : label of a number -> shares of draws below each truth, (refit,).
    table : Dataset[number], the least likely first: least_tail; apart (whether it leaves its own
        band of 99 %) and failed (whether it leaves that of the family). Attributes: refits,
        diverged (how many had a divergence), and the level of each point of either band.
    """

    structure: str
    ranks: Mapping[str, Array]
    table: xr.Dataset

    @property
    def passed(self) -> bool:
        """Whether all numbers lie in the band of the family."""
        return not bool(self.table["failed"].any())

    @property
    def own_numbers(self) -> xr.Dataset:
        """The rows of the decision's own numbers."""
        names = [n for n in map(str, self.table["number"].values) if n.startswith((VALUE, LEAD))]
        return self.table.sel(number=names)


def tested(structure: str, ranks: Mapping[str, Array], diverged: int) -> Calibration:
    """The ranks of a structure against bands of 99 %: each number's own, and the family's, which is
    wider (Bonferroni).
    """
    tails = np.array([least_tail(at) for at in ranks.values()])
    refits = next(iter(ranks.values())).size
    order = np.argsort(tails, kind="stable")
    own, family = (level(refits, OUTSIDE / m) for m in (1, len(ranks)))
    columns = {"least_tail": tails, "apart": tails < own, "failed": tails < family}
    table = xr.Dataset(
        {k: ("number", x[order]) for k, x in columns.items()},
        {"number": np.array(list(ranks))[order]},
        {"refits": refits, "own_level": own, "family_level": family, "diverged": diverged},
    )
    return Calibration(structure, ranks, table)
