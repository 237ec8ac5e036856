"""Draws in sets: several draws, for each posterior draw, of what no evidence touches."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from made_up_sets import SETS, ar1, half_posterior, heavy, labelled, normals
from stakes.decision.draws.arrays import mcse, sample_dims, to_numpy, unstacked
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.regression.moments import folds
from stakes.decision.draws.standard_errors.means import ess, standard_error
from stakes.decision.expected_value import compare
from stakes.decision.information.choice import choice
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.information.regression_estimator import regress
from stakes.decision.information.sample_information import evsi
from stakes.decision.sensitivity.changed_beliefs.power_scaling import power_scale
from stakes.decision.sensitivity.changed_beliefs.tilting import tilt
from stakes.decision.sensitivity.global_sensitivity.importance import importance
from stakes.decision.sensitivity.one_way.tornado import tornado
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover
from stakes.decision.sequence.policy import choices
from stakes.decision.sequence.stage import Stage

SHAPE = (4, 500, 8)
SEEDS = [1, 2, 3]


def loss(mean, sd):
    """E[max(0, X)] - max(0, mean) of a normal X."""
    return sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd) - max(mean, 0)


def repeated(draws, sets=8):
    return np.repeat(draws[..., None], sets, axis=-1)


def parameters(seed, sobol=True):
    """A parameter by posterior draw, two drawn in sets, one by posterior draw that nothing depends
    on; and the lead.
    """
    rng = np.random.default_rng(seed)
    theta, idle = ar1(rng, 0.5, SHAPE[:2]), ar1(rng, 0.5, SHAPE[:2])
    u, other = normals(rng, SHAPE, 2, sobol)
    pars = xr.Dataset(
        {
            "theta": (SETS[:2], theta),
            "idle": (SETS[:2], idle),
            "u": (SETS, u),
            "other": (SETS, other),
        }
    )
    return labelled(0 * u, 0.3 + theta[..., None] + 0.8 * u), pars


# ---- errors


def cover(draw, repetitions=200, error=standard_error):
    hits = []
    for seed in range(repetitions):
        x, truth = draw(np.random.default_rng(seed))
        hits.append(
            [
                abs(s.mean() - t) < 1.96 * error(s)
                for s, t in ((x[0], truth[0]), (x[1] - x[0], truth[1] - truth[0]))
            ]
        )
    return np.mean(hits, axis=0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: heavy(rng, (4, 256, 8), 1.0),
        lambda rng: heavy(rng, (4, 256, 12), 1.0, sobol=False),
        lambda rng: half_posterior(rng, (4, 256, 8), 0.5),
        lambda rng: half_posterior(rng, (4, 256, 8), 0.5, sobol=False),
    ],
    ids=["prior-only", "independent sets", "half", "half, independent sets"],
)
def test_intervals_of_means_and_leads_cover(draw):
    found = cover(draw)
    assert (found > 0.90).all()  # 3 errors below .95
    assert found.mean() < 0.99


def test_errors_by_row_would_not_cover():
    def by_row(series):
        return series.std() / series.size**0.5

    assert cover(lambda rng: half_posterior(rng, (4, 256, 8), 0.5), error=by_row)[1] < 0.8


def test_sets_that_agree_count_for_more_than_their_number():
    x = heavy(np.random.default_rng(1), (4, 1024, 12), 0.5)[0][1]
    independent = heavy(np.random.default_rng(1), (4, 1024, 12), 0.5, sobol=False)[0][1]
    assert ess(x) > 5 * x.size
    assert 0.2 * x.size < ess(independent) < 3 * x.size  # by eleven degrees of freedom


@pytest.mark.parametrize("sets", [1, 2, 8])
def test_what_is_the_same_in_all_sets_has_the_error_of_the_posterior_draws(sets):
    draws = ar1(np.random.default_rng(1), 0.7, (4, 500)) + 3
    assert ess(repeated(draws, sets)) == ess(draws)
    assert standard_error(repeated(draws, sets)) == standard_error(draws)
    assert share_error(repeated(draws > 3, sets) * 1.0) == share_error((draws > 3) * 1.0)
    nearly = repeated(draws, sets) * (
        1 + 1e-13 * np.random.default_rng(2).normal(size=(*draws.shape, sets))
    )
    assert standard_error(nearly) == pytest.approx(standard_error(draws), rel=0.01)


def test_a_decision_that_is_the_same_in_all_sets_has_the_errors_of_the_posterior_draws():
    x = np.stack([ar1(np.random.default_rng(seed), 0.5, (4, 500)) for seed in range(3)])
    plain = compare(xr.DataArray(x, dims=("option", "chain", "draw")))
    sets = compare(xr.DataArray(repeated(x), dims=("option", *SETS)))
    names = [
        "expected",
        "mcse",
        "sd",
        "p_best",
        "p_best_mcse",
        "lead",
        "lead_mcse",
        "expected_regret",
        "evpi",
        "evpi_mcse",
    ]
    xr.testing.assert_allclose(sets[names], plain[names], rtol=1e-12)
    assert sets[["best", "resolved"]].equals(plain[["best", "resolved"]])


@pytest.mark.parametrize("shape", [(1, 3, 4), (2, 1, 4), (1, 1, 8), (2, 9, 2), (4, 100, 1)])
def test_few_draws_have_an_error(shape):
    series = np.random.default_rng(1).normal(size=shape)
    assert 0 < standard_error(series) < 10
    assert 0 < ess(series) < np.inf


def test_the_order_of_sets_changes_nothing():
    value, pars = parameters(1)
    order = np.random.default_rng(0).permutation(SHAPE[2])
    mixed, moved = value.isel(set=order), pars.isel(set=order)
    xr.testing.assert_allclose(compare(mixed), compare(value), rtol=1e-9)
    both = [evppi(v, p)[["evppi", "se", "noise_floor"]] for v, p in ((mixed, moved), (value, pars))]
    xr.testing.assert_allclose(*both, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("seen", [1, 4, 40])
def test_a_rare_event_has_about_its_binomial_error(seen):
    """In some of the sets nothing lies far out."""
    rng = np.random.default_rng(seen)
    series = np.zeros(4000 * 8)
    series[rng.choice(series.size, seen, replace=False)] = 1
    error = standard_error(series.reshape(4, 1000, 8))
    assert 0.5 < error / (seen**0.5 / series.size) < 2.2


def test_a_constant_has_no_error():
    assert standard_error(np.full(SHAPE, 0.1)) == 0
    assert standard_error(np.full(SHAPE, 3)) == 0


# ---- dims


def test_sets_are_a_sample_dim():
    value, pars = parameters(1)
    assert sample_dims(value) == SETS
    assert to_numpy(value.transpose("set", "option", "draw", "chain"), "option").shape == (
        2,
        *SHAPE,
    )
    stacked = value.stack(sample=SETS)
    assert np.array_equal(to_numpy(stacked, "option"), to_numpy(value, "option"))
    assert mcse(value).sel(option="b").item() == standard_error(value.sel(option="b").values)
    assert np.array_equal(
        elements(check_draws(value, pars, "p"))["theta"]["theta"],
        np.repeat(pars["theta"].values.ravel(), 8),
    )


def test_samples_with_sets_are_one_chain():
    value, pars = parameters(1)
    flat = xr.DataArray(
        value.values.reshape(2, -1, 8),
        dims=("option", "sample", "set"),
        coords={"option": ["a", "b"]},
    )
    one = unstacked(flat)
    assert dict(one.sizes) == {"chain": 1, "option": 2, "draw": 2000, "set": 8}
    assert compare(flat)["mcse"].equals(compare(one)["mcse"])
    theta = xr.Dataset({"theta": ("sample", pars["theta"].values.ravel())})
    assert evppi(flat, theta)["evppi"].item() > 0.1
    assert choices([Stage("now", flat, theta)]).shape == (1, 1, 2000, 8)


def test_sets_alone_are_no_draws():
    with pytest.raises(ValueError, match="draws need the dims"):
        sample_dims(xr.DataArray(np.zeros(8), dims="set"))


def test_a_parameter_with_sets_needs_a_value_with_them():
    value, pars = parameters(1)
    with pytest.raises(
        ValueError, match=r"u has several draws \(set\) for each posterior draw, the utilities one"
    ):
        evppi(value.isel(set=0), pars[["u"]])
    with pytest.raises(ValueError, match="u has 3 along 'set', the utilities 8"):
        evppi(value, pars[["u"]].isel(set=slice(3)))


# ---- what is decided


@pytest.mark.parametrize("sobol", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_choice_is_that_of_the_closed_form(seed, sobol):
    value, _ = parameters(seed, sobol)
    table, sd = compare(value), np.hypot(1, 0.8)
    assert abs(table["expected"][1].item() - 0.3) < 4 * table["mcse"][1].item()
    assert abs(table["p_best"][1].item() - norm.cdf(0.3 / sd)) < 4 * table["p_best_mcse"][1].item()
    assert abs(table["evpi"].item() - loss(0.3, sd)) < 4 * table["evpi_mcse"].item()
    assert table["lower"][1].item() == pytest.approx(0.3 - 1.645 * sd, abs=0.15)
    assert table["evpi"].item() == evpi(value)["evpi"].item()


@pytest.mark.parametrize("sobol", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_knowing_parameters_is_worth_the_closed_form(seed, sobol):
    value, pars = parameters(seed, sobol)
    table = evppi(
        value,
        pars,
        {
            "theta": ["theta"],
            "u": ["u"],
            "both": ["theta", "u"],
            "idle": ["idle"],
            "other": ["other"],
        },
    )
    truth = [loss(0.3, 1), loss(0.3, 0.8), loss(0.3, np.hypot(1, 0.8)), 0, 0]
    off = np.abs(table["evppi"].values - truth) / table["se"].values
    assert (off[:3] < 4).all()
    assert table["indistinguishable"].values.tolist() == [False, False, False, True, True]
    study = xr.Dataset({"told": pars["u"] + np.random.default_rng(seed).normal(size=SHAPE)})
    found = evsi(value, study)
    assert abs(found["evsi"].item() - loss(0.3, 0.8 / 2**0.5)) < 4 * found["se"].item()


def test_the_best_is_found_in_each_set_before_any_mean():
    value, _ = parameters(1)
    assert evpi(value)["evpi"].item() > 1.2 * evpi(value.mean("set"))["evpi"].item()


# ---- posterior draws stay together


@pytest.mark.parametrize("shape", [(4, 501, 8), (1, 2000, 12), (3, 3, 2)])
def test_folds_do_not_part_the_sets_of_a_draw(shape):
    draw = np.repeat(np.arange(shape[0] * shape[1]), shape[2])
    parts = [draw[part] for part in folds(shape)]
    assert np.array_equal(np.concatenate(parts), draw)
    assert all(len(set(a) & set(b)) == 0 for i, a in enumerate(parts) for b in parts[:i])


def idle_in_sets(seed, jitter):
    rng = np.random.default_rng(seed)
    lead, idle = ar1(rng, 0.5, SHAPE[:2]), ar1(rng, 0.5, SHAPE[:2])
    y = repeated(lead - lead.mean() - 0.05)
    told = repeated(idle) + jitter * rng.normal(
        size=SHAPE
    )  # as good as the draw's own number, but not the same in all sets
    return labelled(0 * y, y), xr.Dataset({"idle": (SETS, told)})


@pytest.mark.parametrize("jitter", [0, 1e-3])
def test_an_irrelevant_parameter_stays_under_its_noise_floor(jitter):
    found = [evppi(*idle_in_sets(seed, jitter))["indistinguishable"].item() for seed in range(20)]
    assert np.mean(found) >= 0.9


def test_folds_by_row_would_find_it_worth_something():
    """Sets of a draw on both sides of a fold: what was held out is known."""
    value, pars = idle_in_sets(1, 0)
    rows = xr.Dataset({"idle": ("sample", pars["idle"].values.ravel())})
    flat = xr.DataArray(
        value.values.reshape(2, -1), dims=("option", "sample"), coords={"option": ["a", "b"]}
    )
    by_row, by_draw = evppi(flat, rows), evppi(value, pars)
    assert by_row["evppi"].item() > 2 * by_draw["evppi"].item() + by_draw["noise_floor"].item() / 4
    assert not by_row["indistinguishable"].item()


def test_a_fit_by_posterior_draw_is_that_of_all_rows():
    value, pars = parameters(1)
    theta = elements(check_draws(value, pars[["theta"]], "p"))["theta"]["theta"]
    fit = regress(choice(value), [theta])
    assert fit.draws == 2000
    assert fit.gain.size == 16_000


# ---- less noise in expected values


@pytest.mark.parametrize("seed", range(5))
def test_conditional_means_sharpen_expected_values(seed):
    rng = np.random.default_rng(seed)
    x, mean = heavy(rng, SHAPE, 1.0, sobol=False)
    g = ar1(rng, 0.5, SHAPE[:2])[..., None]
    value = labelled(0 * x[0], x[0] + 0.1 * g)
    exact = xr.DataArray(
        np.stack([0 * g[..., 0], mean[0] + 0.1 * g[..., 0]]), dims=("option", "chain", "draw")
    ).assign_coords(option=["a", "b"])
    rough, sharp = compare(value), compare(value, expected=exact.isel(option=[1, 0]))
    assert sharp["mcse"][1] < rough["mcse"][1]
    assert abs(sharp["expected"][1].item() - mean[0]) < 4 * sharp["mcse"][1].item()
    assert abs(sharp["lead"][1].item() + mean[0]) < 4 * sharp["lead_mcse"][1].item()
    kept = [
        "sd",
        "p_best",
        "p_best_mcse",
        "lower",
        "upper",
        "cvar",
        "evpi",
        "evpi_mcse",
        "expected_regret",
    ]
    xr.testing.assert_identical(sharp[kept], rough[kept])


def test_conditional_means_cover():
    def once(seed):
        rng = np.random.default_rng(seed)
        g, u = ar1(rng, 0.5, (4, 200)), normals(rng, (4, 200, 8), 1, sobol=False)[0]
        value = labelled(0 * u, g[..., None] * (1 + u))
        exact = xr.DataArray(
            np.stack([0 * g, g]), dims=("option", "chain", "draw"), coords={"option": ["a", "b"]}
        )
        table = compare(value, expected=exact)
        return abs(table["expected"][1].item()) < 1.96 * table["mcse"][1].item()

    assert np.mean([once(seed) for seed in range(200)]) > 0.9


def test_conditional_means_of_other_options_are_refused():
    value, _ = parameters(1)
    with pytest.raises(ValueError, match="expected has the options a, c, value a, b"):
        compare(value, expected=value.assign_coords(option=["a", "c"]))
    with pytest.raises(ValueError, match="expected has the options none"):
        compare(value, expected=value.isel(option=0))


# ---- the rest of the layer


@pytest.mark.parametrize("seed", SEEDS)
def test_power_scaling_by_draw_and_by_set(seed):
    """A normal likelihood of theta, and a normal prior of what is drawn, whose powers have a closed
    form.
    """
    rng = np.random.default_rng(seed)
    theta, u = rng.normal(1, 1, SHAPE[:2]), normals(rng, SHAPE, 1)[0] + 0.5
    rows = np.stack([theta, theta])  # two observations, whose densities are summed
    fit = xr.DataTree.from_dict(
        {
            "log_prior": xr.Dataset({"u": (SETS, -((u - 0.5) ** 2) / 2)}),
            "log_likelihood": xr.Dataset({"y": (("row", *SETS[:2]), -((rows - 1) ** 2) / 4)}),
        }
    )
    value = labelled(0 * u, theta[..., None] ** 2 + u**2)
    found = power_scale(fit, value, alphas=[1.25])
    truth = {"likelihood": 1 + 1 / 1.25 + 1.25, "prior": 2 + 0.25 + 1 / 1.25}
    for name, expected in truth.items():
        at = found.sel(component=name, alpha=1.25, option="b")
        assert abs(at["expected"].item() - expected) < 4 * at["se"].item()
        assert at["se"].item() < 0.1


def test_ends_of_a_tornado():
    value, pars = parameters(1)
    found = tornado(value, pars)
    ends = found.sel(option="b", parameter=["theta", "u", "idle"])
    off = (ends["high"].values - [0.3 + 1.645, 0.3 + 0.8 * 1.645, 0.3]) / ends["high_se"].values
    assert (np.abs(off) < 4).all()


def test_shares_of_variance():
    value, pars = parameters(1)
    found = importance(value.sel(option="b"), pars)
    truth = np.array([1, 0, 0.64, 0]) / 1.64
    assert (np.abs(found["shapley"].values - truth) < 4 * found["shapley_se"].values + 0.01).all()


def test_tilt_by_sets_is_that_of_the_closed_form():
    value, _ = parameters(2)
    found = tilt(value, ("a", "b"))
    assert abs(found["kl"].item() - 0.3**2 / (2 * 1.64)) < 4 * found["se"].item()
    assert 0 < found["ess"].item() <= value[0].size


def test_boxes_hold_posterior_draws_out():
    value, pars = parameters(1)
    found = discover(value, pars[["idle", "other"]], "b")
    assert found.sizes["box"] == 0
    assert (
        discover(value, pars, "b").attrs["sentences"][0].startswith("b loses where theta is below")
    )
