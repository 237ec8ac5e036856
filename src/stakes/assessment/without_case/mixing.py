"""How well the chains of what is given have mixed: of the value and of each number."""

from typing import Any

import numpy as np

from stakes.assessment.without_case.given import Given
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import arviz_arrays
from stakes.decision.draws.standard_errors.means import ess


def mixing(held: Given) -> dict[str, Any]:
    """Diagnostics as of a fit, as far as draws tell: NaN for what they do not, as divergences.

    R-hat (rank-normalised, split) is that of several chains; draws that are given as independent
    have none.
    """
    series = [to_numpy(held.value.sel(option=o)) for o in held.options]
    series += [to_numpy(da) for da in held.numbers.data_vars.values()]
    moving = [x.astype(float) for x in series if x.min() < x.max()]
    rhat = np.nan
    if "chain" in held.value.dims and held.value.sizes["chain"] > 1 and moving:
        flat = [x.reshape(*x.shape[:2], -1)[..., 0] for x in moving]
        rhat = max(float(arviz_arrays().rhat(x, chain_axis=0, draw_axis=1)) for x in flat)
    fewest = min((ess(x) for x in moving), default=np.inf)
    size = float(series[0].size)
    found = {"divergences": np.nan, "bfmi_min": np.nan, "worst": ""}
    return {"rhat_max": rhat, "ess_min": float(min(fewest, size)), **found}
