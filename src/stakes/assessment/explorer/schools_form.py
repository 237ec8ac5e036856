"""What the page needs to count schools of thought, packed."""

from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.assessment.explorer.packing import halved, packed
from stakes.assessment.explorer.schools import Schools

type Array = npt.NDArray[np.float64]

RANK = 24  # series that stand for those of batches: errors are then off by a tenth at most


def schools_form(found: Schools, scale: Array) -> dict[str, Any]:
    """Expected values of each school, their batches as few series, and the terms of each.

    Parameters
    ----------
    found : the schools.
    scale : of each attribute, what one unit of it counts for at most, by the profiles.

    References
    ----------
    Eckart, C. and Young, G. (1936). The approximation of one matrix by another of lower rank.
    Psychometrika 1(3), 211-218.
    """
    count, each = found.batches.shape[:2]
    flat = found.batches.reshape(count * each, -1)
    cells = np.flatnonzero(np.abs(flat).max(axis=0, initial=0.0))
    by = scale[cells % scale.size]
    u, s, v = np.linalg.svd(flat[:, cells] * by, full_matrices=False)
    values = found.values.reshape(len(found.terms), found.means[0].size)
    moving = np.flatnonzero(np.abs(values).max(axis=0, initial=0.0))
    return {
        "labels": found.labels,
        "assumes": found.assumes,
        "error": found.error,
        "means": packed(found.means),
        "batches": each,
        "rank": len(s[:RANK]),
        "left": packed(u[:, :RANK], "<f2"),
        "cells": cells.tolist(),
        "right": packed(s[:RANK, None] * v[:RANK] / by),
        "of": [k for k, _ in found.terms],
        "points": [[[i, p] for i, p in point] for _, point in found.terms],
        "moving": moving.tolist(),
        "values": halved(values[:, moving]) if moving.size else None,
    }
