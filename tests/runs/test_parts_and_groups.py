"""Parts of the value, and groups of parameters, of draws without a case."""

import re

import numpy as np
import pytest
import xarray as xr
from tests.runs.given_draws import GAIN, OPTIONS, RISK, VALUE, labelled
from tests.runs.small_run import text_of

import stakes


@pytest.fixture
def draws_of_parts():
    """Draws of two parts of the value, and of what they hang on."""
    parts = xr.DataArray(
        np.stack([VALUE + 2.0, np.full_like(VALUE, -2.0) * [0, 1, 0.5]], axis=1),
        dims=("sample", "attribute", "option"),
        coords={"option": OPTIONS, "attribute": ["gains", "costs"]},
    )
    return parts, {"gain": GAIN, "risk": RISK}


def test_groups_are_worth_what_the_function_says(draws_of_parts):
    value, parameters = draws_of_parts
    groups = {"The world": ["gain", "risk"], "One of them": ["gain"]}
    found = stakes.summary(value, parameters, groups=groups, unit="euros")
    net = value.sum("attribute")
    known = stakes.evppi(net, parameters, {n: tuple(names) for n, names in groups.items()})
    for name in groups:
        worth = found.decision.evppi_of_topics[name]
        assert worth.value == pytest.approx(known["evppi"].sel(group=name).item())
        assert name in text_of(found.page)
    assert "Expected value of knowing all quantities of a group" in text_of(found.page)


def test_what_makes_the_difference_is_said_where_parts_are_given(draws_of_parts):
    parts, parameters = draws_of_parts
    found = stakes.summary(parts, parameters, unit="euros", labels={"costs": "What it costs"})
    decision = found.decision
    table = stakes.compare(parts.sum("attribute"))
    for option in OPTIONS:
        both = decision.attributes[option]
        assert sum(both.values()) == pytest.approx(table["expected"].sel(option=option).item())
    assert decision.attributes["build"]["costs"] == pytest.approx(-2.0)
    said = text_of(found.page)
    assert re.search(r"(loses|gains) most by what it costs|loses most by gains", said)
    assert decision.best == table["best"].item()


def test_a_group_that_is_none_is_refused(draws_of_parts):
    value, parameters = draws_of_parts
    for members, says in ((["gian"], "names gian, which is no parameter"), ([], "is empty")):
        with pytest.raises(ValueError, match=f"the group World {says}"):
            stakes.summary(value, parameters, groups={"World": members})


def test_a_variable_in_a_group_is_all_of_its_elements():
    place = xr.Dataset(
        {"x": (("sample", "site"), np.stack([GAIN, RISK], -1))}, {"site": ["a", "b"]}
    )
    found = stakes.summary(labelled(), place, groups={"Sites": ["x"]}).decision
    both = stakes.evppi(labelled(), {"a": GAIN, "b": RISK}, {"both": ["a", "b"]})
    assert found.evppi_of_topics["Sites"].value == pytest.approx(both["evppi"].item(), rel=1e-6)
