"""Consequences of all options under a fit, as believed or with quantities set."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import xarray as xr

from stakes.case import Case
from stakes.drawn import SET, fold, unfold
from stakes.setting import Beliefs, Call
from stakes.states import BY_STATE, STATE, pick
from stakes.waiting import wait

AT_ONCE = 60_000  # draws in one pass, over all settings: more would not fit the cache


def consequences(
    case: Case,
    fit: xr.DataTree,
    *,
    relative: bool = True,
    simulate: bool = False,
    seed: int | None = None,
    agreed: bool = False,
    weights: Mapping[str, float] | None = None,
) -> xr.DataArray:
    """Value of every option by attribute, for each posterior draw.

    Parameters
    ----------
    case : an open case.
    fit : its fit.
    relative : relative to the baseline option, whose attributes are then exactly 0; else absolute outcomes.
    simulate : outcomes with event noise, common to all options, rather than expectations given the parameters.
    seed : of that noise; the case's seed if None.
    agreed : as if the agreement that an option needs worked from the start; options that wait are then left out.
    weights : of the attributes, by which an option that waits will choose at its review date; the default profile's if None.

    Returns
    -------
    DataArray[chain, draw(, set), option, attribute]
        In the case's unit, present value; attributes sum to the net value before weights. An option whose review date is not
        after the as-of date is left out: there is nothing to wait for.
    """
    beliefs = Beliefs(_posterior(fit))
    return _consequences(case, fit, beliefs, relative, _seed(case, simulate, seed), agreed=agreed, weights=weights)


def what_if(
    case: Case,
    fit: xr.DataTree,
    changes: Mapping[str, Any],
    *,
    relative: bool = True,
    simulate: bool = False,
    seed: int | None = None,
    weights: Mapping[str, float] | None = None,
) -> xr.DataArray:
    """Value of every option by attribute with quantities *set*, not conditioned on, and everything else as believed.

    Parameters
    ----------
    changes : quantity -> value, a number or an array that fits its dims. ``<name>_state`` -> a level sets the school of thought
        (or other state) of quantity ``<name>``; an event takes 0 or 1.
    relative, simulate, seed, weights : as in `consequences`.

    Returns
    -------
    DataArray[chain, draw(, set), option, attribute]

    Raises
    ------
    ValueError
        If a quantity does not exist, or consequences do not read it (then condition on it instead).
    """
    draws = _posterior(fit)
    changed = draws.assign({name: value for change in changes.items() for name, value in _set(draws, *change).items()})
    beliefs = Beliefs(changed)
    result = _consequences(case, fit, beliefs, relative, _seed(case, simulate, seed), weights=weights)
    _check_read(changes, beliefs.read)
    return result


def what_ifs(case: Case, fit: xr.DataTree, several: Sequence[Mapping[str, Any]], thin: int = 1) -> xr.DataArray:
    """Value of the options that do not wait under each of several changes, in one pass over the draws.

    Parameters
    ----------
    several : changes as in `what_if`, each a mapping; an empty one leaves all as believed.
    thin : only every so many-th draw.

    Returns
    -------
    DataArray[setting, chain, draw(, set), option, attribute], relative to the baseline.

    Raises
    ------
    ValueError
        As in `what_if`.
    """
    draws = _posterior(fit).isel(draw=slice(None, None, thin))
    read = quantities_read(case, fit)
    _check_read([name for changes in several for name in changes], read)
    return values_of(case, fit, [(draws, changes) for changes in several], read)


def values_of(
    case: Case, fit: xr.DataTree, several: Sequence[tuple[xr.Dataset, Mapping[str, Any]]], read: Collection[str]
) -> xr.DataArray:
    """`what_ifs` for several sets of as many draws, each with changes of its own; `read` are `quantities_read`.

    Sets are laid end to end, for most of the time goes into handling arrays, not into arithmetic.
    """
    like, names = several[0][0], list(read)
    sets = int(like.sizes.get(SET, 1))
    length = like.sizes["draw"] * sets
    at_once = max(AT_ONCE // (length * like.sizes["chain"]), 1)

    def values(start: int) -> list[xr.DataArray]:
        each = [_flat(_changed(*one, names), sets) for one in several[start : start + at_once]]
        tiled = xr.concat(each, "draw", coords="minimal", compat="override", join="override")
        found = Call(case, _day(case, fit)).values(Beliefs(tiled))[0]
        return [unfold(found.isel(draw=slice(i * length, (i + 1) * length)), sets) for i in range(len(each))]

    with ThreadPoolExecutor() as pool:
        parts = [one for piece in pool.map(values, range(0, len(several), at_once)) for one in piece]
    coords = {d: like.coords[d] for d in ("chain", "draw") if d in like.coords}
    return xr.concat(parts, "setting").assign_coords(coords).assign_attrs(_about(case, True))


def _flat(draws: xr.Dataset, sets: int) -> xr.Dataset:
    bare = draws.drop_vars(["chain", "draw"], errors="ignore")
    return xr.Dataset({str(name): fold(da, sets) for name, da in bare.data_vars.items()})


def _changed(draws: xr.Dataset, changes: Mapping[str, Any], read: list[str]) -> xr.Dataset:
    new = {name: value for change in changes.items() for name, value in _set(draws, *change).items() if name in read}
    return draws[read].assign(new)


def _check_read(names: Iterable[str], read: Collection[str]) -> None:
    unread = [name for name in dict.fromkeys(names) if name.removesuffix(STATE) not in read]
    if unread:
        raise ValueError(
            f"{', '.join(unread)}: consequences.py does not read it, so setting it would change nothing; condition on it instead"
        )


def quantities_read(case: Case, fit: xr.DataTree) -> list[str]:
    """Names of the posterior variables that the consequences hang on directly, sorted."""
    beliefs = Beliefs(_posterior(fit).isel(draw=slice(0, 2)))
    Call(case, _day(case, fit)).values(beliefs)
    return sorted(beliefs.read)


def _posterior(fit: xr.DataTree) -> xr.Dataset:
    return fit["posterior"].to_dataset()


def _day(case: Case, fit: xr.DataTree) -> date:
    """The day of the choice: the as-of date, or the case's own if that is later."""
    return max(date.fromisoformat(fit.attrs["as_of"]), case.as_of)


def _seed(case: Case, simulate: bool, seed: int | None) -> int | None:
    """Seed of the event noise; None for expectations, which have none."""
    return None if not simulate else case.seed if seed is None else seed


def _set(draws: xr.Dataset, name: str, value: Any) -> dict[str, xr.DataArray]:
    base = name.removesuffix(STATE)
    if name.endswith(STATE) and f"{base}{BY_STATE}" in draws:
        by_state = draws[f"{base}{BY_STATE}"]
        levels = [str(v) for v in by_state.coords[f"{base}_level"].values]
        if value not in levels:
            raise ValueError(f"{name}: {value!r} is not one of its states ({', '.join(levels)})")
        index = xr.zeros_like(draws[name]) + levels.index(value)
        return {name: index, base: pick(by_state, index)}
    if name not in draws:
        raise ValueError(f"{name}: no such quantity in the posterior")
    return {name: (draws[name] * 0.0 + value).transpose(*draws[name].dims)}


def _consequences(
    case: Case,
    fit: xr.DataTree,
    beliefs: Beliefs,
    relative: bool,
    seed: int | None,
    *,
    agreed: bool = False,
    weights: Mapping[str, float] | None = None,
) -> xr.DataArray:
    day = _day(case, fit)
    call = Call(case, day, seed, agreed)
    parts, baseline = call.values(beliefs)
    waiting = {name: o.until for name, o in case.options.items() if o.until is not None and o.until > day and not agreed}
    weighed = case.profiles[case.default_profile].weights if weights is None else weights
    later = [wait(call, beliefs, date.fromisoformat(fit.attrs["as_of"]), until, weighed).parts for until in waiting.values()]
    named = [x.expand_dims(option=[name]) for name, x in zip(waiting, later, strict=True)]
    together = xr.concat([parts, *named], "option") if named else parts
    ordered = together.sel(option=[name for name in case.options if name in together["option"]])
    valued = ordered if relative else ordered + baseline
    return valued.transpose("chain", "draw", ..., "option", "attribute").rename("consequences").assign_attrs(_about(case, relative))


def _about(case: Case, relative: bool) -> dict[str, str]:
    return {"unit": case.unit} | ({"relative_to": case.baseline} if relative else {})
