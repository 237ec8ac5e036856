import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from made_up.leads import valued
from made_up.options import off
from stakes.decision.sensitivity.changed_beliefs import exponential_tilt
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt

SEEDS = [1, 2, 3]
M, S, RHO = 0.8, 1.0, 0.6  # lead ~ N(m, s²), a parameter correlated with it
KL = M**2 / (2 * S**2)


def normal_case(seed, n=10_000, m=M, s=S):
    rng = np.random.default_rng(seed)
    z, e = rng.normal(size=(2, n))
    x = 10 + 3 * (RHO * z + np.sqrt(1 - RHO**2) * e)
    known = xr.Dataset(
        {"x": ("sample", x), "idle": ("sample", rng.normal(size=n)), "lead": ("sample", m + s * z)}
    )
    return valued(m + s * z), known


@pytest.mark.parametrize(("m", "s"), [(0.8, 1.0), (-30.0, 100.0), (1.2, 1.0)])
@pytest.mark.parametrize("seed", SEEDS)
def test_normal_case(seed, m, s):
    value, known = normal_case(seed, m=m, s=s)
    found = tilt(value, ("a", "b"), known)
    assert off(found["kl"], found["se"], m**2 / (2 * s**2)) < 4
    assert found["tilt"].item() == pytest.approx(-m / s**2, rel=0.1)
    assert off(found["shift_sd"], found["shift_se"], [-m * RHO / s, 0, -m / s]) < 4
    assert found["ess"].item() == pytest.approx(10_000 * np.exp(-((m / s) ** 2)), rel=0.3)
    assert list(found["parameter"].values) == ["x", "idle", "lead"]


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_sign_would_be_noticed(seed, monkeypatch):
    rate = exponential_tilt._rate
    monkeypatch.setattr(exponential_tilt, "_rate", lambda lead: -rate(lead))
    value, known = normal_case(seed)
    found = tilt(value, ("a", "b"), known)
    assert off(found["kl"], found["se"], KL) > 4
    assert off(found["shift_sd"], found["shift_se"], [-M * RHO, 0, -M]) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_neglected_correlation_would_be_noticed(seed):
    value, known = normal_case(seed)
    found = tilt(value, ("a", "b"), known[["x"]].roll(sample=1))
    assert off(found["shift_sd"], found["shift_se"], -M * RHO) > 4


def test_tilt_of_two_outcomes_is_exact():
    lead = np.repeat(
        [2.0, -1.0], [600, 400]
    )  # equal on average where a third of the belief is on the gain
    found = tilt(valued(lead), ("a", "b"))
    assert found["kl"].item() == pytest.approx(
        np.log(1 / 3 / 0.6) / 3 + np.log(2 / 3 / 0.4) * 2 / 3
    )
    assert found["tilt"].item() == pytest.approx(np.log((1 / 3 / 0.6) / (2 / 3 / 0.4)) / 3)
    assert found["ess"].item() == pytest.approx(1000 / (1 / 9 / 0.6 + 4 / 9 / 0.4))
    assert found["pareto_k"].item() == -np.inf  # two weights have no tail


@pytest.mark.parametrize(
    ("lead", "reason", "sign"),
    [
        ([1.0, 2.0, 3.0], "a leads b in every draw", -1),
        ([-1.0, -2.0, -3.0], "b leads a in every draw", 1),
        ([0.0, 2.0, 3.0], "a leads or equals b in every draw", -1),
        ([0.0, -2.0, 0.0], "b leads or equals a in every draw", 1),
        ([2.0, 2.0, 2.0], "a leads b in every draw", -1),
    ],
)
def test_no_belief_makes_equal_what_one_leads_in_every_draw(lead, reason, sign):
    found = tilt(valued(lead), ("a", "b"), xr.Dataset({"x": ("sample", [1.0, 2.0, 4.0])}))
    assert found["kl"].item() == np.inf
    assert found["ess"].item() == 0
    assert found["tilt"].item() == sign * np.inf
    assert found["se"].isnull() & found["pareto_k"].isnull() & found["shift_sd"].isnull().all()
    assert found.attrs["reason"].startswith(reason)


@pytest.mark.parametrize("lead", [[0.0, 0.0, 0.0], [1.0, -1.0, 0.0]])
def test_equal_options_need_no_change(lead):
    found = tilt(valued(lead), ("a", "b"), xr.Dataset({"x": ("sample", [1.0, 2.0, 4.0])}))
    assert (found["kl"].item(), found["tilt"].item(), found["ess"].item()) == (0, 0, 3)
    assert found["shift_sd"].item() == pytest.approx(0, abs=1e-12)
    assert "reason" not in found.attrs


def test_rounding_is_no_lead():
    x = np.random.default_rng(1).normal(1e6, 1, 500)
    value = xr.DataArray(
        np.stack([x, x * (1 + 1e-16) + 1e-10]), {"option": ["a", "b"]}, ("option", "sample")
    )
    assert tilt(value, ("a", "b"))["kl"].item() == 0


def test_parameters_are_named_by_element_and_constants_do_not_shift():
    value, known = normal_case(1, 500)
    vector = xr.concat([known["x"], 0 * known["x"] + 0.1], "place").assign_coords(
        place=["here", "there"]
    )
    found = tilt(value, ("a", "b"), xr.Dataset({"v": vector}))
    assert list(found["parameter"].values) == ["v[here]", "v[there]"]
    assert found["shift_sd"].values[1] == found["shift_se"].values[1] == 0
    assert "shift_sd" not in tilt(value, ("a", "b"))


@settings(max_examples=30, deadline=None)
@given(arrays(float, 40, elements=st.floats(-5, 5, width=16)), st.sampled_from([1e-9, 1.0, 1e9]))
def test_order_and_unit_do_not_matter(lead, unit):
    x = xr.Dataset({"x": ("sample", np.arange(40.0))})
    found, other = tilt(valued(lead), ("a", "b"), x), tilt(valued(lead * unit), ("b", "a"), x)
    for name in ("kl", "se", "ess", "shift_sd", "shift_se"):
        np.testing.assert_allclose(found[name], other[name], rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(found["tilt"], -other["tilt"] * unit, rtol=1e-4, atol=1e-7)
    assert 0 <= found["kl"] <= np.log(40) + 1e-9 or "reason" in found.attrs


def test_unit_and_dims():
    value, known = normal_case(1, 500)
    found = tilt(value.assign_attrs(unit="USD"), ("b", "a"), known)
    assert found["tilt"].attrs["unit"] == "per USD"
    assert all(found[name].dims == () for name in ("kl", "se", "ess", "pareto_k", "tilt"))
    assert found["shift_sd"].dims == found["shift_se"].dims == ("parameter",)


@pytest.mark.parametrize(
    ("options", "value", "parameters", "message"),
    [
        (
            ("a", "z"),
            valued(np.arange(9)),
            None,
            r"options must be two ids of a, b, not \('a', 'z'\)",
        ),
        (("a", "a"), valued(np.arange(9)), None, "options must be two ids"),
        ("ab", valued(np.arange(9)), None, "options must be two ids"),
        (("a", "b"), valued(np.arange(9))[0], None, "a dim option, which is missing"),
        (
            ("a", "b"),
            valued(np.arange(9)).where(valued(np.arange(9)) < 5),
            None,
            "4 of 9 draws of a are NaN",
        ),
        (("a", "b"), valued([1.0]), None, "2 draws are needed"),
        (("a", "b"), valued(np.arange(9)), xr.Dataset(), "holds no variables"),
        (
            ("a", "b"),
            valued(np.arange(9)),
            xr.Dataset({"x": ("sample", np.arange(8.0))}),
            "x has 8 along 'sample'",
        ),
        (
            ("a", "b"),
            valued(np.arange(9)),
            xr.Dataset({"x": ("sample", np.full(9, np.nan))}),
            "9 draws of x are NaN",
        ),
    ],
)
def test_wrong_input_is_named(options, value, parameters, message):
    with pytest.raises(ValueError, match=message):
        tilt(value, options, parameters)
