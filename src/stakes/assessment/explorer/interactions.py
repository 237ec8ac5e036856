"""What setting several quantities together adds to what setting each alone does.

The value with some quantities set is a sum of terms: as believed; what each quantity changes alone;
what each pair changes beyond that, and so on. A term of a set of quantities is a mixed difference
over their points, and is left out where it is zero in every draw, or where there are more terms
than can be worked out and it is among the smallest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.assessment.explorer.axes import Axis, Change, Values

type Array = npt.NDArray[Any]
type Point = tuple[tuple[int, int], ...]  # (number of an axis, one of its points), in order

MOST_TOGETHER = 4  # quantities in a term
ROUNDING = 1e-9  # of the largest value: less is zero
SMALL = 0.003  # of the largest change by one quantity, below which three or more are left out


@dataclass(frozen=True)
class Terms:
    """Mixed differences, by the points to which they belong.

    Attributes
    ----------
    points : of each term.
    values : of each term, with the dims of the values.
    """

    points: list[Point]
    values: list[Array]


def terms(
    axes: Sequence[Axis], kept: Iterable[tuple[int, ...]], values: Values, exact: bool
) -> Terms:
    """All terms of some sets of quantities.

    Parameters
    ----------
    axes : the quantities.
    kept : sets of them, as numbers in `axes`.
    values : under each of several changes: (change, ...).
    exact : whether in what is believed a line stands at its mean; else it is drawn.

    References
    ----------
    Rabitz, H. and Alis, O. F. (1999). General foundations of high-dimensional model
    representations. Journal of Mathematical Chemistry 25, 197-233.
    """
    points = [point for one in kept for point in points_of(axes, one)]
    sides = {point: corners(axes, point, exact) for point in points}
    wanted = list(dict.fromkeys(corner for its in sides.values() for corner in its))
    found = dict(zip(wanted, values([change_of(axes, c) for c in wanted]), strict=True))
    mixed = [_sum(weight * found[corner] for corner, weight in sides[p].items()) for p in points]
    return Terms(points, mixed)


def points_of(axes: Sequence[Axis], one: Sequence[int]) -> list[Point]:
    """Every combination of the points of some axes."""
    places = [axes[i].places(len(one) == 1) for i in one]
    return [tuple(zip(one, its, strict=True)) for its in product(*places)]


def change_of(axes: Sequence[Axis], point: Point) -> Change:
    """What sets all to their points."""
    return {name: x for i, p in point for name, x in axes[i].change(p).items()}


def corners(axes: Sequence[Axis], point: Point, exact: bool) -> dict[Point, float]:
    """The settings whose weighted sum is the mixed difference at a point, with their weights."""
    sides: list[list[tuple[Point, float]]] = []
    for i, p in point:
        low: Point = ((i, 0),) if axes[i].line and not exact else ()
        sides.append([(((i, p),), 1.0), (low, -1.0)])
    made: dict[Point, float] = {}
    for its in product(*sides):
        corner = tuple(entry for part, _ in its for entry in part)
        made[corner] = made.get(corner, 0.0) + float(np.prod([weight for _, weight in its]))
    return made


def _sum(arrays: Iterable[Array]) -> Array:
    first, *rest = arrays
    total = np.array(first, float)
    for x in rest:
        total += x
    return total


def interacting(
    axes: Sequence[Axis], values: Values, net: Callable[[Array], Array], most: int
) -> tuple[list[Axis], list[tuple[int, ...]]]:
    """The axes, and the sets of them whose terms are kept, the smaller sets first.

    Where not all that interact can be kept with all points, curves have fewer in combinations.

    Parameters
    ----------
    axes, values : as for `terms`; of few draws, (change, draw, option, attribute).
    net : net values (draw, option) of such an array.
    most : settings that all terms may take.
    """
    sizes = _sizes(axes, values, net)
    kept = _kept(axes, sizes, most)
    if len(kept) < len(sizes):
        coarser = [replace(axis, coarse=True) for axis in axes]
        return coarser, _kept(coarser, sizes, most)
    return list(axes), kept


def _kept(
    axes: Sequence[Axis], sizes: Mapping[tuple[int, ...], float], most: int
) -> list[tuple[int, ...]]:
    """The largest sets, as long as their settings are not too many."""
    kept: list[tuple[int, ...]] = []
    count = 0
    for one in sorted(sizes, key=lambda one: (len(one) > 1, -_least(sizes, one), len(one))):
        more = len(points_of(axes, one))
        if len(one) > 1 and (count + more > most or not set(parts_of(one)) <= set(kept)):
            continue
        count += more
        kept.append(one)
    return sorted(kept, key=lambda one: (len(one), one))


def parts_of(one: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The sets with one element less, none of which is empty."""
    return list(combinations(one, len(one) - 1)) if len(one) > 1 else []


def _least(sizes: Mapping[tuple[int, ...], float], one: tuple[int, ...]) -> float:
    """Size of a set, or of the smallest within it: no set comes before its parts."""
    return min([sizes[one], *(_least(sizes, part) for part in parts_of(one))])


def _sizes(
    axes: Sequence[Axis], values: Values, net: Callable[[Array], Array]
) -> dict[tuple[int, ...], float]:
    """By set of quantities, the largest mean net value of its term at one corner; without those
    that are zero.
    """
    corner, sizes = _far(axes, values, net)
    largest = max(sizes.values(), default=0.0)
    for together in range(2, MOST_TOGETHER + 1):
        sets = [
            one
            for one in combinations(range(len(axes)), together)
            if set(parts_of(one)) <= set(sizes)
        ]
        found = _at(axes, [tuple((i, corner[i]) for i in one) for one in sets], values)
        for one, x in zip(sets, found, strict=True):
            size = float(np.abs(net(x).mean(axis=0)).max())
            least = SMALL if together > 2 else ROUNDING
            if np.abs(x).max() > ROUNDING * largest and size > least * largest:
                sizes[one] = size
    return sizes


def _far(
    axes: Sequence[Axis], values: Values, net: Callable[[Array], Array]
) -> tuple[dict[int, int], dict[tuple[int, ...], float]]:
    """The point of each axis at which it changes most, and by how much; not of those that change
    nothing.
    """
    corner: dict[int, int] = {}
    sizes: dict[tuple[int, ...], float] = {}
    points = [((i, p),) for i, axis in enumerate(axes) for p in axis.places(True)]
    for ((i, p),), x in zip(points, _at(axes, points, values), strict=True):
        size = float(np.abs(net(x).mean(axis=0)).max())
        if np.abs(x).max() > 0 and size >= sizes.get((i,), 0.0):
            corner[i], sizes[(i,)] = p, size
    return corner, sizes


def _at(axes: Sequence[Axis], points: Sequence[Point], values: Values) -> list[Array]:
    sides = [corners(axes, point, exact=False) for point in points]
    wanted = list(dict.fromkeys(c for its in sides for c in its))
    found = dict(zip(wanted, values([change_of(axes, c) for c in wanted]), strict=True))
    return [_sum(w * found[c] for c, w in its.items()) for its in sides]
