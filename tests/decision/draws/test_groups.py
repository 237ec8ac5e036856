import numpy as np
import pytest

from stakes.decision.draws.groups import members

X = {name: np.full(3, i) for i, name in enumerate(["p[one]", "p[two]", "q"])}
FOUND = {"p": {"p[one]": X["p[one]"], "p[two]": X["p[two]"]}, "q": {"q": X["q"]}}


def test_without_groups_each_variable_is_one():
    assert members(None, FOUND) == FOUND


def test_a_group_holds_variables_and_elements():
    found = members({"some": ["p[two]", "q"], 7: ("p",)}, FOUND)
    assert list(found) == ["some", "7"]
    assert list(found["some"]) == ["p[two]", "q"]
    assert found["some"]["q"] is X["q"]
    assert list(found["7"]) == ["p[one]", "p[two]"]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (["p", "q"], "groups must map a name to a list"),
        ({}, "groups is empty"),
        ({"g": "p"}, r"group 'g' must be a list of variables: \['p'\]"),
        ({"g": 3}, "group 'g' must be a list"),
        ({"g": []}, "group 'g' is empty"),
        ({"g": ["p", "r", "s"]}, "group 'g': unknown r, s. The parameters are p, q"),
        ({"g": ["p", "p[one]"]}, r"group 'g' names p\[one\] more than once"),
        ({"1": ["p"], 1: ["q"]}, "two groups are called '1'"),
    ],
)
def test_other_groups_are_refused_in_a_line(groups, message):
    with pytest.raises(ValueError, match=message):
        members(groups, FOUND)
