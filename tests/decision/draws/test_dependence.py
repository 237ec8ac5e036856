import numpy as np

from made_up.parameters import known, linear_normal
from stakes.decision.draws.dependence import independent_members
from stakes.decision.information.partial_perfect_information import evppi


def test_dependent_and_constant_parameters_are_named():
    value, p1, p2 = linear_normal(1)
    theta = known(p1=p1, p2=p2, lead=3 - p1 + 2 * p2, fixed=0 * p1 + 4)
    table = evppi(
        value, theta, {"all": ["p1", "p2", "lead", "fixed"], "two": ["p1", "p2"], "none": ["fixed"]}
    )
    assert table.attrs["dropped"] == ["all: lead"]
    assert table.attrs["constant"] == ["all: fixed", "none: fixed"]
    assert float(table["evppi"][0]) == float(table["evppi"][1])
    assert table.isel(group=2)[
        ["evppi", "se", "noise_floor", "share_of_evpi"]
    ].to_array().values.tolist() == [0, 0, 0, 0]
    assert table["indistinguishable"].values.tolist() == [False, False, True]


def test_nearly_dependent_parameters_are_kept():
    x = np.random.default_rng(0).normal(size=(2, 1000))
    assert list(independent_members({"a": x[0], "b": x[0] + 1e-3 * x[1]})[0]) == ["a", "b"]
