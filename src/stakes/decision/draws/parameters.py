"""What a value of information asks for: the parameters of each group as plain arrays, checked
against the utilities.
"""

from collections.abc import Hashable, Iterable, Mapping
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.decision.draws.arrays import LARGEST, SAMPLES, sample_dims, to_numpy, unstacked
from stakes.decision.draws.inputs import Parameters, as_parameters, as_value, coded
from stakes.decision.draws.spline_basis import LEVELS, is_category

type Array = npt.NDArray[Any]

# share of the variance of a parameter, below which it is taken as what those before it leave
NEAR = 0.05
DEGREES = {1: 5, 2: 3}  # of polynomials in so many parameters; of more, 1
DEPENDENT = 1e-10  # share of the variance that the others leave


def check_draws(value: xr.DataArray, parameters: Parameters, what: str) -> xr.Dataset:
    """The parameters, unstacked, if their draws are those of the utilities; without sets, they are
    the same in all of them.

    Raises
    ------
    ValueError
        If the sample dims, the number of draws or their coordinates differ, or a parameter has sets
        and the utilities have not.
    """
    held = as_parameters(parameters, what)
    if not held.data_vars:
        raise ValueError(f"{what} holds no variables: give at least one")
    value = unstacked(as_value(value))
    checked: xr.Dataset = _aligned(held.map(unstacked, keep_attrs=True), value)
    dims = sample_dims(value)
    if "set" in dims:
        checked = checked.map(_in_sets, keep_attrs=True, count=value.sizes["set"])
    for name, da in checked.data_vars.items():
        here = sample_dims(da) if {"chain", "draw", "sample"} & set(da.dims) else ()
        if "set" in here and "set" not in dims:
            raise ValueError(
                f"{name} has several draws (set) for each posterior draw, the utilities one: "
                "compute the utilities in all sets, "
                "or select one set of the parameters, isel(set=0)"
            )
        if here != dims:
            raise ValueError(
                f"{name} has the sample dims {here or 'none'}, the utilities {dims}: "
                "give both the same draws, both stacked or neither"
            )
        for dim in dims:
            if da.sizes[dim] != value.sizes[dim]:
                raise ValueError(
                    f"{name} has {da.sizes[dim]} along {dim!r}, the utilities {value.sizes[dim]}: "
                    "compute the utilities from these very draws, or select the same draws of both"
                )
            both = dim in da.indexes and dim in value.indexes
            if both and not da.indexes[dim].equals(value.indexes[dim]):
                raise ValueError(
                    f"{name} and the utilities have different coordinates along {dim!r}: align "
                    "them with "
                    f"xr.align(..., join='inner'), or drop_vars({dim!r}) if the draws are in the "
                    "same order"
                )
    return checked


def _aligned(parameters: xr.Dataset, value: xr.DataArray) -> xr.Dataset:
    """The parameters with their draws in the order of the utilities, where the coordinates are the
    same but for the order.
    """
    for dim in sample_dims(value):
        here, there = value.indexes.get(dim), parameters.indexes.get(dim)
        if (
            here is None
            or there is None
            or here.equals(there)
            or not (here.is_unique and len(here) == len(there))
        ):
            continue
        if not len(here.symmetric_difference(there)):
            parameters = parameters.sel({dim: here})
    return parameters


def _in_sets(da: xr.DataArray, count: int) -> xr.DataArray:
    """Draws of a parameter in so many sets, as a view."""
    return da if "set" in da.dims else unstacked(da.expand_dims(set=count))


def elements(parameters: xr.Dataset) -> dict[str, dict[str, Array]]:
    """Draws of each variable by element: itself, or ``name[label]`` of a vector,
    ``name[label,label]`` of a matrix.

    Raises
    ------
    ValueError
        If draws are NaN or infinite, or no numbers.
    """
    return {str(name): _elements(str(name), da) for name, da in parameters.data_vars.items()}


def flat_parameters(value: xr.DataArray, parameters: Parameters) -> dict[str, Array]:
    """Draws of each element by name, as numbers: of a category, an indicator for each level,
    ``name[level]``.

    Raises
    ------
    ValueError
        As in `check_draws` and `elements`.
    """
    checked = check_draws(value, parameters, "parameters")
    numbers: dict[str, Array] = {}
    for name, da in checked.data_vars.items():
        levels = coded(str(name), da)[1]
        for element, x in _elements(str(name), da).items():
            numbers |= (
                {f"{element}[{level}]": (x == i) * 1.0 for i, level in enumerate(levels)}
                if levels
                else {element: x}
            )
    return numbers


def _elements(name: str, da: xr.DataArray) -> dict[str, Array]:
    da, levels = coded(name, da)
    other = [d for d in da.dims if d not in SAMPLES]
    x = to_numpy(da, *other)
    if bad := int(np.count_nonzero(~np.isfinite(x))):
        raise ValueError(
            f"{bad} draws of {name} are NaN or infinite: mend their source, or drop these draws "
            "here and in the utilities"
        )
    if max(float(x.max()), -float(x.min())) > LARGEST:
        raise ValueError(
            f"{name} is beyond {LARGEST:g}, too large to square: give it in a larger unit"
        )
    return _by_label(name, da, other, x.astype(np.intp if levels else float, copy=False))


def _by_label(name: str, da: xr.DataArray, other: list[Hashable], x: Array) -> dict[str, Array]:
    """Rows of draws by element."""
    if not other:
        return {name: x.ravel()}
    labels = product(*(da[d].to_numpy() for d in other))
    rows = x.reshape(int(np.prod(x.shape[: len(other)])), -1)
    return {
        f"{name}[{','.join(map(str, label))}]": row for label, row in zip(labels, rows, strict=True)
    }


def members(
    groups: Mapping[str, Iterable[str]] | None, found: dict[str, dict[str, Array]]
) -> dict[str, dict[str, Array]]:
    """The elements of each group; without groups, those of each variable.

    Raises
    ------
    ValueError
        If a group is no list, is empty, or names what is not there or the same thing twice.
    """
    if groups is None:
        return found
    if not isinstance(groups, Mapping):
        raise ValueError(
            "groups must map a name to a list of variables, such as {'threat': ['rate', 'size']}"
        )
    if not groups:
        raise ValueError("groups is empty: leave it out to have each variable on its own")
    single = {name: {name: x} for variable in found.values() for name, x in variable.items()}
    known = single | found
    out: dict[str, dict[str, Array]] = {}
    for group, wanted in groups.items():
        if isinstance(wanted, str) or not isinstance(wanted, Iterable):
            raise ValueError(f"group {group!r} must be a list of variables: [{wanted!r}]")
        names = [str(w) for w in wanted]
        if not names:
            raise ValueError(
                f"group {group!r} is empty: name at least one variable, or leave the group out"
            )
        if unknown := [n for n in names if n not in known]:
            raise ValueError(
                f"group {group!r}: unknown {', '.join(unknown)}. The parameters are "
                f"{', '.join(found)}"
            )
        parts = [element for n in names for element in known[n]]
        if twice := sorted({p for p in parts if parts.count(p) > 1}):
            raise ValueError(
                f"group {group!r} names {', '.join(twice)} more than once: once is enough"
            )
        if str(group) in out:
            raise ValueError(f"two groups are called {str(group)!r}: rename one of them")
        out[str(group)] = {element: x for n in names for element, x in known[n].items()}
    return out


def independent_members(group: dict[str, Array]) -> tuple[dict[str, Array], list[str], list[str]]:
    """Elements that vary and do not depend linearly on those before them; then names of the
    constant and the dependent ones.

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 3.0])
    >>> kept, constant, dependent = independent_members({"a": x, "b": 0 * x, "c": 1 - 2 * x})
    >>> list(kept), constant, dependent
    (['a'], ['b'], ['c'])
    """
    constant = [name for name, x in group.items() if x.min() == x.max()]
    moving = {name: x for name, x in group.items() if name not in constant}
    kept = [0]
    if len(moving) > 1:
        z = np.array([x - x.mean() for x in moving.values()])
        kept = _independent_rows(z / np.sqrt((z**2).mean(axis=1, keepdims=True)))
    names = list(moving)
    dependent = [name for i, name in enumerate(names) if i not in kept]
    return {name: moving[name] for name in names if name not in dependent}, constant, dependent


def _independent_rows(z: Array) -> list[int]:
    """Rows, of mean square 1, that those before them do not span."""
    gram, kept = z @ z.T / z.shape[1], [0]
    for i in range(1, len(z)):
        part = np.linalg.solve(gram[np.ix_(kept, kept)], gram[kept, i])
        rest = (
            z[i] - part @ z[kept] if gram[i, i] - gram[kept, i] @ part < 1e-6 else z[i]
        )  # rounding of sums hides less
        if (rest**2).mean() > DEPENDENT:
            kept.append(i)
    return kept


def apart(known: list[Array]) -> list[Array]:
    """The same knowledge as `known` in parameters that are not close to functions of each other.

    Smooth functions of two parameters, each rounded to bins of its own, cannot say what their small
    difference does. So a number of which those before it leave little is replaced by just that: the
    residual from a polynomial in them, at the draws.

    Examples
    --------
    >>> x, noise = np.random.default_rng(1).normal(size=(2, 1000))
    >>> one, other = apart([x, x + 1e-4 * noise])
    >>> bool(abs(np.corrcoef(other, noise)[0, 1]) > 0.99), one is x
    (True, True)
    """
    out: list[Array] = []
    before: list[Array] = []
    for x in known:
        if is_category(x):
            out.append(x)
            continue
        z = (x - x.mean()) / x.std()
        left = z if np.unique(x[:1000]).size <= LEVELS else _left(z, before)
        out.append(x if left is z else left)
        before.append(left / left.std())
    return out


def _left(z: Array, before: list[Array]) -> Array:
    """What a polynomial leaves of a number of variance 1 where that is little; else the number
    itself.
    """
    if not before:
        return z
    line = _residual(z, np.array(before))
    degree = DEGREES.get(len(before), 1)
    found = [line] if degree == 1 else [line, _residual(z, _powers(before, degree))]
    best = found[-1] if found[-1].var() < found[0].var() / 2 else found[0]
    return best if DEPENDENT < best.var() < NEAR else z


def _residual(z: Array, rows: Array) -> Array:
    rows = rows - rows.mean(axis=1, keepdims=True)
    for _ in range(2):  # again for what rounding left
        z = z - np.linalg.lstsq(rows @ rows.T, rows @ z, rcond=1e-13)[0] @ rows
    return z


def _powers(before: list[Array], degree: int) -> Array:
    """All products of powers up to a degree."""
    exponents = [e for e in product(range(degree + 1), repeat=len(before)) if 0 < sum(e) <= degree]
    return np.array(
        [np.prod([b**k for b, k in zip(before, e, strict=True)], axis=0) for e in exponents]
    )
