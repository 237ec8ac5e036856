"""Orthonormal combinations of functions, with signs that do not depend on the machine."""

import numpy as np

from stakes.decision.draws.arrays import Array


def orthonormal(basis: Array, share: Array) -> tuple[Array, Array]:
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
