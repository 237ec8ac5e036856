"""What a caller gives: draws of the net value and of parameters, and words for them."""

import re
from collections.abc import Iterable, Mapping
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

UNITS = ("unit", "units")  # attributes, as this package and as CF has them
NO_UNIT = "units of value"


class Words(TypedDict, total=False):
    """What readers see: a title, the unit of the value, labels of options and parameters by id, and
    where parameters come from, by id.
    """

    title: str
    unit: str
    labels: Mapping[Any, str]
    sources: Mapping[Any, str]


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
    numbers : each element of the parameters that varies, [sample dims].
    options, elements : what the ids stand for.
    title, unit : of the choice, and of its value.
    """

    value: xr.DataArray
    numbers: xr.Dataset
    options: Mapping[str, Named]
    elements: Mapping[str, Named]
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
    draws = unstacked(as_value(value))
    ids = option_ids(draws)
    check_finite(option_draws(draws), ids)
    held = check_draws(draws, as_parameters(parameters, "parameters"), "parameters")
    flat = {n: x for n, x in flat_parameters(draws, held).items() if x.min() < x.max()}
    if not flat:
        raise ValueError("no parameter varies: give draws of what the value hangs on")
    labels = {str(k): v for k, v in words.get("labels", {}).items()}
    sources = {str(k): v for k, v in words.get("sources", {}).items()}
    _known("labels", labels, [*ids, *flat, *map(str, held)])
    _known("sources", sources, [*flat, *map(str, held)])
    options = {i: Named(i, labels.get(n, n)) for i, n in zip(_safe(ids, ":"), ids, strict=True)}
    units = {str(n): _unit(da) for n, da in held.data_vars.items()}
    elements = {
        i: Named(i, _label(n, labels), units.get(_base(n), ""), _of(n, sources))
        for i, n in zip(_safe(flat, r"\W"), flat, strict=True)
    }
    dims = sample_dims(draws)
    x = to_numpy(draws, "option")
    named = xr.DataArray(x, dims=("option", *dims), coords={"option": list(options)})
    unit = words.get("unit") or _unit(draws) or NO_UNIT
    numbers = xr.Dataset(
        {
            i: (dims, row.reshape(x.shape[1:]))
            for i, row in zip(elements, flat.values(), strict=True)
        }
    )
    return Given(
        named.assign_attrs(unit=unit),
        numbers,
        options,
        elements,
        words.get("title") or "A choice",
        unit,
    )


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
