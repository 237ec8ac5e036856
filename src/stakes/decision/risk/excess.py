"""How often, and by how much, one series falls short of many amounts more than another."""

import numpy as np

from stakes.decision.draws.arrays import Array


def excess_in_errors(x: Array, y: Array, at: Array) -> tuple[Array, Array]:
    """Mean of `_more_below` in its standard errors for independent draws, at many amounts, by first
    and second order.

    From running sums over sorted draws, whose rounding is why a verdict is not left to them.
    """
    n, later = x.size, np.maximum(x, y)
    of_x, of_y = (_sums(v, at, v, v**2) for v in (x, y))
    count, total, product = _sums(later, at, x + y, x * y)
    first = _in_errors(of_x[0] - of_y[0], of_x[0] + of_y[0] - 2 * count, n)
    short = [(c * at - s, c * at**2 - 2 * at * s + q) for c, s, q in (of_x, of_y)]
    together = count * at**2 - at * total + product
    second = _in_errors(short[0][0] - short[1][0], short[0][1] + short[1][1] - 2 * together, n)
    return first, second


def _sums(by: Array, at: Array, *others: Array) -> tuple[Array, Array, Array]:
    """Number of draws up to each amount, and the sums of two other series over them."""
    order = np.argsort(by)
    count = np.searchsorted(by[order], at, side="right")
    one, two = (np.append(0.0, np.cumsum(v[order]))[count] for v in others)
    return count.astype(float), one, two


def _in_errors(total: Array, squares: Array, n: int) -> Array:
    spread = np.sqrt(np.maximum(squares - total**2 / n, 0.0) * n / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total == 0, 0.0, total / spread)
