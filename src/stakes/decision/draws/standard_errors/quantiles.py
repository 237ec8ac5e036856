"""A quantile of draws with its Monte Carlo standard error."""

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.standard_errors.means import standard_error


def quantile_with_error(x: npt.NDArray[np.float64], level: float) -> tuple[float, float]:
    """A quantile among the draws that are not NaN, and half the distance between those one error of
    the probability below and above it.

    Parameters
    ----------
    x : (chain, draw), (sample,) or (chain, draw, set); not all of it NaN.
    level : probability of the quantile.

    References
    ----------
    Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. Journal of
    the American Statistical Association 47(260), 635-646.

    Examples
    --------
    >>> at, error = quantile_with_error(np.arange(10_000.0), 0.5)
    >>> at, round(error)  # n x sqrt(0.5 x 0.5 / n)
    (4999.5, 50)
    """
    held = ~np.isnan(x)
    among = x[held]
    at = float(np.quantile(among, level))
    share = standard_error(np.where(held, (x <= at) - level, 0.0)) / float(held.mean())
    # no quantile is known to less than a draw, of whose sets several may be the same
    share = max(share, (x.shape[2] if x.ndim > 2 else 1) / among.size)
    below, above = np.quantile(among, np.clip([level - share, level + share], 0, 1))
    return at, float(above - below) / 2
