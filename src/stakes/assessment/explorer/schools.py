"""What each school of thought makes of the form: expected values as it believes, and what setting
quantities changes under it beyond what that changes as believed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from stakes.assessment.explorer.axes import Axis, Change
from stakes.assessment.explorer.interactions import (
    Point,
    Terms,
    change_of,
    corners,
    parts_of,
    points_of,
)
from stakes.assessment.explorer.settable import Settable, any_value, moved
from stakes.assessment.explorer.under_schools import BELIEVED, Asked, UnderSchools
from stakes.assessment.valuation import Valuation
from stakes.decision.draws.arrays import to_numpy
from stakes.outcomes.exact.expectations import moved as from_all

type Array = npt.NDArray[np.float64]
type Sets = list[tuple[int, tuple[int, ...]]]  # (school, axes)

POINTS, FEW, BASE = 320, 64, 5_000  # of terms; to look at; of values as believed
BATCHES = 5  # of each chain
SETTINGS = 200  # that the terms may take
SMALL = 0.003  # of the largest change by one quantity, below which a term is left out
TRIED = 24  # settings at which the form is held against the case
SEED = 2  # of these settings


@dataclass(frozen=True)
class Schools:
    """The schools of thought that draws bear out.

    Attributes
    ----------
    labels : of each.
    assumes : by school, the axes about which it takes something for true itself.
    means : (school, option, attribute): expected values as it believes.
    batches : (school, batch, option, attribute): how far those of each stretch of a chain lie from
        them, by which their error is known.
    terms : (school, point) of each term.
    values : (term, option, attribute): what is added to the term of all at that point.
    error : how far these terms are from the case's own code at settings chosen at random and in
        other draws: root mean square of net values, as a share of the size of all that is moved.
    """

    labels: list[str]
    assumes: list[list[int]]
    means: Array
    batches: Array
    terms: list[tuple[int, Point]]
    values: Array
    error: float


def schools(valuation: Valuation, settable: Settable) -> Schools | None:
    """The schools, and what setting quantities changes under each; None where the case names none.

    Parameters
    ----------
    valuation : what the options are worth.
    settable : the quantities that may be set, and the terms as believed.

    References
    ----------
    Flegal, J. M. and Jones, G. L. (2010). Batch means and spectral variance estimators in Markov
    chain Monte Carlo. Annals of Statistics 38(2), 1034-1070.
    """
    v, axes, means = valuation, settable.axes, settable.means
    under = UnderSchools(v)
    if not under.schools:
        return None
    assumes = [[i for i, axis in enumerate(axes) if axis.id in s.assume] for s in under.schools]
    weights = np.array([v.weights[str(a)] for a in v.parts["attribute"].to_numpy()])
    kept = _kept(axes, _sizes(under, axes, means, assumes, weights))
    wanted = [(k, point) for k, one in kept for point in points_of(axes, one)]
    values = _beyond(under, axes, wanted, POINTS)
    believed, batches = _believed(v, under)
    found = Schools(
        [s.label for s in under.schools], assumes, believed, batches, wanted, values, 0.0
    )
    return replace(found, error=_error(under, settable, found, weights))


def moved_under(
    found: Schools, school: int, axes: Sequence[Axis], given: Mapping[int, Sequence[Array]]
) -> Array:
    """How far the terms of a school move the values beyond those of all: (option, attribute).

    Parameters
    ----------
    given : as for `stakes.assessment.explorer.settable.moved`.
    """
    rows = [j for j, (k, _) in enumerate(found.terms) if k == school]
    if not rows:
        return np.zeros(found.means.shape[1:])
    own = Terms([found.terms[j][1] for j in rows], [found.values[j] for j in rows])
    return moved(axes, own, given)


def _believed(v: Valuation, under: UnderSchools) -> tuple[Array, Array]:
    """Expected values of each school, (school, option, attribute), and the deviations of batches,
    (school, batch, option, attribute): what all draws give as believed, moved by the difference.
    """
    asked: list[Asked] = [(BELIEVED, {}), *((k, {}) for k in range(len(under.schools)))]
    today, *each = under.expected(asked, BASE)
    all_ = v.means.sel(option=v.ready)
    worth = []
    for its in each:
        x = to_numpy(from_all(all_, its - today), "option", "attribute")
        x = x.reshape(*x.shape[:4], -1).mean(axis=-1)  # over sets
        worth.append(np.moveaxis(x, (2, 3), (0, 1)))  # (chain, draw, option, attribute)
    means = np.array([x.mean(axis=(0, 1)) for x in worth])
    batches = [
        np.concatenate([part.mean(axis=1) for part in np.array_split(x, BATCHES, axis=1)])
        for x in worth
    ]
    return means, np.array(batches) - means[:, None]


def _beyond(
    under: UnderSchools, axes: Sequence[Axis], wanted: Sequence[tuple[int, Point]], points: int
) -> Array:
    """Mixed differences under schools less those as believed: (term, option, attribute)."""
    sums = [
        {
            (s, c): sign * w
            for c, w in corners(axes, point, exact=True).items()
            for s, sign in ((k, 1.0), (BELIEVED, -1.0))
        }
        for k, point in wanted
    ]
    asked = list(dict.fromkeys(corner for its in sums for corner in its))
    worth = under.means([(s, change_of(axes, c)) for s, c in asked], points)
    found = dict(zip(asked, worth, strict=True))
    shape = worth.shape[1:]
    return np.array(
        [sum((w * found[c] for c, w in its.items()), np.zeros(shape)) for its in sums]
    ).reshape(len(sums), *shape)


def _sizes(
    under: UnderSchools,
    axes: Sequence[Axis],
    means: Terms,
    assumes: Sequence[Sequence[int]],
    weights: Array,
) -> dict[tuple[int, tuple[int, ...]], float]:
    """By school and set of axes, the largest net value of its term at the corner where each axis
    alone changes most; of sets that have a term of their own as believed.
    """
    net = [float(np.abs(x @ weights).max()) for x in means.values]
    alone = [
        (point[0], size) for point, size in zip(means.points, net, strict=True) if len(point) == 1
    ]
    far = {i: max((s, p) for (a, p), s in alone if a == i)[1] for i in range(len(axes))}
    least = SMALL * max((size for _, size in alone), default=0.0)
    sets = list(dict.fromkeys(tuple(i for i, _ in point) for point in means.points))
    sizes: dict[tuple[int, tuple[int, ...]], float] = {}
    for together in sorted({len(one) for one in sets}):
        tried = [
            (k, one)
            for k in range(len(under.schools))
            for one in sets
            if len(one) == together and not set(one) & set(assumes[k]) and _whole(k, one, sizes)
        ]
        wanted = [(k, tuple((i, far[i]) for i in one)) for k, one in tried]
        for key, x in zip(tried, _beyond(under, axes, wanted, FEW), strict=True):
            size = float(np.abs(x @ weights).max())
            if size > least:
                sizes[key] = size
    return sizes


def _whole(school: int, one: tuple[int, ...], sizes: Iterable[tuple[int, tuple[int, ...]]]) -> bool:
    return {(school, part) for part in parts_of(one)} <= set(sizes)


def _kept(axes: Sequence[Axis], sizes: Mapping[tuple[int, tuple[int, ...]], float]) -> Sets:
    """The largest terms, those of fewer quantities first, as long as they are not too many."""
    kept: Sets = []
    count = 0
    for key in sorted(sizes, key=lambda key: (len(key[1]), -sizes[key])):
        more = len(points_of(axes, key[1]))
        if count + more <= SETTINGS and _whole(*key, kept):
            count += more
            kept.append(key)
    return kept


def _error(under: UnderSchools, settable: Settable, found: Schools, weights: Array) -> float:
    """How far the schools' own terms are off, as a share of the size of all that is moved."""
    rng, axes = np.random.default_rng(SEED), settable.axes
    by_form, size, asked = [], [], list[Asked]()
    for _ in range(TRIED):
        k = int(rng.integers(len(under.schools)))
        free = [i for i in range(len(axes)) if i not in found.assumes[k]]
        if not free:
            continue
        some = rng.choice(free, int(rng.integers(1, min(len(free), 3) + 1)), replace=False)
        given = {int(i): any_value(axes[i], rng) for i in some}
        laid = {i: its for i, (its, _) in given.items()}
        more = moved_under(found, k, axes, laid)
        by_form.append(more @ weights)
        size.append((np.abs(moved(axes, settable.means, laid)) + np.abs(more)) @ weights)
        change: Change = dict(its for _, its in given.values())
        asked += [(k, change), (k, {}), (BELIEVED, change), (BELIEVED, {})]
    if not np.any(size):
        return 0.0
    worth = under.means(asked, POINTS, other=True) @ weights
    by_case = worth[::4] - worth[1::4] - (worth[2::4] - worth[3::4])
    off = np.mean(np.square(np.array(by_form) - by_case))
    return float(np.sqrt(off / np.mean(np.square(size))))
