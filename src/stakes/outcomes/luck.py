"""Luck: the uniform numbers behind chance events, alike for all options, and the branches of rare
events.

A rare event that decides the worst outcomes is seen in too few draws. So each draw has branches:
one in which no rare event occurs, and several in which one does, which weigh by the probability
that it has in that draw. Within a branch the luck of the event is uniform over what makes the
branch; over all branches, by weight, it is uniform, so that nothing is biased whatever the event's
probability is asked to be later, as for an option that waits.

References
----------
Owen, A. B. (2013). Monte Carlo Theory, Methods and Examples, ch. 8.4 (stratification), 10.3 (Latin
hypercubes).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
import xarray as xr

type Array = npt.NDArray[np.float64]

DIMS = ("chain", "draw")
LEAST = 0.5**54  # a count is infinite where luck is 0


class Branch(NamedTuple):
    """One branch of a draw: rare events that do not occur in it, one that does, and which of the
    branches alike it is, of how many.
    """

    absent: tuple[str, ...] = ()
    present: str | None = None
    repeat: int = 0
    alike: int = 1


@dataclass
class Luck:
    """Uniform numbers by name, and by calendar year: an option that starts later meets the same
    luck in the same year.

    Parameters
    ----------
    seed : of all of them.
    shape : chains, and draws of each.
    years : calendar years.
    branch : what of the rare events occurs; None to draw these as all others.

    Attributes
    ----------
    weight : probability of the branch by draw, (chain, draw), as far as rare events were asked for.
    rare : their names, in the order in which they were asked for.
    came : how often each event came over the years, by draw, (chain, draw), as first asked for.
    """

    seed: int
    shape: tuple[int, int]
    years: Sequence[int]
    branch: Branch | None = None
    weight: Array = field(init=False)
    rare: list[str] = field(default_factory=list)
    came: dict[str, Array] = field(default_factory=dict)
    _placed: dict[str, xr.DataArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.weight = np.full(self.shape, 1.0 / (self.branch or Branch()).alike)

    def uniform(self, name: str, by_period: bool) -> xr.DataArray:
        """Luck of an event, inside (0, 1): [chain, draw(, period)]."""
        return self._placed[name] if name in self._placed else self._drawn(name, by_period)

    def note(self, name: str, drawn: xr.DataArray) -> None:
        """Remember what came of an event, unless that is known or it is not one for each draw."""
        if (
            name not in self.came
            and set(drawn.dims) <= {*DIMS, "period"}
            and set(DIMS) <= set(drawn.dims)
        ):
            total = drawn.sum("period") if "period" in drawn.dims else drawn
            self.came[name] = total.transpose(*DIMS).to_numpy().astype(float)

    def set_apart(self, name: str, probability: xr.DataArray, by_period: bool) -> None:
        """Let a rare event occur, or not, as the branch has it, and weigh the branch by that.

        Its probability is by draw, and by period if it has that dim; that of the first call counts.
        """
        if name in self.rare:
            return
        self.rare.append(name)
        branch = self.branch or Branch()
        if name != branch.present and name not in branch.absent:
            return
        drawn = self._drawn(name, by_period)
        if not by_period:  # one luck for all periods: whether it ever occurs
            probability = probability.max([d for d in probability.dims if d not in DIMS])
        p = probability.broadcast_like(drawn.isel(period=0, drop=True) if by_period else drawn)
        periods = p["period"].to_numpy() if by_period else None
        chance = p.transpose(*DIMS, ...).to_numpy().reshape(*self.shape, -1)
        at = {"period": periods} if by_period else {}
        free = drawn.sel(at).to_numpy().reshape(*self.shape, -1)
        with np.errstate(divide="ignore"):
            seen = -np.expm1(np.cumsum(np.log1p(-chance), axis=-1))  # by each period
        if name == branch.present:
            self.weight = self.weight * seen[..., -1]
            first = self._drawn(f"{name}, when first", False).to_numpy() * seen[..., -1]
            placed = _first_at((seen <= first[..., None]).sum(axis=-1), chance, free)
        else:
            self.weight = self.weight * (1 - seen[..., -1])
            placed = chance + (1 - chance) * free
        found = drawn.copy()
        found.loc[at] = placed.reshape(found.loc[at].shape)
        self._placed[name] = found

    def _drawn(self, name: str, by_period: bool) -> xr.DataArray:
        """Uniform numbers; of branches alike each has a part of its own of (0, 1), in an order of
        its own.
        """
        branch = self.branch or Branch()
        shape = (*self.shape, len(self.years)) if by_period else self.shape
        key = [self.seed, crc32(name.encode())]
        if branch.present:
            key += [crc32(branch.present.encode()), branch.repeat + 1]
        u = np.random.default_rng(key).random(shape)
        if branch.alike > 1:
            order = np.random.default_rng([*key[:-1], 0]).integers(branch.alike, size=shape)
            u = ((order + branch.repeat) % branch.alike + u) / branch.alike
        coords = {"period": list(self.years)} if by_period else {}
        return xr.DataArray(np.maximum(u, LEAST), coords, (*DIMS, "period")[: len(shape)])


def _first_at(first: npt.NDArray[np.int64], chance: Array, free: Array) -> Array:
    """Luck by which an event occurs in one period, not in those before it, and as it comes
    after.
    """
    when = np.arange(chance.shape[-1]) - first[..., None]
    before = np.where(when < 0, chance + (1 - chance) * free, free)
    return np.where(when == 0, chance * free, before)


def branches(rare: Sequence[str], alike: int) -> list[Branch]:
    """All branches of draws with some rare events: none occurs, or each in turn, those before it
    not.

    Examples
    --------
    >>> [b.present for b in branches(["war"], 2)]
    [None, 'war', 'war']
    """
    rare = tuple(rare)
    return [
        Branch(rare),
        *(Branch(rare[:i], name, k, alike) for i, name in enumerate(rare) for k in range(alike)),
    ]
