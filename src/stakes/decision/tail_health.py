"""How long the tails of draws are, and how many draws carry a lead."""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.long_tails import carriers, tail_index
from stakes.decision.draws.summaries.estimate import Estimate
from stakes.decision.draws.summaries.sampling_errors import Draws, few
from stakes.decision.limits import CARRIED, HEAVY

FEW = 400  # effective draws, under which errors themselves are uncertain


class Health(NamedTuple):
    """Of each option: tails and carriers of its values and of the best option's lead over it."""

    pareto_k: Array
    lead_pareto_k: Array
    carried: Array


def health(x: Draws, best: int) -> Health:
    """`Health` of draws (option, ...); of very many, by a part of them."""
    part, factor = few(x)
    part = part.astype(float)
    lead = [part[best] - row for row in part]
    carried = [carriers(row) / factor**2 if row.any() else np.inf for row in lead]
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
