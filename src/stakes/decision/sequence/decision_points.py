"""The stages of a sequence as plain arrays, checked against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    SAMPLES,
    Array,
    check_finite,
    option_ids,
    sample_dims,
    to_numpy,
    unstacked,
)
from stakes.decision.draws.categories import coded
from stakes.decision.draws.inputs import as_parameters, as_value
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.sequence.links import links
from stakes.decision.sequence.stage import Stage


@dataclass(frozen=True)
class Held:
    """Draws that may depend on earlier choices: `x` has an axis for each stage of `by`."""

    by: tuple[int, ...]  # numbers of stages, ascending
    x: Array
    levels: tuple[str, ...] = ()  # of a category, whose numbers `x` holds

    def given(self, choices: Mapping[int, int]) -> Array:
        """What holds after some choices, option numbers by stage."""
        return np.asarray(self.x[tuple(choices[s] for s in self.by)])


@dataclass(frozen=True)
class Point:
    """One decision point."""

    name: str
    options: tuple[str, ...]
    value: Held  # (*by, option, draw)
    seen: Mapping[str, Held]  # what is known by then, each (*by, draw)
    opens: tuple[tuple[int, ...], ...]  # for each option, those of the next stage


@dataclass(frozen=True)
class Points:
    """All decision points, and the draws that they share."""

    points: tuple[Point, ...]
    like: xr.DataArray  # with the sample dims and coordinates, and no others
    unit: Mapping[str, Any]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.like.shape

    @property
    def draws(self) -> int:
        return self.like.size


def decision_points(stages: Sequence[Stage]) -> Points:
    """The stages, checked.

    Raises
    ------
    ValueError
        See `stakes.policy`.
    """
    stages = list(stages)
    if not stages or not all(isinstance(s, Stage) for s in stages):
        raise ValueError("stages must be a list of at least one stakes.Stage")
    _check_order(stages)
    values = [unstacked(as_value(stage.value)) for stage in stages]
    like = _like(values)
    names = {stage.name: i for i, stage in enumerate(stages)}
    options = [tuple(_options(stage, value)) for stage, value in zip(stages, values, strict=True)]
    points, known = [], dict[str, Held]()
    open_next = links(stages, options)
    for i, (stage, value) in enumerate(zip(stages, values, strict=True)):
        earlier = _Earlier(i, stage.name, names, options)
        known = known | _seen(stage, like, earlier)
        held = _value(stage, value, like, earlier)
        points.append(Point(stage.name, options[i], held, known, open_next[i]))
    unit = next((v.attrs for v in values if "unit" in v.attrs), {})
    return Points(tuple(points), like, {"unit": unit["unit"]} if unit else {})


def _check_order(stages: list[Stage]) -> None:
    names = [stage.name for stage in stages]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise ValueError(f"two stages are called {', '.join(twice)}: rename one of them")
    if taken := [n for n in names if n in (*SAMPLES, "option", "stage", "branch")]:
        raise ValueError(f"a stage cannot be called {', '.join(taken)}, which is a dim of draws")
    timed = [stage for stage in stages if stage.at is not None]
    for one, other in pairwise(timed):
        if not one.at < other.at:
            raise ValueError(
                f"stages are out of order: {other.name!r} ({other.at}) does not come after "
                f"{one.name!r} ({one.at}); list them by date"
            )


def _options(stage: Stage, value: xr.DataArray) -> list[str]:
    if "option" not in value.dims:
        raise ValueError(f"the value of stage {stage.name!r} has no dim 'option'")
    return option_ids(value)


def _like(values: list[xr.DataArray]) -> xr.DataArray:
    """The draws of the first value that has any."""
    drawn = [v for v in values if set(SAMPLES) & set(v.dims)]
    if not drawn:
        raise ValueError("no stage has draws: its value needs the dims (chain, draw) or (sample,)")
    dims = sample_dims(drawn[0])
    first = drawn[0].isel({d: 0 for d in drawn[0].dims if d not in dims}, drop=True)
    kept = {d: first.coords[d] for d in dims if d in first.indexes}
    return xr.DataArray(np.empty(first.transpose(*dims).shape), kept, dims)


@dataclass(frozen=True)
class _Earlier:
    """The stages before one, on whose choices its draws may depend."""

    number: int
    name: str
    names: Mapping[str, int]
    options: list[tuple[str, ...]]

    def dims(self, da: xr.DataArray, what: str) -> list[str]:
        """Dims of `da` that are earlier stages, in their order.

        Raises
        ------
        ValueError
            If other dims are there, or a stage's options are not all there.
        """
        known = {*SAMPLES, "option"}
        found = [str(d) for d in da.dims if d not in known]
        for d in found:
            if d not in self.names:
                raise ValueError(f"{what} has the dim {d!r}, which is no stage: sum or select it")
            if self.names[d] >= self.number:
                raise ValueError(
                    f"stages are out of order: {what} depends on {d!r}, which does not come before "
                    f"{self.name!r}"
                )
        return sorted(found, key=lambda d: self.names[d])

    def ordered(self, da: xr.DataArray, dims: list[str], what: str) -> xr.DataArray:
        """`da` with the options of each of these stages in their order."""
        for d in dims:
            wanted = self.options[self.names[d]]
            here = [str(label) for label in da[d].to_numpy()]
            if sorted(here) != sorted(wanted):
                raise ValueError(
                    f"{what} has {', '.join(here)} along {d!r}, whose options are "
                    f"{', '.join(wanted)}"
                )
            da = da.isel({d: [here.index(label) for label in wanted]})
        return da


def _value(stage: Stage, value: xr.DataArray, like: xr.DataArray, earlier: _Earlier) -> Held:
    what = f"the value of stage {stage.name!r}"
    dims = earlier.dims(value, what)
    value = earlier.ordered(value, dims, what)
    if not set(SAMPLES) & set(value.dims):
        x = to_numpy(value.expand_dims(sample=1), *dims, "option")
        x = np.broadcast_to(x, (*x.shape[:-1], like.size))
    else:
        checked = check_draws(like, value.to_dataset(name=what), "values")[what]
        x = to_numpy(checked, *dims, "option").reshape(*_sizes(checked, *dims, "option"), -1)
    for row in x.reshape(-1, x.shape[-2], x.shape[-1]):
        check_finite(row, option_ids(value))
    return Held(tuple(earlier.names[d] for d in dims), np.asarray(x, float))


def _seen(stage: Stage, like: xr.DataArray, earlier: _Earlier) -> dict[str, Held]:
    """What is new at a stage; elements of what has dims of its own one by one."""
    if stage.sees is None:
        return {}
    what = f"what stage {stage.name!r} sees"
    checked = check_draws(like, as_parameters(stage.sees, what), what)
    found: dict[str, Held] = {}
    for name, da in checked.data_vars.items():
        dims = [str(d) for d in da.dims if d in earlier.names]
        dims = earlier.dims(da.isel({d: 0 for d in da.dims if d not in dims}), f"{name}, {what},")
        da = earlier.ordered(da, dims, f"{name}, {what},")
        by = tuple(earlier.names[d] for d in dims)
        da, levels = coded(str(name), da)
        sizes = _sizes(da, *dims)
        parts = [
            elements(da.isel(dict(zip(dims, at, strict=True)), drop=True).to_dataset(name=name))
            for at in np.ndindex(*sizes)
        ]
        for element in parts[0][str(name)]:
            rows = np.array([part[str(name)][element] for part in parts])
            rows = rows.astype(np.intp if levels else float).reshape(*sizes, like.size)
            found[element] = Held(by, rows, tuple(levels))
    return found


def _sizes(da: xr.DataArray, *dims: str) -> tuple[int, ...]:
    return tuple(da.sizes[d] for d in dims)
