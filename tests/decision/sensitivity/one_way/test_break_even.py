import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from made_up.lines import as_value, drawn
from stakes import break_even, tornado

M, B = 0.5, 0.8


def scores(**how):
    """Distance of each estimate from its truth in its own errors: root, probability beyond, low,
    high; by seed.
    """
    rows = []
    for seed in range(80):
        value, x = drawn(seed, **how)
        found, bar = (
            break_even(value, x, ("a", "b")),
            tornado(value, x.to_dataset()).sel(parameter="x", option="a"),
        )
        ends = [
            (float(bar[k]) - (M + s * B * norm.ppf(0.95))) / float(bar[f"{k}_se"])
            for k, s in (("low", -1), ("high", 1))
        ]
        beyond = (float(found["probability_beyond"]) - norm.cdf(-M / B)) / float(
            found["probability_beyond_se"]
        )
        rows.append([(found["value"].item() + M / B) / found["se"].item(), beyond, *ends])
    return np.abs(rows)


@pytest.mark.parametrize(
    "how", [{}, {"chains": (4, 1000), "phi": 0.8}], ids=["independent", "chains"]
)
def test_errors_cover(how):
    z = scores(**how)
    assert ((z < 1.96).mean(axis=0) >= 0.86).all()
    assert z.max() < 5


def test_errors_that_ignore_autocorrelation_do_not_cover():
    z = scores(chains=(4, 1000), phi=0.8, stacked=True)
    assert ((z < 1.96).mean(axis=0) < 0.8).all()


def test_what_depends_on_the_parameter_moves_with_it():
    rng = np.random.default_rng(3)
    x, other = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 4]], 20_000).T
    value = as_value(1 + x + 0.5 * other)  # E[lead | x] = 1 + (1 + 0.5 * 0.6) x
    found = break_even(value, xr.DataArray(x, dims="sample"), ("a", "b"))
    assert abs(found["value"].item() + 1 / 1.3) < 4 * found["se"].item()
    bar = tornado(value, xr.Dataset({"x": ("sample", x)})).sel(option="a").isel(parameter=0)
    assert abs(float(bar["high"]) - (1 + 1.3 * norm.ppf(0.95))) < 4 * float(bar["high_se"])


@pytest.mark.parametrize(
    ("shape", "roots"),
    [
        (lambda x: (x - 0.5) ** 2 - 0.04, [0.3, 0.7]),
        (lambda x: np.sin(6 * np.pi * x) + 0.2, [0.1773, 0.3227, 0.5107, 0.656, 0.844, 0.9894]),
        (lambda x: x - 0.5, [0.5]),
    ],
)
def test_all_roots_are_found_in_rising_order(shape, roots):
    rng = np.random.default_rng(1)
    x = rng.uniform(size=20_000)
    found = break_even(
        as_value(shape(x) + 0.2 * rng.normal(size=x.size)),
        xr.DataArray(x, dims="sample"),
        ("a", "b"),
    )
    assert found.sizes["root"] == len(roots)
    assert (np.abs(found["value"].values - roots) < 4 * found["se"].values + 1e-3).all()


@pytest.mark.parametrize("seed", range(10))
def test_noise_makes_no_roots(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=4000)
    found = break_even(
        as_value(0.05 + rng.normal(size=x.size)), xr.DataArray(x, dims="sample"), ("a", "b")
    )
    assert found["value"].isnull().all()
    assert found.sizes["root"] == 1
    assert "the ends of the range" in found.attrs["reason"]
    assert found["probability_beyond"] == 0


def test_a_constant_says_so_and_moves_nothing():
    value, x = drawn(1)
    found = break_even(value, x * 0 + 2, ("a", "b"))
    assert "is 2 in every draw" in found.attrs["reason"]
    bar = tornado(value, (x * 0).to_dataset(name="x")).isel(parameter=0)
    np.testing.assert_allclose(bar["low"], bar["expected"])


def test_elements_order_and_units():
    value, x = drawn(1)
    both = xr.concat([x, -x], "block").assign_coords(block=["I", "II"])
    bars = tornado(value.assign_attrs(unit="euros"), xr.Dataset({"v": both, "x": x}))
    assert list(bars["parameter"].values) == ["v[I]", "v[II]", "x"]
    assert bars.attrs == {"unit": "euros"}
    assert break_even(value, x.assign_attrs(unit="years"), ("a", "b")).attrs["unit"] == "years"
    assert break_even(value, x, ("b", "a")).attrs["better"] == "a"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("m", "b", "s"), [(0.5, 0.8, 1.0), (0.6, -1.5, 1.0), (-2.0, 1.0, 3.0)])
def test_root_and_what_lies_beyond_for_other_lines(m, b, s, seed):
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(scale=s, size=5000), rng.normal(size=5000)
    found = break_even(as_value(m + b * x + noise), xr.DataArray(x, dims="sample"), ("a", "b"))
    assert abs(found["value"].item() + m / b) < 4 * found["se"].item()
    truth = norm.cdf(-abs(m) / (abs(b) * s))
    assert abs(float(found["probability_beyond"]) - truth) < 4 * float(
        found["probability_beyond_se"]
    )
    assert found.attrs["better"] == ("a" if m > 0 else "b")


@pytest.mark.parametrize("seed", range(4))
def test_a_correlated_second_parameter_adds_to_the_slope(seed):
    rng = np.random.default_rng(seed)
    x, other = rng.multivariate_normal(
        [1, 0], [[1, 0.6], [0.6, 4]], 5000
    ).T  # E[other | x] = 0.6 (x - 1)
    bars = tornado(
        as_value(1 + x + 0.5 * other), xr.Dataset({"x": ("sample", x), "other": ("sample", other)})
    ).sel(option="a")
    ends = {"x": 1.3 * norm.ppf(0.95), "other": (0.5 + 0.15) * 2 * norm.ppf(0.95)}
    for name, reach in ends.items():
        bar = bars.sel(parameter=name)
        assert abs(float(bar["low"]) - (2 - reach)) < 4 * float(bar["low_se"])
        assert abs(float(bar["high"]) - (2 + reach)) < 4 * float(bar["high_se"])
    alone = bars.sel(parameter="x")
    assert abs(float(alone["high"]) - (2 + norm.ppf(0.95))) > 4 * float(
        alone["high_se"]
    )  # with the other one held


def test_dims_names_and_ends_of_the_range():
    value, x = drawn(1, chains=(4, 1000))
    found = break_even(value.transpose(..., "option"), x, ("a", "b"))
    assert {name: found[name].dims for name in ("value", "se")} == {
        "value": ("root",),
        "se": ("root",),
    }
    assert all(found[name].dims == () for name in found if name not in ("value", "se"))
    assert (found.attrs["parameter"], found.attrs["better"]) == ("x", "a")
    assert "reason" not in found.attrs
    for end, at in (("lower", 0.005), ("upper", 0.995)):
        assert float(found[end]) == pytest.approx(norm.ppf(at), abs=0.2)
        assert abs(float(found[f"lead_{end}"]) - (M + B * float(found[end]))) < 4 * float(
            found[f"lead_{end}_se"]
        )
    bars = tornado(value.transpose(..., "option"), x.to_dataset())
    assert all(
        bars[name].dims == ("parameter", "option") for name in ("low", "high", "low_se", "high_se")
    )
    assert (bars["expected"].dims, bars["at_low"].dims, bars["at_high"].dims) == (
        ("option",),
        ("parameter",),
        ("parameter",),
    )
    assert (bars["low"].sel(option="b") == 0).all()


def test_the_order_of_the_two_options_does_not_matter():
    value, x = drawn(1)
    one, other = (break_even(value, x, pair) for pair in (("a", "b"), ("b", "a")))
    for name in ("value", "se", "probability_beyond"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-6)
    assert float(one["lead_upper"]) == pytest.approx(-float(other["lead_upper"]))
