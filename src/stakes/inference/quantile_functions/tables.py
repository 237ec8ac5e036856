"""A rising function of a standard normal score as a table: cubic between its points, so that it can
be computed, and differentiated, wherever its own form cannot.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from stakes.inference.quantile_functions.laws import Array

REACH = 8.0  # scores on either side; beyond, the function goes on straight
POINTS = 513
STEP = 2 * REACH / (POINTS - 1)
SCORES = np.linspace(-REACH, REACH, POINTS)
_STEEPEST = 3.0  # slope over that of the chords beside it, up to which a cubic rises


class Table(NamedTuple):
    """Values and slopes at `SCORES`."""

    values: Array
    slopes: Array


def tabulated(function: Callable[[Array], Array], smooth: bool = True) -> Table:
    """The table of a function; with slopes by differences of five points, or of its chords alone
    where it is not `smooth`.

    References
    ----------
    Fritsch, F. N. and Carlson, R. E. (1980). Monotone piecewise cubic interpolation. SIAM Journal
    on Numerical Analysis 17(2), 238-246.
    """
    values = np.asarray(function(SCORES), float)
    chords = np.diff(values) / STEP
    before, after = np.append(chords[0], chords), np.append(chords, chords[-1])
    slopes = (before + after) / 2
    if smooth:
        d = STEP / 8
        near, far = (function(SCORES + d) - function(SCORES - d) for d in (d, 2 * d))
        slopes = (8 * near - far) / (12 * d)
    return Table(values, np.clip(slopes, 0, _STEEPEST * np.minimum(before, after)))


def evaluate(table: Table, z: Any, math: Any = np) -> Any:
    """The function at scores; `math` may be PyTensor's."""
    inside = math.clip(z, -REACH, REACH)
    at = math.clip(math.floor((inside + REACH) / STEP), 0, POINTS - 2).astype("int64")
    t = (inside + REACH) / STEP - at
    values, slopes = _columns(table, math)
    a, b = values[at], values[at + 1]
    da, db = slopes[at] * STEP, slopes[at + 1] * STEP
    rise = b - a
    cubic = a + t * (da + t * (3 * rise - 2 * da - db + t * (da + db - 2 * rise)))
    ends = slopes[at] * (1 - t) + slopes[at + 1] * t
    return cubic + (z - inside) * ends


def _columns(table: Table, math: Any) -> tuple[Any, Any]:
    if math is np:
        return table.values, table.slopes
    return math.as_tensor(table.values), math.as_tensor(table.slopes)
