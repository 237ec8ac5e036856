"""Between which values a quantity can lie, and whether what is said of it does."""

from collections.abc import Mapping
from math import inf
from typing import Any

from pydantic import ValidationInfo

from stakes.case.reading.records import (
    fault,
    tidy,
)

Bounds = tuple[float, float]


def limits_of(data: Mapping[str, Any]) -> Bounds | None:
    """The bounds that hold for the quantiles and values of a quantity; None where they, or its
    unit, are not valid.
    """
    if "given_bounds" not in data or "unit" not in data:
        return None
    return data["given_bounds"] or (
        (0.0, 1.0) if data["unit"] in ("probability", "share") else (0.0, inf)
    )


def in_order(bounds: Bounds, info: ValidationInfo) -> Bounds:
    low, high = bounds
    if not low < high:
        raise fault(f"bounds are out of order ({tidy(bounds)})", "give the lower bound first")
    unit = info.data.get("unit")
    if unit in ("probability", "share") and not 0 <= low < high <= 1:
        raise fault(
            f"bounds [{tidy(bounds)}] leave [0, 1], where a {unit} lies",
            "give bounds within [0, 1] or another unit",
        )
    return bounds


def inside(limits: Bounds, quantiles: tuple[float, ...], at: str = "") -> None:
    if not limits[0] < quantiles[0] <= quantiles[-1] < limits[1]:
        problem = (
            f"quantiles ({tidy(quantiles)}) do not lie strictly inside the bounds [{tidy(limits)}]"
        )
        raise fault(problem, "move the quantiles or set bounds", at)
    if limits[0] == -inf:
        raise fault("quantiles need a finite lower bound", "set bounds, or give a distribution", at)


def within(limits: Bounds, span: Bounds, what: str, at: str = "") -> None:
    if span[0] < limits[0] or span[1] > limits[1]:
        raise fault(f"{what} outside the bounds [{tidy(limits)}]", "change it or set bounds", at)


def quantiles_inside(quantiles: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
    limits = limits_of(info.data)
    if limits:
        inside(limits, quantiles)
    return quantiles


def value_within(value: float, info: ValidationInfo) -> float:
    limits = limits_of(info.data)
    if limits:
        within(limits, (value, value), f"{value:g} lies")
    return value


def support_within(found: Any, info: ValidationInfo) -> Any:
    limits = limits_of(info.data)
    if limits and (info.data["given_bounds"] or limits[1] == 1):
        within(limits, found.support, f"the range [{tidy(found.support)}] of {found.name} reaches")
    return found
