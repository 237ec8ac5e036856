"""Values of the options that do not wait, under a fit as it is or with quantities set: one pass
over many draws.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.inference.drawn.draw_sets import SET, fold
from stakes.inference.states import BY_STATE, STATE
from stakes.outcomes.consequence_model import Beliefs, Call

type Array = npt.NDArray[Any]

AT_ONCE = 60_000  # draws in one pass, over all settings: more would not fit the cache


@dataclass(frozen=True)
class Asked:
    """What is asked about the options.

    Attributes
    ----------
    weights : of the attributes, to get net values rather than values by attribute.
    start : the day from which the options are pursued; the day of the choice if None.
    agreed : as if what an option needs from others were in force from the start.
    ends : the day on which they are given up; the horizon if None.
    """

    weights: Mapping[str, float] | None = None
    start: date | None = None
    agreed: bool = False
    ends: date | None = None


AS_BELIEVED = Asked()


def values_of(
    case: Case,
    fit: xr.DataTree,
    several: Sequence[tuple[xr.Dataset, Mapping[str, Any]]],
    read: Collection[str],
    asked: Asked = AS_BELIEVED,
) -> xr.DataArray:
    """Values for several sets of as many draws, each with changes of its own.

    They are laid end to end, for most of the time goes into handling arrays, not into arithmetic.

    Parameters
    ----------
    several : draws and changes, as in `stakes.what_if`.
    read : from `quantities_read`.
    asked : what is asked about the options.

    Returns
    -------
    DataArray[setting, chain, draw(, set), option(, attribute)], relative to the baseline.
    """
    like = several[0][0]
    sizes = (like.sizes["chain"], like.sizes["draw"], int(like.sizes.get(SET, 1)))
    at_once = max(AT_ONCE // int(np.prod(sizes)), 1)
    call = Call(case, day_of(case, fit), agreed=asked.agreed, ends=asked.ends)
    ready, weights = Ready(read), asked.weights

    def values(first: int) -> tuple[Array, xr.DataArray]:
        chunk = several[first : first + at_once]
        found = call.plain(Beliefs(end_to_end(chunk, read, ready)), asked.start)
        x = found.to_numpy()
        if weights is not None:
            x = x @ np.array([weights[str(a)] for a in found["attribute"].to_numpy()])
        return np.moveaxis(x.reshape(sizes[0], len(chunk), *sizes[1:], *x.shape[2:]), 1, 0), found[
            0, 0
        ]

    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(values, range(0, len(several), at_once)))
    x, one = np.concatenate([part for part, _ in parts]), parts[0][1]
    tail = ("option",) if weights is not None else ("option", "attribute")
    coords = {d: like.coords[d] for d in ("chain", "draw") if d in like.coords} | {
        d: one.coords[d] for d in tail
    }
    dims = ("setting", "chain", "draw", *([SET] if SET in like.dims else []), *tail)
    return xr.DataArray(
        x if SET in like.dims else x[:, :, :, 0], coords, dims, attrs=about(case, True)
    )


def among(case: Case, fit: xr.DataTree, options: Collection[str], read: Collection[str]) -> Case:
    """The case with these options and the baseline alone, which is quicker where no others are
    asked for; or the case as it is, if its code does not give them the same values without the
    others, as tried on a few draws.
    """
    kept = {n: o for n, o in case.options.items() if n in options or n == case.baseline}
    few = posterior_of(fit).isel(draw=slice(0, 2))
    whole = values_of(case, fit, [(few, {})], read)
    with suppress(Exception):  # whatever such code does with an option that is not there
        narrow = replace(case, options=kept)
        alone = values_of(narrow, fit, [(few, {})], read)
        if np.array_equal(alone, whole.sel(option=alone["option"])):
            return narrow
    return case


class Ready:
    """Draws as they are laid end to end, each made once."""

    def __init__(self, read: Collection[str]) -> None:
        self.read, self._made = read, dict[Any, dict[str, xr.DataArray | float]]()

    def of(self, draws: xr.Dataset) -> dict[str, xr.DataArray | float]:
        """All that is read."""
        if id(draws) not in self._made:
            sets = int(draws.sizes.get(SET, 1))
            self._made[id(draws)] = {name: fold_bare(draws[name], sets) for name in self.read}
        return self._made[id(draws)]

    def changed(self, draws: xr.Dataset, name: str, value: Any) -> dict[str, xr.DataArray | float]:
        """What is read of a change: a number, or draws."""
        if name in self.read and np.ndim(value) == 0 and not isinstance(value, str):
            return {name: float(value)}
        key = (id(draws), name, value if isinstance(value, str) else id(value))
        if key not in self._made:
            sets = int(draws.sizes.get(SET, 1))
            self._made[key] = {
                k: fold_bare(v, sets)
                for k, v in set_to(draws, name, value).items()
                if k in self.read
            }
        return self._made[key]


def end_to_end(
    several: Sequence[tuple[xr.Dataset, Mapping[str, Any]]],
    read: Collection[str],
    ready: Ready | None = None,
) -> xr.Dataset:
    """Draws under several changes, one after the other along ``draw``: of what is read alone."""
    ready = ready or Ready(read)
    lengths = [draws.sizes["draw"] * int(draws.sizes.get(SET, 1)) for draws, _ in several]
    each = []
    for draws, changes in several:
        new = [ready.changed(draws, *change) for change in changes.items()]
        each.append(ready.of(draws) | {name: x for one in new for name, x in one.items()})
    first = ready.of(several[0][0])
    return xr.Dataset(
        {
            name: _one_after_another([one[name] for one in each], lengths, first[name])
            for name in read
        }
    )


def fold_bare(da: xr.DataArray, sets: int) -> xr.DataArray:
    """`stakes.inference.drawn.recipe.fold` without coordinates along chain and draw."""
    return fold(da.drop_vars(["chain", "draw"], errors="ignore"), sets).transpose(
        "chain", "draw", ...
    )


def _one_after_another(
    pieces: list[xr.DataArray | float], lengths: list[int], like: Any
) -> xr.DataArray:
    """Draws of one variable under several settings; a constant takes no memory where it is one for
    all.
    """
    total, first, at = sum(lengths), pieces[0], 0
    shape = (like.shape[0], total, *like.shape[2:])
    coords = {k: v for k, v in like.coords.items() if "draw" not in v.dims}
    if isinstance(first, float) and all(isinstance(p, float) and p == first for p in pieces):
        return xr.DataArray(np.broadcast_to(np.float64(first), shape), coords, like.dims)
    if len(pieces) == 1 and isinstance(first, xr.DataArray):
        return first
    x = np.empty(
        shape, np.result_type(*(p.dtype if isinstance(p, xr.DataArray) else float for p in pieces))
    )
    for piece, length in zip(pieces, lengths, strict=True):
        x[:, at : at + length] = piece.to_numpy() if isinstance(piece, xr.DataArray) else piece
        at += length
    return xr.DataArray(x, coords, like.dims)


def check_read(names: Iterable[str], read: Collection[str]) -> None:
    unread = [name for name in dict.fromkeys(names) if name.removesuffix(STATE) not in read]
    if unread:
        raise ValueError(
            f"{', '.join(unread)}: consequences.py does not read it, so setting it would change "
            "nothing; condition on it instead"
        )


def quantities_read(case: Case, fit: xr.DataTree) -> list[str]:
    """Names of the posterior variables that the consequences hang on directly, sorted."""
    beliefs = Beliefs(posterior_of(fit).isel(draw=slice(0, 2)))
    Call(case, day_of(case, fit)).values(beliefs)
    return sorted(beliefs.read)


def posterior_of(fit: xr.DataTree) -> xr.Dataset:
    return fit["posterior"].to_dataset()


def day_of(case: Case, fit: xr.DataTree) -> date:
    """The day of the choice: the as-of date, or the case's own if that is later."""
    return max(date.fromisoformat(fit.attrs["as_of"]), case.as_of)


def set_to(draws: xr.Dataset, name: str, value: Any) -> dict[str, xr.DataArray]:
    base = name.removesuffix(STATE)
    if name.endswith(STATE) and f"{base}{BY_STATE}" in draws:
        by_state = draws[f"{base}{BY_STATE}"]
        levels = [str(v) for v in by_state.coords[f"{base}_level"].values]
        if value not in levels:
            raise ValueError(f"{name}: {value!r} is not one of its states ({', '.join(levels)})")
        level = levels.index(value)
        return {
            name: xr.full_like(draws[name], level),
            base: by_state.isel({f"{base}_level": level}, drop=True),
        }
    if name not in draws:
        raise ValueError(f"{name}: no such quantity in the posterior")
    if np.ndim(value) == 0:
        return {name: xr.full_like(draws[name], value, dtype=float)}
    return {name: (draws[name] * 0.0 + value).transpose(*draws[name].dims)}


def about(case: Case, relative: bool) -> dict[str, str]:
    return {"unit": case.unit, "relative_to": case.baseline if relative else ""}
