"""The named distributions, with their parameters and bounds."""

from math import inf

import pytest
from pydantic import ValidationError

from stakes.case.priors import Quantity


@pytest.mark.parametrize(
    ("distribution", "parameters", "bounds"),
    [
        ("normal", {"mu": -1, "sigma": 2}, (-inf, inf)),
        ("half_normal", {"sigma": 2}, (0, inf)),
        ("beta", {"alpha": 1, "beta": 2}, (0, 1)),
        ("gamma", {"alpha": 1, "beta": 2}, (0, inf)),
        ("log_normal", {"mu": 0, "sigma": 2}, (0, inf)),
        ("uniform", {"lower": -1, "upper": 2}, (-1, 2)),
        ("exponential", {"lam": 2}, (0, inf)),
    ],
)
def test_distributions(distribution, parameters, bounds):
    prior = {"name": distribution, **parameters}
    texts = {
        "id": "x",
        "topic": "t",
        "label": "l",
        "unit": "u",
        "rationale": "r",
        "grade": "A",
        "basis": "expert judgement",
    }
    quantity = Quantity(**texts, distribution=prior)
    assert (quantity.distribution.name, quantity.distribution.parameters) == (
        distribution,
        parameters,
    )
    assert quantity.bounds == bounds
    with pytest.raises(ValidationError):
        Quantity(**texts, distribution={**prior, "unknown": 1})
