"""Tornado and break-even on draws: linear-normal truths, coverage of the errors, all roots and none
invented.
"""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from stakes import break_even, tornado

M, B = 0.5, 0.8


def series(rng, chains=None, phi=0.0):
    """Standard normal draws: 2000 independent ones, or chains of an AR(1) process."""
    if chains is None:
        return rng.normal(size=2000)
    x = rng.normal(size=chains)
    for i in range(1, chains[1]):
        x[:, i] = phi * x[:, i - 1] + np.sqrt(1 - phi**2) * x[:, i]
    return x


def drawn(seed, chains=None, phi=0.0, stacked=False):
    rng = np.random.default_rng(seed)
    x, noise = series(rng, chains, phi), series(rng, chains, phi)
    if stacked:
        x, noise = x.ravel(), noise.ravel()
    dims = ("sample",) if x.ndim == 1 else ("chain", "draw")
    return as_value(M + B * x + noise, dims), xr.DataArray(x, dims=dims, name="x")


def as_value(lead, dims=("sample",)):
    lead = xr.DataArray(lead, dims=dims)
    return xr.concat([lead, 0 * lead], "option").assign_coords(option=["a", "b"])


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


def test_a_state_has_levels_but_no_root():
    rng = np.random.default_rng(1)
    state = rng.integers(0, 3, 5000)
    value = as_value(np.array([-0.5, 1.0, 2.0])[state] + 0.1 * rng.normal(size=state.size))
    found = break_even(value, xr.DataArray(state, dims="sample", name="school"), ("a", "b"))
    assert found["value"].isnull().all()
    assert "b leads at 0" in found.attrs["reason"]
    assert float(found["probability_beyond"]) == pytest.approx((state == 0).mean())
    bar = (
        tornado(value, xr.Dataset({"school": ("sample", state)})).sel(option="a").isel(parameter=0)
    )
    assert float(bar["low"]) == pytest.approx(value.sel(option="a").values[state == 0].mean())


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v, x: break_even(v, x, ("a", "a")), "two different options"),
        (lambda v, x: break_even(v, x, ("a", "c")), "unknown option c"),
        (lambda v, x: break_even(v, x, "a"), "two different options"),
        (lambda v, x: break_even(v, x.values, ("a", "b")), "must be a DataArray"),
        (lambda v, x: break_even(v, x[:-1], ("a", "b")), "along 'sample'"),
        (lambda v, x: break_even(v, x.where(x > 0), ("a", "b")), "NaN or infinite"),
        (lambda v, x: break_even(v.where(v > 0), x, ("a", "b")), "must be finite"),
        (lambda v, x: break_even(v, x.expand_dims(block=2), ("a", "b")), "select one of them"),
        (lambda v, x: tornado(v, xr.Dataset()), "holds no variables"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call(*drawn(1))
    assert "\n" not in str(error.value)


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


def test_twenty_levels_are_states_and_twenty_one_are_not():
    rng = np.random.default_rng(2)
    for levels, is_state in ((20, True), (21, False)):
        k = rng.integers(0, levels, 6000)
        found = break_even(
            as_value(k - 8.5 + 0.1 * rng.normal(size=k.size)),
            xr.DataArray(k, dims="sample"),
            ("a", "b"),
        )
        assert bool(found["value"].isnull().all()) == is_state
        assert float(found["probability_beyond"]) == pytest.approx((k < 8.5).mean(), abs=0.01)
        assert (
            found.attrs.get("reason", "").endswith("b leads at 0, 1, 2, 3, 4, 5, 6, 7, 8")
            == is_state
        )


def test_a_constant_has_no_break_even_and_nothing_beyond():
    value, x = drawn(1)
    found = break_even(value, x * 0 + 2, ("a", "b"))
    assert found["value"].isnull().all()
    assert found["probability_beyond"] == 0
    assert found["lower"] == found["upper"] == 2
    assert float(found["lead_lower"]) == pytest.approx(float(value.sel(option="a").mean()))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v, x: tornado(v, x), "must be a Dataset"),
        (lambda v, x: tornado(v, x[:-1].to_dataset()), "along 'sample'"),
        (lambda v, x: tornado(v, x.where(x > 0).to_dataset()), "NaN or infinite"),
        (lambda v, x: tornado(v.where(v > 0), x.to_dataset()), "must be finite"),
        (lambda v, x: tornado(v.isel(option=[0]), x.to_dataset()), "at least 2 options"),
        (lambda v, x: break_even(v, x, ("a",)), "two different options"),
        (lambda v, x: break_even(v, x, ("a", "b", "a")), "two different options"),
        (lambda v, x: break_even(v, x.astype("M8[ns]"), ("a", "b")), "neither numbers nor text"),
        (lambda v, x: break_even(v, x.rename(sample="draw"), ("a", "b")), "draws need the dims"),
    ],
)
def test_more_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call(*drawn(1))
    assert "\n" not in str(error.value)


def test_an_exact_tie_has_half_of_the_draws_beyond():
    k = np.random.default_rng(0).permutation(np.r_[-1000:0, 1:1001]).astype(float)
    found = break_even(as_value(k), xr.DataArray(k, dims="sample"), ("a", "b"))
    assert float(found["probability_beyond"]) == pytest.approx(0.5, abs=0.01)


def test_small_unsigned_integers_do_not_wrap():
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 4, 2000)
    rounded = np.round(30 * x + rng.normal(0, 10, 2000)).clip(0, 255)
    value = xr.DataArray(
        np.stack([rounded, np.full(2000, 60)]).astype("uint8"), dims=("option", "sample")
    )
    found = break_even(
        value.assign_coords(option=["a", "b"]), xr.DataArray(x, dims="sample", name="x"), ("a", "b")
    )
    assert abs(found["value"].item() - 2) < 0.2
