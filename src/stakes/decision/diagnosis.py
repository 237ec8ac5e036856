"""Whether draws can carry a decision: how many they are worth, how long their tails are, what ties,
what more would buy.
"""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import check_finite, option_draws, option_ids
from stakes.decision.draws.labels import option_coords
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.draws.summaries.summary import leads
from stakes.decision.limits import CLEAR
from stakes.decision.tail_health import health, problems


def diagnose(value: xr.DataArray) -> xr.Dataset:
    """Whether draws can carry a decision, and if not, why.

    Parameters
    ----------
    value : draws of the net value (more is better) with dims ``option`` and (chain, draw[, set]),
        or (sample,) if independent.

    Returns
    -------
    Dataset with, for each option,

    ess, lead_ess : effective number of draws of its value, and of the best option's lead over it.
    pareto_k, lead_pareto_k : tail index of both: from 0.5 on a mean has no finite variance; 0
        without a tail.
    carried : number of draws that carry the error of the lead: a third of them if it is normal, few
        if rare draws decide.
    tied : whether the lead is within 2.2 of its errors. An option that equals the best in every
        draw is not tied: it is the same.
    draws_needed : how many draws would resolve the lead, were it what it seems; infinite where it
        is 0.

    and the scalars best (id), draws, and sound: whether nothing is wrong. Attrs: problems, a line
    for each kind.

    Raises
    ------
    ValueError
        As in `stakes.compare`.

    References
    ----------
    Vehtari, A. et al. (2024). Pareto smoothed importance sampling. JMLR 25(72), 1-58.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> draws = np.stack([0.2 + rng.normal(size=4000), -np.exp(2.5 * rng.normal(size=4000))])
    >>> found = diagnose(xr.DataArray(draws, {"option": ["safe", "wild"]}, ("option", "sample")))
    >>> found["sound"].item(), found.attrs["problems"][0][:41]
    (False, 'long tail, Pareto k from 0.5 on, of wild ')
    """
    x, ids = option_draws(value), option_ids(value)
    check_finite(x, ids)
    _, lead, best = leads(x, ids)
    found, draws = health(x, best), x[0].size
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = draws * (CLEAR * lead.error / lead.mean) ** 2
    columns = {
        "ess": [min(ess(row), draws) for row in x],
        "lead_ess": np.minimum(lead.ess, draws),
        **found._asdict(),
        "tied": (lead.sd > 0) & (lead.mean <= CLEAR * lead.error),
        "draws_needed": np.where(
            lead.sd > 0, np.ceil(np.where(np.isnan(needed), np.inf, needed)), 0.0
        ),
    }
    wrong = problems(ids, best, lead, draws, found)
    scalars = {"best": ids[best], "draws": draws, "sound": not wrong}
    return xr.Dataset(
        {k: ("option", v) for k, v in columns.items()} | scalars,
        option_coords(value),
        {"problems": wrong},
    )
