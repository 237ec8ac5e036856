"""A model compiled for one date, given the data of another, is the model of that date."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from stakes.case.case import open_case
from stakes.inference.assembly import evidence_of
from stakes.inference.model.joint_model import build, split

TINY, ROOT = Path(__file__).parents[2] / "tiny", Path(__file__).parents[3]


def density(part):
    """The log density at a point, term by term: added up in the graph they would be too many."""
    terms = part.compile_fn(
        part.logp(sum=False), mode="FAST_COMPILE", point_fn=True, on_unused_input="ignore"
    )
    return lambda at: sum(float(np.sum(term)) for term in terms(at))


@pytest.mark.parametrize(
    "root", [TINY, pytest.param(ROOT, marks=pytest.mark.slow)], ids=["tiny", "real"]
)
def test_the_data_of_a_date_make_its_model(root):
    case = replace(open_case(root), horizon=date(2034, 12, 31))
    own = split(case, build(case)).part
    point = own.initial_point(random_seed=1)
    rng = np.random.default_rng(1)
    points = [
        {name: x + rng.normal(0, 0.2, np.shape(x)) for name, x in point.items()} for _ in range(3)
    ]
    asked, before = density(own), {}
    for day in (date(2007, 6, 10), date(2025, 6, 10)):
        model = build(case, day)
        there = density(split(case, model).part)
        for name, value in evidence_of(model).items():
            if name in own.named_vars:
                own[name].set_value(value)
        for at in points:
            assert asked(at) == pytest.approx(there(at), rel=1e-9)
        before[day] = [asked(at) for at in points]
    first, last = before.values()
    assert first != last  # evidence arrived between, so that the test can fail
