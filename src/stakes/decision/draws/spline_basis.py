"""Functions of parameters to regress on: splines of one, levels of a state, and products of both
for a group.
"""

import heapq
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[Any]
type Term = tuple[tuple[int, int], ...]  # axes and their functions

LEVELS = 20  # a variable with no more distinct values is a state: its conditional means are exact
MOST_LEVELS = 250  # of a category
DRAWS_A_LEVEL = 20
DRAWS_A_PIECE = 5  # at least, in tails
PIECES, MANY_PIECES = 32, 60  # of a spline
MANY = 30_000  # draws, from which a spline can have more of them
BINS_PER_PIECE = 12
PILOT = 16_384  # draws that suffice to place bins
CHUNK = 16_384
DEGREE = 3
# share of the variance of a parameter inside one bin, from which its draws count one by one
SPLIT = 1e-6
Q = 0.75  # below 1, products come later than functions of one axis of the same degree


class Axis(NamedTuple):
    """Orthonormal functions of one parameter, tabulated on bins of its draws.

    The first is the constant, the others go from smooth to rough; those of a state are all as
    smooth.
    """

    bin: Array  # of each draw
    table: Array  # (bin, function)
    rough: Array  # (function,): integrated squared second derivative
    order: Array  # (function,): 0, 1, 2, ...; 0, 1, 1, ... of a state


def axis(x: Array) -> Axis:
    """`Axis` of the draws of one parameter: by levels if there are at most 20, else a cubic spline
    on quantile knots.

    References
    ----------
    Eilers, P. H. C. and Marx, B. D. (1996). Flexible smoothing with B-splines and penalties.
    Statistical Science 11(2), 89-121. Demmler, A. and Reinsch, C. (1975). Oscillation matrices with
    spline smoothing. Numerische Mathematik 24, 375-382.

    Examples
    --------
    >>> abs(axis(np.array([0, 1, 1, 0])).table).round(2).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    if is_category(x) and x.max() >= LEVELS:
        return _category(x)
    levels = _few_levels(x)
    if levels is not None:
        index = np.searchsorted(levels, x)
        share = np.bincount(index, minlength=len(levels)) / x.size
        table = _orthonormal(np.eye(len(levels)), share)[0]
        rough = np.zeros(len(levels))
        return Axis(index, table, rough, np.minimum(np.arange(len(levels)), 1))
    pieces = PIECES if x.size < MANY else MANY_PIECES
    index, centre, share = _bins(x, pieces * BINS_PER_PIECE)
    table, rough = _spline(centre, share, pieces)
    return Axis(index, table, rough, np.arange(len(rough)))


def is_category(x: Array) -> bool:
    """Whether draws are of a category, by numbers of its levels: integers.

    What are numbers by themselves are floats here.
    """
    return x.dtype.kind in "iu"


def _category(x: Array) -> Axis:
    """Levels whose means are shrunk towards that of all draws, the more the fewer draws they have;
    the rarest in one.
    """
    count = np.bincount(x)
    common = np.sort(np.argsort(-count, kind="stable")[: MOST_LEVELS - 1])
    index = np.full(count.size, len(common))
    index[common] = np.arange(len(common))
    index = np.unique(index[x], return_inverse=True)[1]
    share = np.bincount(index) / x.size
    table, _ = _orthonormal(np.eye(len(share)), share)
    rough, turn = np.linalg.eigh(table[:, 1:].T @ table[:, 1:])
    table[:, 1:] = table[:, 1:] @ upright(turn)
    return Axis(index, table, np.concatenate([[0], rough]), np.minimum(np.arange(len(share)), 1))


def as_category(x: Array) -> Array | None:
    """Draws of a number as those of a category, if it has more levels than a state and so few that
    each has many draws.
    """
    levels, index = np.unique(x, return_inverse=True)
    return index if LEVELS < levels.size <= min(MOST_LEVELS, x.size // DRAWS_A_LEVEL) else None


def fine_axis(x: Array) -> Axis:
    """`axis` with the bins of long tails taken apart: a few draws there hold much of the
    variance.
    """
    a = axis(x)
    if is_category(x):
        return a
    count = np.bincount(a.bin)
    centre = np.bincount(a.bin, x) / count
    split = np.bincount(a.bin, (x - centre[a.bin]) ** 2) > SPLIT * x.size * x.var()
    if not split.any() or len(centre) < 4:
        return a
    place = np.where(split[a.bin], x, centre[a.bin])
    centre, index, count = np.unique(place, return_inverse=True, return_counts=True)
    table, rough = _spline(
        centre, count / x.size, PIECES if x.size < MANY else MANY_PIECES, DRAWS_A_PIECE / x.size
    )
    return Axis(index, table, rough, np.arange(len(rough)))


def _few_levels(x: Array) -> Array | None:
    if np.unique(x[: 10 * LEVELS]).size > LEVELS:
        return None
    levels = np.unique(x)
    return levels if levels.size <= LEVELS else None


def _bins(x: Array, most: int) -> tuple[Array, Array, Array]:
    """Bin of each draw, mean and share of each bin; bins hold about as many draws each, and equal
    draws share one.
    """
    pilot = np.sort(x[:: max(x.size // PILOT, 1)])
    edges = np.unique(pilot[np.linspace(0, pilot.size - 1, most + 1).astype(int)[1:-1]])
    index = np.searchsorted(edges, x)
    count = np.bincount(index)
    full = count > 0
    if not full.all():
        index, count = (np.cumsum(full) - 1)[index], count[full]
    return index, np.bincount(index, x) / count, count / x.size


def _spline(centre: Array, share: Array, pieces: int, least: float = 1.0) -> tuple[Array, Array]:
    """Functions of a cubic spline on quantile knots, and their roughness; in tails pieces of a
    fourth, and so on, to `least`.
    """
    place = np.cumsum(share) - share / 2
    levels = np.arange(1, pieces) / pieces
    tail = np.array([4.0**-k / pieces for k in range(1, 12) if 4.0**-k / pieces >= least])
    inner = np.interp(np.sort(np.concatenate([levels, tail, 1 - tail])), place, centre)
    inner = np.unique(inner[(inner > centre[0]) & (inner < centre[-1])])
    knots = np.concatenate([[centre[0]] * (DEGREE + 1), inner, [centre[-1]] * (DEGREE + 1)])
    basis = _b_splines(centre, knots)
    table, mix = _orthonormal(basis, share)
    bend = _bending(knots) @ mix
    rough, turn = np.linalg.eigh(bend[:, 1:].T @ bend[:, 1:])
    table[:, 1:] = table[:, 1:] @ upright(turn)
    return table, np.concatenate([[0], np.maximum(rough, 0)])


def _b_splines(x: Array, knots: Array) -> Array:
    """Cubic B-splines at `x` (point, spline), by the recursion of de Boor."""
    last = len(knots) - DEGREE - 2
    piece = np.clip(np.searchsorted(knots, x, side="right") - 1, DEGREE, last)
    basis = np.zeros((len(x), len(knots) - 1))
    basis[np.arange(len(x)), piece] = 1
    for degree in range(1, DEGREE + 1):
        span = knots[degree:] - knots[:-degree]
        scale = np.divide(1, span, out=np.zeros_like(span), where=span > 0)
        left = (x[:, None] - knots[: -degree - 1]) * scale[:-1]
        right = (knots[degree + 1 :] - x[:, None]) * scale[1:]
        basis = left * basis[:, :-1] + right * basis[:, 1:]
    return basis


def _bending(knots: Array) -> Array:
    """Second differences of spline coefficients, each over the distance its knots have: straight
    lines do not bend.

    Without the distances a long tail, where draws are few, would outweigh all else.
    """
    site = np.mean([knots[i : len(knots) - DEGREE - 1 + i] for i in range(1, DEGREE + 1)], axis=0)
    gap = np.diff(site)
    slope = np.diff(np.eye(len(site)), axis=0) / gap[:, None]
    return np.diff(slope, axis=0) * (gap[:-1] + gap[1:])[:, None] / 2


def _orthonormal(basis: Array, share: Array) -> tuple[Array, Array]:
    """Combinations of a basis that holds the constant: the constant, then orthonormal ones; and the
    weights that make them.
    """
    centred = basis - share @ basis
    value, vector = np.linalg.eigh((centred.T * share) @ centred)
    keep = value > 1e-9 * value[-1]
    mix = np.concatenate(
        [np.ones((len(value), 1)), upright(vector[:, keep]) / np.sqrt(value[keep])], axis=1
    )
    table = np.concatenate([np.ones((len(basis), 1)), centred @ mix[:, 1:]], axis=1)
    return table, mix


def upright(vectors: Array) -> Array:
    """Columns with the sign that makes their largest element positive: eigenvectors have none of
    their own.
    """
    largest = np.abs(vectors).argmax(axis=0)
    return np.asarray(vectors * np.where(vectors[largest, np.arange(vectors.shape[1])] < 0, -1, 1))


class Basis(NamedTuple):
    """Products of the functions of several axes; of one axis, its functions."""

    axes: list[Axis]
    terms: list[
        tuple[int, int, int]
    ]  # each: the term it extends, the axis and its function that it is multiplied by
    rough: Array  # (term,)

    def rows(self, draws: Any) -> Array:
        """The terms (term, draw) at some draws."""
        tables = [a.table.T[:, a.bin[draws]] for a in self.axes]
        out = np.empty((len(self.terms), tables[0].shape[1]))
        out[0] = 1
        for i, (parent, which, function) in enumerate(self.terms[1:], 1):
            np.multiply(out[parent], tables[which][function], out=out[i])
        return out

    def chunks(self, draws: slice) -> Iterator[tuple[slice, Array]]:
        """The terms at a slice of draws, a piece at a time."""
        start, stop, step = draws.indices(len(self.axes[0].bin))
        for begin in range(start, stop, CHUNK * step):
            piece = slice(begin, min(begin + CHUNK * step, stop), step)
            yield piece, self.rows(piece)


def products(axes: list[Axis], limit: int) -> Basis:
    """Tensor products of the axes' functions, from smooth to rough, at most `limit` of them.

    A product of functions of orders k1, k2, ... ranks by (k1**q + k2**q + ...)**(1/q), so that main
    effects come early: a group can express what its members can.

    References
    ----------
    Blatman, G. and Sudret, B. (2011). Adaptive sparse polynomial chaos expansion based on least
    angle regression. Journal of Computational Physics 230(6), 2345-2367.
    """
    if len(axes) == 1:
        return Basis(axes, [(0, 0, k) for k in range(len(axes[0].rough))], axes[0].rough)
    found: dict[Term, float] = {(): 0.0}
    heap: list[tuple[float, Term]] = [
        (1.0, ((j, k),))
        for j, a in enumerate(axes)
        for k in range(1, len(a.order))
        if a.order[k] == 1
    ]
    heapq.heapify(heap)
    while heap and len(found) < limit:
        rank, term = heapq.heappop(heap)
        if term in found:
            continue
        found[term] = rank
        j, k = term[-1]
        if axes[j].order[k] == k and k + 1 < len(axes[j].order) and axes[j].order[k + 1] == k + 1:
            _push(heap, axes, (*term[:-1], (j, k + 1)))
        for other in range(j + 1, len(axes)):
            for first in np.flatnonzero(axes[other].order == 1).tolist():
                _push(heap, axes, (*term, (other, first)))
    place = {term: i for i, term in enumerate(found)}
    terms = [(0, 0, 0)] + [(place[t[:-1]], *t[-1]) for t in list(found)[1:]]
    return Basis(axes, terms, np.maximum(np.array(list(found.values())) - 1, 0) ** 4)


def _push(heap: list[tuple[float, Term]], axes: list[Axis], term: Term) -> None:
    heapq.heappush(heap, (sum(float(axes[j].order[k]) ** Q for j, k in term) ** (1 / Q), term))
