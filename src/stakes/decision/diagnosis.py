"""Whether draws can carry a decision: how many they are worth, how long their tails are, what ties,
what more would buy.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.sampling_errors import few
from stakes.decision.draws.standard_errors.long_tails import carriers, tail_index
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.draws.summary import Estimate, leads
from stakes.decision.limits import CARRIED, CLEAR, HEAVY

FEW = 400  # effective draws, under which errors themselves are uncertain


class Health(NamedTuple):
    """Of each option: tails and carriers of its values and of the best option's lead over it."""

    pareto_k: Array
    lead_pareto_k: Array
    carried: Array


def health(x: Array, best: int) -> Health:
    """`Health` of draws (option, ...); of very many, by a part of them."""
    part = few(x)[0].astype(float)
    lead = [part[best] - row for row in part]
    carried = [carriers(row) * x[0].size / row.size if row.any() else np.inf for row in lead]
    return Health(
        np.array([tail_index(row) for row in part]),
        np.array([tail_index(row) for row in lead]),
        np.array(carried),
    )


def problems(ids: list[str], best: int, lead: Estimate, draws: int, found: Health) -> list[str]:
    """What is wrong, a line for each kind."""
    others = [i for i in range(len(ids)) if i != best and lead.sd[i] > 0]
    heavy = [
        f"{ids[i]} ({found.pareto_k[i]:.2f})" for i in range(len(ids)) if found.pareto_k[i] >= HEAVY
    ]
    heavy_leads = [
        f"{ids[i]} ({found.lead_pareto_k[i]:.2f})"
        for i in others
        if found.lead_pareto_k[i] >= HEAVY
    ]
    rare = [f"{ids[i]} ({found.carried[i]:.0f})" for i in others if found.carried[i] < CARRIED]
    short = [
        f"{ids[i]} ({min(lead.ess[i], draws):.0f})" for i in others if min(lead.ess[i], draws) < FEW
    ]
    kinds = (
        (f"under {FEW} effective draws of the lead over", short),
        (f"long tail, Pareto k from {HEAVY} on, of", heavy),
        (f"long tail, Pareto k from {HEAVY} on, of the lead over", heavy_leads),
        (f"under {CARRIED} draws carry the lead over", rare),
    )
    return [f"{what} {', '.join(which)}" for what, which in kinds if which]


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
    tied : whether the lead is within 2 of its errors. An option that equals the best in every draw
        is not tied: it is the same.
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
    coords = {name: c.variable for name, c in value.coords.items() if c.dims == ("option",)}
    scalars = {"best": ids[best], "draws": draws, "sound": not wrong}
    return xr.Dataset(
        {k: ("option", v) for k, v in columns.items()} | scalars, coords, {"problems": wrong}
    )
