"""Consequences of the options under a fit: calls the case's own `consequences.py` with beliefs, options and periods."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
import xarray as xr

from stakes.case import Case
from stakes.modules import load_module
from stakes.options import Option
from stakes.states import BY_STATE, STATE, pick

YEAR = 365.25


@dataclass(frozen=True)
class Setting:
    """What `consequences.py` is given besides the beliefs.

    `periods` has ``at`` (mid-point, years from the start) and ``length`` (years) over [period], one a calendar year.
    `since_decision`, `span` and `decade` are years: from the case's own date to the start, from the start to the horizon, and
    from the case's own date to the horizon. `start_year` is the start as a decimal year. `agreed`: whatever agreement an option
    needs works from the start.
    """

    options: Mapping[str, Option]
    parameters: Mapping[str, float]
    periods: xr.Dataset
    decided: np.datetime64
    since_decision: float
    span: float
    decade: float
    start_year: float
    agreed: bool = False
    noise: Callable[[str, bool], tuple[np.random.Generator, tuple[int, ...], tuple[str, ...]]] | None = None

    def chance(self, name: str, probability: Any, by_period: bool = False) -> Any:
        """The probability itself; or, with noise, 0 or 1 drawn by it. The same name shares its luck over options and levels."""
        if self.noise is None:
            return probability
        rng, shape, dims = self.noise(name, by_period)
        return (xr.DataArray(rng.random(shape), dims=dims) < probability) * 1.0

    def count(self, name: str, mean: xr.DataArray) -> xr.DataArray:
        """The mean itself; or, with noise, a Poisson count by period with that mean."""
        if self.noise is None:
            return mean
        rng, shape, dims = self.noise(name, True)
        full = mean.broadcast_like(xr.DataArray(np.empty(shape), dims=dims)).transpose(*dims)
        return full.copy(data=rng.poisson(full.values).astype(float))


class _Beliefs(Mapping[str, xr.DataArray]):
    """Read-only view of the draws that remembers what was read."""

    def __init__(self, draws: Mapping[Any, xr.DataArray]) -> None:
        self.draws, self.read = draws, set[str]()

    def __getitem__(self, name: str) -> xr.DataArray:
        self.read.add(name)
        return self.draws[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.draws)

    def __len__(self) -> int:
        return len(self.draws)


def consequences(
    case: Case, fit: xr.DataTree, *, relative: bool = True, simulate: bool = False, seed: int | None = None, agreed: bool = False
) -> xr.DataArray:
    """Value of every option by attribute, for each posterior draw.

    Parameters
    ----------
    case : an open case.
    fit : its fit.
    relative : relative to the baseline option, whose attributes are then exactly 0; else absolute outcomes.
    simulate : outcomes with event noise, common to all options, rather than expectations given the parameters.
    seed : of that noise; the case's seed if None.
    agreed : as if the agreement that an option needs worked from the start.

    Returns
    -------
    DataArray[chain, draw, option, attribute]
        In the case's unit, present value; attributes sum to the net value before weights.
    """
    return _consequences(case, fit, _posterior(fit), relative=relative, seed=_seed(case, simulate, seed), agreed=agreed)[0]


def what_if(
    case: Case,
    fit: xr.DataTree,
    changes: Mapping[str, Any],
    *,
    relative: bool = True,
    simulate: bool = False,
    seed: int | None = None,
) -> xr.DataArray:
    """Value of every option by attribute with quantities *set*, not conditioned on, and everything else as believed.

    Parameters
    ----------
    changes : quantity -> value, a number or an array that fits its dims. ``<name>_state`` -> a level sets the school of thought
        (or other state) of quantity ``<name>``; an event takes 0 or 1.

    Returns
    -------
    DataArray[chain, draw, option, attribute]

    Raises
    ------
    ValueError
        If a quantity does not exist, or consequences do not read it (then condition on it instead).
    """
    draws = _posterior(fit)
    changed = draws.assign({name: value for change in changes.items() for name, value in _set(draws, *change).items()})
    result, read = _consequences(case, fit, changed, relative=relative, seed=_seed(case, simulate, seed))
    unread = [name for name in changes if name.removesuffix(STATE) not in read]
    if unread:
        raise ValueError(
            f"{', '.join(unread)}: consequences.py does not read it, so setting it would change nothing; condition on it instead"
        )
    return result


def quantities_read(case: Case, fit: xr.DataTree) -> list[str]:
    """Names of the posterior variables that the consequences hang on directly, sorted."""
    return sorted(_consequences(case, fit, _posterior(fit).isel(draw=slice(0, 2)))[1])


def _posterior(fit: xr.DataTree) -> xr.Dataset:
    return fit["posterior"].to_dataset()


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


def _seed(case: Case, simulate: bool, seed: int | None) -> int | None:
    """Seed of the event noise; None for expectations, which have none."""
    return None if not simulate else case.seed if seed is None else seed


def _consequences(
    case: Case, fit: xr.DataTree, draws: xr.Dataset, *, relative: bool = True, seed: int | None = None, agreed: bool = False
) -> tuple[xr.DataArray, set[str]]:
    beliefs = _Beliefs(draws)
    setting = _setting(case, date.fromisoformat(fit.attrs["as_of"]), draws, seed, agreed)
    module = load_module(case.root / "analysis" / "consequences.py")
    parts, baseline = module.consequences(beliefs, setting)
    parts = parts - parts.sel(option=case.baseline, drop=True)
    parts = parts if relative else parts + baseline
    named = parts.transpose("chain", "draw", "option", "attribute").rename("consequences")
    kept = {"chain", "draw", "option", "attribute"}
    return named.drop_vars(set(named.coords) - kept).drop_attrs().assign_attrs(unit=case.unit), beliefs.read


def _setting(case: Case, as_of: date, draws: xr.Dataset, seed: int | None, agreed: bool) -> Setting:
    start = max(as_of, case.as_of)
    dims = ("chain", "draw")
    shape = tuple(draws.sizes[d] for d in dims)
    periods = _periods(start, case.horizon)

    def noise(name: str, by_period: bool) -> tuple[np.random.Generator, tuple[int, ...], tuple[str, ...]]:
        rng = np.random.default_rng([seed or 0, crc32(name.encode())])
        return rng, (*shape, periods.sizes["period"]) if by_period else shape, (*dims, "period") if by_period else dims

    return Setting(
        options=case.options,
        parameters={name: p.value for name, p in case.parameters.items()},
        periods=periods,
        decided=np.datetime64(case.as_of),
        since_decision=(start - case.as_of).days / YEAR,
        span=(case.horizon - start).days / YEAR,
        decade=(case.horizon - case.as_of).days / YEAR,
        start_year=start.year + (start.timetuple().tm_yday - 1) / YEAR,
        agreed=agreed,
        noise=None if seed is None else noise,
    )


def _periods(start: date, horizon: date) -> xr.Dataset:
    """Calendar years from the start to the horizon: mid-points in years from the start, and lengths."""
    edges = [start, *[date(y, 1, 1) for y in range(start.year + 1, horizon.year + 1)], horizon]
    years = np.array([(edge - start).days / YEAR for edge in edges])
    at, length = (years[1:] + years[:-1]) / 2, np.diff(years)
    names = range(start.year, horizon.year + 1)
    return xr.Dataset({"at": ("period", at), "length": ("period", length)}, coords={"period": list(names)})
