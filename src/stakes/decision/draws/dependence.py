"""Parameters that depend on each other: those that add nothing, and what others leave of one."""

from itertools import product

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.categories import LEVELS
from stakes.decision.draws.regression.levels import is_category

# share of the variance of a parameter, below which it is taken as what those before it leave
NEAR = 0.05
DEGREES = {1: 5, 2: 3}  # of polynomials in so many parameters; of more, 1
DEPENDENT = 1e-10  # share of the variance that the others leave


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
    before = _Before(len(known))
    for x in known:
        if is_category(x):
            out.append(x)
            continue
        z = (x - x.mean()) / x.std()
        left = z if np.unique(x[:1000]).size <= LEVELS else _left(z, before)
        out.append(x if left is z else left)
        before.add(left / left.std())
    return out


class _Before:
    """Numbers of variance 1, centred, with the products of each two."""

    def __init__(self, most: int) -> None:
        self.count, self._most = 0, most
        self._rows, self._products = np.empty((0, 0)), np.eye(most)

    @property
    def rows(self) -> Array:
        return self._rows[: self.count]

    def add(self, z: Array) -> None:
        if not self.count:
            self._rows = np.empty((self._most, z.size))
        k, self.count = self.count, self.count + 1
        self._rows[k] = z - z.mean()
        self._products[k, : k + 1] = self._products[: k + 1, k] = self.rows @ self._rows[k] / z.size

    def left_by_a_line(self, z: Array) -> float:
        """Share of the variance of a number of variance 1 that a linear function of these leaves,
        but for rounding.
        """
        with_z, k = self.rows @ z / z.size, self.count
        part = np.linalg.lstsq(self._products[:k, :k], with_z, rcond=1e-13)[0]
        return float(1 - with_z @ part)


def _left(z: Array, before: _Before) -> Array:
    """What a polynomial leaves of a number of variance 1 where that is little; else the number
    itself.
    """
    if not before.count:
        return z
    degree = DEGREES.get(before.count, 1)
    if degree == 1 and before.left_by_a_line(z) > 2 * NEAR:  # most, by the products alone
        return z
    line = _residual(z, before.rows)
    found = [line] if degree == 1 else [line, _residual(z, _powers(before.rows, degree))]
    best = found[-1] if found[-1].var() < found[0].var() / 2 else found[0]
    return best if DEPENDENT < best.var() < NEAR else z


def _residual(z: Array, rows: Array) -> Array:
    rows = rows - rows.mean(axis=1, keepdims=True)
    for _ in range(2):  # again for what rounding left
        z = z - np.linalg.lstsq(rows @ rows.T, rows @ z, rcond=1e-13)[0] @ rows
    return z


def _powers(before: Array, degree: int) -> Array:
    """All products of powers up to a degree."""
    exponents = [e for e in product(range(degree + 1), repeat=len(before)) if 0 < sum(e) <= degree]
    return np.array(
        [np.prod([b**k for b, k in zip(before, e, strict=True)], axis=0) for e in exponents]
    )
