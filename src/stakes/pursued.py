"""Values of the options that do not wait, under a fit as it is or with quantities set: one pass over many draws."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import xarray as xr

from stakes.case import Case
from stakes.drawn import SET, fold, unfold
from stakes.setting import Beliefs, Call
from stakes.states import BY_STATE, STATE

AT_ONCE = 60_000  # draws in one pass, over all settings: more would not fit the cache


def values_of(
    case: Case,
    fit: xr.DataTree,
    several: Sequence[tuple[xr.Dataset, Mapping[str, Any]]],
    read: Collection[str],
    *,
    start: date | None = None,
    agreed: bool = False,
) -> xr.DataArray:
    """Values for several sets of as many draws, each with changes of its own.

    They are laid end to end, for most of the time goes into handling arrays, not into arithmetic.

    Parameters
    ----------
    several : draws and changes, as in `stakes.what_if`.
    read : from `quantities_read`.
    start : the day from which the options are pursued; the day of the choice if None.
    agreed : as if the agreement that an option needs worked from the start.

    Returns
    -------
    DataArray[setting, chain, draw(, set), option, attribute], relative to the baseline.
    """
    like, names = several[0][0], list(read)
    sets = int(like.sizes.get(SET, 1))
    length = like.sizes["draw"] * sets
    at_once = max(AT_ONCE // (length * like.sizes["chain"]), 1)
    folded = {id(draws): {name: _bare(draws[name], sets) for name in names} for draws, _ in several}

    def values(first: int) -> list[xr.DataArray]:
        chunk = several[first : first + at_once]
        each = [folded[id(draws)] | _changed(draws, changes, names, sets) for draws, changes in chunk]
        tiled = xr.Dataset({name: _end_to_end([one[name] for one in each]) for name in names})
        found = Call(case, day_of(case, fit), agreed=agreed).values(Beliefs(tiled), start)[0]
        return [unfold(found.isel(draw=slice(i * length, (i + 1) * length)), sets) for i in range(len(each))]

    with ThreadPoolExecutor() as pool:
        parts = [one for piece in pool.map(values, range(0, len(several), at_once)) for one in piece]
    coords = {d: like.coords[d] for d in ("chain", "draw") if d in like.coords}
    return xr.concat(parts, "setting").assign_coords(coords).assign_attrs(about(case, True))


def end_to_end(several: Sequence[tuple[xr.Dataset, Mapping[str, Any]]], read: Collection[str]) -> xr.Dataset:
    """Draws under several changes, one after the other along ``draw``: of what is read alone."""
    names = list(read)
    each = []
    for draws, changes in several:
        sets = int(draws.sizes.get(SET, 1))
        each.append({name: _bare(draws[name], sets) for name in names} | _changed(draws, changes, names, sets))
    return xr.Dataset({name: _end_to_end([one[name] for one in each]) for name in names})


def _bare(da: xr.DataArray, sets: int) -> xr.DataArray:
    return fold(da.drop_vars(["chain", "draw"], errors="ignore"), sets).transpose("chain", "draw", ...)


def _end_to_end(pieces: list[xr.DataArray]) -> xr.DataArray:
    """Draws of one variable under several settings, one after the other."""
    first = pieces[0]
    if all(piece is first for piece in pieces):
        values = np.tile(first.to_numpy(), (1, len(pieces), *[1] * (first.ndim - 2)))
    else:
        values = np.concatenate([piece.to_numpy() for piece in pieces], axis=1)
    return xr.DataArray(values, {k: v for k, v in first.coords.items() if "draw" not in v.dims}, first.dims)


def _changed(draws: xr.Dataset, changes: Mapping[str, Any], read: list[str], sets: int) -> dict[str, xr.DataArray]:
    new = {name: value for change in changes.items() for name, value in set_to(draws, *change).items() if name in read}
    return {name: _bare(value, sets) for name, value in new.items()}


def check_read(names: Iterable[str], read: Collection[str]) -> None:
    unread = [name for name in dict.fromkeys(names) if name.removesuffix(STATE) not in read]
    if unread:
        raise ValueError(
            f"{', '.join(unread)}: consequences.py does not read it, so setting it would change nothing; condition on it instead"
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
        return {name: xr.full_like(draws[name], level), base: by_state.isel({f"{base}_level": level}, drop=True)}
    if name not in draws:
        raise ValueError(f"{name}: no such quantity in the posterior")
    if np.ndim(value) == 0:
        return {name: xr.full_like(draws[name], value, dtype=float)}
    return {name: (draws[name] * 0.0 + value).transpose(*draws[name].dims)}


def about(case: Case, relative: bool) -> dict[str, str]:
    return {"unit": case.unit} | ({"relative_to": case.baseline} if relative else {})
