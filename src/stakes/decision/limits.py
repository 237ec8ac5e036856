"""From where on a number is trusted: the limits that all methods of the decision layer share."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtrit

# standard errors beyond which a difference is resolved: a normal one of mean 0 is in 2.8 %
CLEAR = 2.2
# the same where the tail is heavy: what has not been seen mostly lies on one side
CLEAR_OF_TAIL = 3.0
SEEN = 10.0  # effective draws with an event, and without, whose own spread then tells its error
# Pareto k of draws beyond which their mean has no finite variance, and no central limit theorem
HEAVY = 0.5
# Pareto k of importance weights up to which a weighted mean and its error can be trusted (Vehtari
# et al. 2024)
TRUSTED = 0.7
ENOUGH = 100  # effective draws that carry an estimate which weights tail draws
CARRIED = 50  # draws by which an error must be carried, or the next sample may say something else


def clear_level(effective: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """`CLEAR` where the error itself is of few effective draws: by Student's t, as rarely wrong.

    Examples
    --------
    >>> clear_level([3, 10, 4000]).round(1).tolist()
    [5.9, 2.6, 2.2]
    """
    freedom = np.maximum(np.asarray(effective, float) - 1, 1.0)
    return np.asarray(stdtrit(freedom, ndtr(CLEAR)))
