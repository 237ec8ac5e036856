"""What the estimate would be if the parameters told nothing: the noise floor of a value of
information.
"""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.moments import FOLDS
from stakes.decision.draws.regression.penalties import PRICE, Modes, keep, penalties
from stakes.decision.draws.regression.tensor_products import Basis

POINTS = 40  # of the parameters, at which choices are looked at
REPEATS = 400
WORK = 60_000_000  # products of mode, point, repeat and lead, above which there are fewer repeats


def null_estimates(basis: Basis, m: Modes, spread: Array, time: Array, n: int) -> Array:
    """Draws of the estimate when the leads come in an order that has nothing to do with the
    parameters.

    The sums over draws from which a regression starts are then normal, with the covariance of the
    leads times the autocorrelation time of their products with each mode. From there on everything
    is done as it is with the real ones: penalties by cross-validation, held-out folds, choices and
    their values.

    Parameters
    ----------
    spread : (lead, lead) covariance of the leads.
    time : (mode,) autocorrelation time.
    n : draws.
    """
    rows, share = _points(basis)
    u = m.at(rows)
    repeats = int(np.clip(WORK / (u.size * len(spread)), 100, REPEATS))
    z, up = _sums(spread, time, n, (FOLDS, u.shape[1], repeats))
    penalty = penalties(
        m, z.mean(axis=0).transpose(1, 2, 0), n / (PRICE * time.mean())
    )  # (repeat, lead)
    kept = keep(m.rough, penalty).transpose(2, 0, 1)
    level = m.mean[:, None, None]
    fits = u @ (kept * z)  # (fold, lead, point, repeat)
    inside = level + fits.mean(axis=0)
    gain = np.zeros(repeats)
    for part, fit, shift in zip(z, fits, up[:, :, None], strict=True):
        value = level + shift + u @ part
        outside = inside - (shift + fit - (inside - level)) / (FOLDS - 1)
        gain += share @ (_chosen(inside, value) + _chosen(outside, value)) / (2 * FOLDS)
    noise = _unseen(inside, share, u, np.diag(spread)) * time.mean() / n
    gain += np.sqrt(noise) * np.random.default_rng(1).normal(size=repeats)
    return gain.clip(0)


def _sums(spread: Array, time: Array, n: int, shape: tuple[int, int, int]) -> tuple[Array, Array]:
    """Leads' weights in each mode (fold, lead, mode, repeat), and each fold's mean above that of
    all (fold, lead, repeat).
    """
    value, vector = np.linalg.eigh(spread)
    root = (vector * np.sqrt(np.maximum(value, 0) * FOLDS / n)) @ vector.T
    rng = np.random.default_rng(0)
    fold, mode, repeat = shape
    normal = rng.normal(size=(fold, len(root), mode, repeat))
    z = np.tensordot(root, normal, (1, 1)).swapaxes(0, 1) * np.sqrt(time)[:, None]
    up = root @ rng.normal(size=(fold, len(root), repeat)) * np.sqrt(time.max())
    return z, up - up.mean(axis=0)


def _chosen(fit: Array, value: Array) -> Array:
    """Value (lead, ...) of the option that fits best; 0 where it is the one best on average."""
    best: Array = np.zeros(fit.shape[1:])
    out: Array = np.zeros(fit.shape[1:])
    for row, worth in zip(fit, value, strict=True):
        better = row > best
        best, out = np.where(better, row, best), np.where(better, worth, out)
    return out


def _unseen(fit: Array, share: Array, u: Array, variance: Array) -> Array:
    """Variance in the chosen leads that no mode holds, (repeat,)."""
    taken = ((fit > 0) & (fit == fit.max(axis=0))).astype(float) * share[:, None]
    part = taken.sum(axis=1)
    seen = part**2 + ((u.T @ taken) ** 2).sum(axis=1)
    return np.asarray(variance @ np.maximum(part - seen, 0))


def _points(basis: Basis) -> tuple[Array, Array]:
    """The terms (term, point) at some points, and the share of the draws that each stands for."""
    if len(basis.axes) > 1:
        n = len(basis.axes[0].bin)
        rows = basis.rows(slice(None, None, max(n // (20 * POINTS), 1)))
        return rows, np.full(rows.shape[1], 1 / rows.shape[1])
    index, table = basis.axes[0].bin, basis.axes[0].table
    share = np.bincount(index) / index.size
    # closer together at the ends, where the choice changes first
    edges = np.unique(
        (len(table) * np.sin(np.linspace(0, np.pi / 2, POINTS + 1)[:-1]) ** 2).astype(int)
    )
    part = np.add.reduceat(share, edges)
    return np.add.reduceat(table.T * share, edges, axis=1) / part, part
