"""Quantities along a trend, computed from the quantities that are its parameters."""

from typing import Any

import pymc as pm
import pytensor.tensor as pt

from stakes.case.priors import Quantity
from stakes.errors import CaseError, Problem


def along_trend(q: Quantity) -> Any:
    """Register a quantity that has a trend in the model on the context stack, over its dimension.

    Raises
    ------
    CaseError
        If a parameter of the trend is not registered yet.
    """
    assert q.trend is not None
    model = pm.modelcontext(None)
    given = q.trend.parameters
    missing = [x for x in given.values() if isinstance(x, str) and x not in model.named_vars]
    if missing:
        problem = f"its trend needs {', '.join(missing)}, not registered before it"
        fix = "name them in the same call of stakes.quantities, or an earlier one"
        where = f"quantities.{q.id}.trend"
        raise CaseError([Problem(f"priors/{q.topic}.toml", where, problem, fix)])
    held = {name: model[x] if isinstance(x, str) else x for name, x in given.items()}
    model.add_coord(q.trend.dim, q.trend.labels)
    return pm.Deterministic(q.id, q.trend.values(held, pt), dims=q.trend.dim)
