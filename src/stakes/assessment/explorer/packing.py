"""Arrays as text in a page, and many series of draws as a few."""

from base64 import b64encode
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[Any]

TOP = 15  # power of two that a number of 16 bits may reach


class Factors(NamedTuple):
    """Series of draws as products: ``left @ right``, (draw, rank) and (rank, series)."""

    left: Array
    right: Array


def packed(series: Array, kind: str = "<f4") -> str:
    """Base64 of little-endian numbers.

    Examples
    --------
    >>> import numpy as np
    >>> packed(np.array([0.0, 1.0]))
    'AAAAAAAAgD8='
    """
    return b64encode(np.ascontiguousarray(series).astype(kind).tobytes()).decode("ascii")


def halved(series: Array) -> dict[str, Any]:
    """Numbers of 16 bits times a power of two, so that equal draws stay equal: 11 bits of each,
    and less of those a ten-thousandth of the largest.

    Examples
    --------
    >>> import numpy as np
    >>> halved(np.array([0.0, 100_000.0]))
    {'by': 4.0, 'x': 'AAAadg=='}
    """
    by = 2.0 ** float(np.ceil(np.log2(np.abs(series).max())) - TOP)
    return {"by": by, "x": packed(series / by, "<f2")}


def factored(series: Array, loss: float) -> Factors:
    """The fewest factors that leave each series within `loss`, root mean square over draws.

    Parameters
    ----------
    series : (draw, series).
    loss : in the unit of the series.

    References
    ----------
    Eckart, C. and Young, G. (1936). The approximation of one matrix by another of lower rank.
    Psychometrika 1(3), 211-218.
    """
    u, s, v = np.linalg.svd(series, full_matrices=False)
    right = s[:, None] * v
    missing = np.cumsum(np.vstack([0 * right[:1], right[::-1]]) ** 2, axis=0)[::-1]
    rank = int(np.argmax((missing / len(series)).max(axis=1) <= loss**2))
    by = np.sqrt(len(series))
    return Factors(u[:, :rank] * by, right[:rank] / by)
