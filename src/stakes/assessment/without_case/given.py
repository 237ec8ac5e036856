"""What a caller gives: draws of the net value and of parameters, and words for them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import xarray as xr

from stakes.decision.draws.arrays import (
    check_finite,
    option_draws,
    option_ids,
    sample_dims,
    to_numpy,
    unstacked,
)
from stakes.decision.draws.inputs import Parameters, Value, as_parameters, as_value
from stakes.decision.draws.parameters import check_draws, flat_parameters

ATTRIBUTE, VALUE = "attribute", "value"  # the dim of parts, and the id of what has none
UNITS = ("unit", "units")  # attributes, as this package and as CF has them
NO_UNIT = "units of value"


class Words(TypedDict, total=False):
    """What readers see: a title, the unit of the value, labels of options and parameters by id,
    where parameters come from, by id, and groups of parameters that are asked about together, by
    label.
    """

    title: str
    unit: str
    labels: Mapping[Any, str]
    sources: Mapping[Any, str]
    groups: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Named:
    """An option or a number: its id in the decision, its label, unit and source."""

    id: str
    label: str
    unit: str = ""
    source: str = ""


@dataclass(frozen=True)
class Given:
    """Draws, checked, with ids that may stand in paths and links.

    Attributes
    ----------
    value : [option, and the sample dims].
    parts : [option, attribute, and the sample dims], which add up to the value; one alone where
        none are given.
    numbers : each element of the parameters that varies, [sample dims].
    options, attributes, elements : what the ids stand for.
    groups : ids of the elements that are asked about together, by the label of the group.
    title, unit : of the choice, and of its value.
    """

    value: xr.DataArray
    parts: xr.DataArray
    numbers: xr.Dataset
    options: Mapping[str, Named]
    attributes: Mapping[str, Named]
    elements: Mapping[str, Named]
    groups: Mapping[str, tuple[str, ...]]
    title: str
    unit: str

    @property
    def said(self) -> str:
        """What draws they are."""
        sizes = self.value.sizes
        if "chain" not in sizes:
            return f"{sizes['sample']:,} independent draws"
        sets = f", {sizes['set']} sets of each" if "set" in sizes else ""
        return f"{sizes['chain']} chains of {sizes['draw']:,} draws{sets}"


def given(value: Value, parameters: Parameters, words: Words) -> Given:
    """What a caller gives, checked.

    Raises
    ------
    ValueError
        As in `stakes.compare` and `stakes.evppi`; or if no parameter varies, or labels or sources
        name what is not there.
    """
    whole = unstacked(as_value(value))
    draws = whole.sum(ATTRIBUTE) if ATTRIBUTE in whole.dims else whole
    ids = option_ids(draws)
    check_finite(option_draws(draws), ids)
    held = check_draws(draws, as_parameters(parameters, "parameters"), "parameters")
    flat = {n: x for n, x in flat_parameters(draws, held).items() if x.min() < x.max()}
    if not flat:
        raise ValueError("no parameter varies: give draws of what the value hangs on")
    parts = [str(a) for a in whole[ATTRIBUTE].to_numpy()] if ATTRIBUTE in whole.dims else []
    labels = {str(k): v for k, v in words.get("labels", {}).items()}
    sources = {str(k): v for k, v in words.get("sources", {}).items()}
    _known("labels", labels, [*ids, *parts, *flat, *map(str, held)])
    _known("sources", sources, [*flat, *map(str, held)])
    units = {str(n): _unit(da) for n, da in held.data_vars.items()}
    names = dict(zip(_safe(flat, r"\W"), flat, strict=True))
    dims, unit = sample_dims(draws), words.get("unit") or _unit(whole) or NO_UNIT
    shape = [draws.sizes[d] for d in dims]
    columns = {i: (dims, flat[n].reshape(shape)) for i, n in names.items()}
    options, attributes = (
        _named(ids, labels),
        _named(parts, labels) or {VALUE: Named(VALUE, "Value")},
    )
    value_of = _bare(draws, {"option": options}, dims).assign_attrs(unit=unit)
    both = {"option": options, ATTRIBUTE: attributes}
    return Given(
        value=value_of,
        parts=_bare(whole, both, dims) if parts else value_of.expand_dims({ATTRIBUTE: [VALUE]}, 1),
        numbers=xr.Dataset(columns),
        options=options,
        attributes=attributes,
        elements={
            i: Named(i, _label(n, labels), units.get(_base(n), ""), _of(n, sources))
            for i, n in names.items()
        },
        groups={str(k): _members(str(k), m, names) for k, m in words.get("groups", {}).items()},
        title=words.get("title") or "A choice",
        unit=unit,
    )


def _named(names: Sequence[str], labels: Mapping[str, str]) -> dict[str, Named]:
    return {i: Named(i, labels.get(n, n)) for i, n in zip(_safe(names, ":"), names, strict=True)}


def _bare(
    draws: xr.DataArray, of: Mapping[str, Iterable[str]], dims: Sequence[str]
) -> xr.DataArray:
    """Draws with ids along the dims that are named, and no other labels."""
    coords = {d: list(i) for d, i in of.items()}
    return xr.DataArray(to_numpy(draws, *of), dims=(*of, *dims), coords=coords)


def _members(group: str, members: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the elements of a group: those named, and all of a variable that is named."""
    asked = [members] if isinstance(members, str) else [str(m) for m in members]
    known = {*names.values(), *map(_base, names.values())}
    if unknown := [m for m in asked if m not in known]:
        raise ValueError(
            f"the group {group} names {', '.join(unknown)}, which is no parameter that varies: "
            f"they are {', '.join(names.values())}"
        )
    found = tuple(i for i, n in names.items() if n in asked or _base(n) in asked)
    if not found:
        raise ValueError(f"the group {group} is empty: name its parameters")
    return found


def _unit(da: xr.DataArray) -> str:
    return next((str(da.attrs[key]) for key in UNITS if da.attrs.get(key)), "")


def _base(name: str) -> str:
    return name.partition("[")[0]


def _of(name: str, held: Mapping[str, str]) -> str:
    return held.get(name, held.get(_base(name), ""))


def _label(name: str, labels: Mapping[str, str]) -> str:
    """Its own label, or that of its variable with the label of the element."""
    base, bracket, rest = name.partition("[")
    return labels.get(name) or f"{labels.get(base, base)}{bracket}{rest}"


def _known(what: str, names: Mapping[str, str], known: Iterable[str]) -> None:
    if unknown := [name for name in names if name not in set(known)]:
        raise ValueError(
            f"{what} name {', '.join(unknown)}, which is no option and no parameter: they are "
            f"{', '.join(known)}"
        )


def _safe(names: Iterable[str], unsafe: str) -> list[str]:
    """Names without some characters, each still once."""
    found: list[str] = []
    for name in names:
        safe = re.sub(f"(?:{unsafe})+", "_", name).rstrip("_") or "_"
        twins = sum(re.fullmatch(f"{re.escape(safe)}(_\\d+)?", f) is not None for f in found)
        found.append(f"{safe}_{twins + 1}" if twins else safe)
    return found
