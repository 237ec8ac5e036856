"""Delayed reports: how much of an exposure would have shown its events by now."""

from typing import Any

import numpy as np


def reported_years(since_start: Any, since_end: Any, ever: Any, lag: Any, math: Any = np) -> Any:
    """Years of exposure that count, when an event becomes known late or never.

    An event at a constant rate r during the exposure, known with probability `ever` and then after
    an exponential lag, makes the number known by now Poisson with mean r times this.

    Parameters
    ----------
    since_start, since_end : years from the beginning and the end of the exposure to now; 0 for an
        end still to come.
    ever : probability that an event ever becomes known.
    lag : mean time until it does, in years.
    math : module with ``exp`` and ``maximum`` for these arrays: numpy, or ``pytensor.tensor``.

    Returns
    -------
    Years, in the shape that the arguments broadcast to; between 0 and
    ``ever * (since_start - since_end)``.

    References
    ----------
    Lawless, J. F. (1994). Adjustments for reporting delays and the prediction of occurred but not
    reported events. Canadian Journal of Statistics 22(1), 15-31.

    Examples
    --------
    >>> float(reported_years(10.0, 0.0, 1.0, 1e-9).round(6))
    10.0
    """
    unknown = lag * (math.exp(-since_end / lag) - math.exp(-since_start / lag))
    return ever * math.maximum(
        since_start - since_end - unknown, 0.0
    )  # rounding may leave it below 0 for a very long lag
