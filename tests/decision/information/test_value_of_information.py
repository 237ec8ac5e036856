import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.decision.draws.dependence import independent_members
from stakes.decision.draws.regression.autocorrelation_times import autocorrelation_times
from stakes.decision.draws.regression.axis import axis
from stakes.decision.draws.regression.tensor_products import products
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.information.choice import choice
from stakes.decision.information.net_benefit_of_sampling import enbs
from stakes.decision.information.noise_floor import null_estimates
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.information.regression_estimator import regress
from stakes.decision.information.sample_information import evsi

TRUTH = json.loads((Path(__file__).parents[2] / "truth" / "closed_form.json").read_text())
A, C, D = TRUTH["A_linear_normal_voi"], TRUTH["C_correlated_normal"], TRUTH["D_beta_binomial"]
SEEDS = [1, 2, 3]


def options(*rows):
    return xr.DataArray(
        np.stack(rows), dims=("option", "sample"), coords={"option": list("abcdefgh"[: len(rows)])}
    )


def known(**draws):
    return xr.Dataset({name: ("sample", x) for name, x in draws.items()})


def off(table, truth, i=0):
    return abs(float(table[next(iter(table))][i]) - truth) / float(table["se"][i])


def shuffled(x):
    return np.random.default_rng(0).permutation(x)


def linear_normal(seed, n=10_000):
    rng = np.random.default_rng(seed)
    p1, p2 = rng.normal(1, 1, n), rng.normal(0, 2, n)
    return options(0 * p1, p1 - p2), p1, p2


def correlated_normal(seed, rho, n=10_000):
    t = (
        np.random.default_rng(seed)
        .multivariate_normal([0, 0], [[1e4, 8e3 * rho], [8e3 * rho, 6.4e3]], n)
        .T
    )
    return options(0 * t[0], 30 + t[0] + t[1]), *t


def beta_binomial(seed, n=10_000):
    rng = np.random.default_rng(seed)
    p = rng.beta(4, 6, n)
    return options(np.full(n, 0.45), p), p, rng


# ---- closed-form truth, each with a twin that must fail


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_normal_case(seed):
    value, p1, p2 = linear_normal(seed)
    table = evppi(value, known(p1=p1, p2=p2))
    assert off(table, A["evppi_p1"], 0) < 4
    assert off(table, A["evppi_p2"], 1) < 4
    wrong = evppi(value, known(p1=shuffled(p1), p2=shuffled(p2)))
    assert off(wrong, A["evppi_p1"], 0) > 4
    assert off(wrong, A["evppi_p2"], 1) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_sign_would_be_noticed(seed):
    _, t1, t2 = correlated_normal(seed, 0.6)
    wrong = options(0 * t1, 30 + t1 - t2)
    assert off(evppi(wrong, known(t1=t1)), C["by_rho"]["0.6"]["evppi_t1"]) > 4
    assert off(evppi(wrong, known(t2=t2)), C["by_rho"]["0.6"]["evppi_t2"]) > 4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rho", C["by_rho"])
def test_correlated_normal_case(rho, seed):
    value, t1, t2 = correlated_normal(seed, float(rho))
    table = evppi(value, known(t1=t1, t2=t2), {"t1": ["t1"], "t2": ["t2"], "both": ["t1", "t2"]})
    for i, name in enumerate(["evppi_t1", "evppi_t2", "evpi"]):
        assert off(table, C["by_rho"][rho][name], i) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_neglected_correlation_would_be_noticed(seed):
    value, t1, _ = correlated_normal(seed, 0.6)
    assert off(evppi(value, known(t1=t1)), C["by_rho"]["0.0"]["evppi_t1"]) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_beta_binomial_case(seed):
    value, p, rng = beta_binomial(seed)
    assert off(evppi(value, known(p=p)), D["evpi=evppi"]) < 4
    assert off(evppi(value, known(p=shuffled(p))), D["evpi=evppi"]) > 4
    sizes = [int(n) for n in D["evsi"]]
    hits = np.stack([rng.binomial(n, p) for n in sizes])
    table = evsi(value, xr.Dataset({"hits": (("size", "sample"), hits)}, {"size": sizes}))
    for i, truth in enumerate(D["evsi"].values()):
        assert off(table, truth, i) < 4
    wrong = evsi(
        value,
        xr.Dataset(
            {"hits": (("size", "sample"), np.stack([shuffled(h) for h in hits]))}, {"size": sizes}
        ),
    )
    assert off(wrong, D["evsi"]["50"], 3) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_study_of_a_normal_mean(seed):
    value, p1, _ = linear_normal(seed)
    rng, sizes = np.random.default_rng(seed + 10), [int(n) for n in A["evsi_p1"]]
    means = np.stack([p1 + rng.normal(0, n**-0.5, p1.size) for n in sizes])
    table = evsi(value, xr.Dataset({"mean": (("size", "sample"), means)}, {"size": sizes}))
    assert table["size"].values.tolist() == sizes
    for i, truth in enumerate(A["evsi_p1"].values()):
        assert off(table, truth, i) < 4
    assert off(table, A["evsi_p1"]["1"], -1) > 4
    limit = evppi(value, known(p1=p1))
    assert (np.diff(table["evsi"]) > -3 * table["se"].values[1:]).all()
    assert abs(table["evsi"][-1] - limit["evppi"][0]) < 3 * limit["se"][0]


# ---- states, vectors, groups


def test_states_have_exact_conditional_means():
    rng = np.random.default_rng(1)
    state = rng.integers(0, 3, 4000)
    gain = np.array([-1.0, 0.2, 0.5])[state] + rng.normal(size=4000)
    means = [gain[state == s].mean() for s in range(3)]
    share = np.bincount(state) / 4000
    plug_in = share @ np.maximum(means, 0) - max(gain.mean(), 0)
    assert float(evppi(options(0 * gain, gain), known(s=state))["evppi"][0]) == pytest.approx(
        plug_in, abs=1e-12
    )


def test_numbers_of_states_do_not_matter():
    value, _, p2 = linear_normal(1)
    state = np.digitize(p2, [-2, 0, 2])
    one, other = (
        evppi(value, known(s=state)),
        evppi(value, known(s=np.array([7, -3, 100, 0])[state])),
    )
    np.testing.assert_allclose(one["evppi"], other["evppi"])


def test_vectors_are_known_together_and_by_element():
    value, p1, p2 = linear_normal(1)
    theta = xr.Dataset(
        {"p": (("sample", "which"), np.stack([p1, p2], -1))}, {"which": ["first", "second"]}
    )
    together = evppi(value, theta)
    assert together["group"].values.tolist() == ["p"]
    assert off(together, A["evpi"]) < 4
    apart = evppi(value, theta, {"one": ["p[first]"], "two": ["p[second]"]})
    np.testing.assert_array_equal(apart["evppi"], evppi(value, known(p1=p1, p2=p2))["evppi"])


@pytest.mark.parametrize("seed", SEEDS)
def test_five_joint_parameters(seed):
    x = np.random.default_rng(seed).normal(size=(6, 20_000))
    given_x = x[0] * x[1] + x[2] * x[3] + x[4] - 0.5
    value = options(0 * x[0], given_x + 1.5 * x[5])
    theta = known(**{f"x{i}": row for i, row in enumerate(x)})
    table = evppi(value, theta, {"five": [f"x{i}" for i in range(5)], "one": ["x0"]})
    far = np.random.default_rng(9).normal(size=(5, 1_000_000))
    truth = np.maximum(far[0] * far[1] + far[2] * far[3] + far[4] - 0.5, 0).mean()
    assert off(table, truth) < 4
    assert table["indistinguishable"].values.tolist() == [False, True]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("idle", [1, 3, 7])
def test_group_is_not_worth_less_than_its_members(idle, seed):
    value, p1, p2 = linear_normal(seed, 3000)
    rng = np.random.default_rng(seed + 20)
    theta = known(p1=p1, p2=p2, **{f"idle{i}": rng.normal(size=3000) for i in range(idle)})
    table = evppi(value, theta, {"p2": ["p2"], "all": [str(v) for v in theta]})
    assert table["evppi"][1] > table["evppi"][0] - 2 * table["se"][1]


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


def test_basis_is_orthonormal_and_joint_terms_hold_those_of_members():
    x = np.random.default_rng(0).lognormal(0, 2, (3, 5000))
    for a in map(axis, x):
        share = np.bincount(a.bin) / 5000
        np.testing.assert_allclose((a.table.T * share) @ a.table, np.eye(len(a.rough)), atol=1e-6)
    joint = products([axis(row) for row in x], 300)
    assert sum(parent == 0 for parent, _, _ in joint.terms) > 3 * 10
    assert joint.rows(slice(0, 10)).shape == (300, 10)


# ---- errors and the noise floor


def chains(rng, phi=0.5, shape=(4, 1000)):
    x = rng.normal(size=shape)
    x[:, 1:] *= np.sqrt(1 - phi**2)
    for t in range(1, shape[1]):
        x[:, t] += phi * x[:, t - 1]
    return x


def ar1_case(seed, phi):
    rng = np.random.default_rng(seed)
    x = chains(rng, phi)
    lead = x - 0.5 + 1.5 * chains(rng, phi)
    dims = ("chain", "draw")
    return xr.DataArray(np.stack([0 * lead, lead]), dims=("option", *dims)), xr.Dataset(
        {"x": (dims, x)}
    )


def test_intervals_cover():
    from scipy.stats import norm

    truth = norm.pdf(0.5) - 0.5 * norm.cdf(-0.5)
    tables = [ar1_case(seed, 0.9) for seed in range(60)]
    aware = [off(evppi(v, t), truth) for v, t in tables]
    flat = {"sample": ("chain", "draw")}
    naive = [
        off(
            evppi(
                v.stack(flat).drop_vars(["sample", "chain", "draw"]),
                t.stack(flat).drop_vars(["sample", "chain", "draw"]),
            ),
            truth,
        )
        for v, t in tables
    ]
    assert np.mean(np.array(aware) > 1.96) < 0.15
    assert np.mean(np.array(naive) > 1.96) > 0.25


def test_stacked_chains_are_still_chains():
    value, theta = ar1_case(1, 0.5)
    coords = {"chain": range(4), "draw": range(1000)}
    stacked = {"sample": ("chain", "draw")}
    one = evppi(
        value.assign_coords(coords).stack(stacked), theta.assign_coords(coords).stack(stacked)
    )
    xr.testing.assert_identical(one, evppi(value, theta))


@pytest.mark.parametrize("phi", [0, 0.5])
def test_noise_floor_is_that_of_shifted_values(phi):
    rng = np.random.default_rng(3)
    x, lead = (chains(rng, phi).ravel() for _ in range(2))
    lead += -0.1 - lead.mean()
    shape = (4000,) if phi == 0 else (4, 1000)
    dims = ("sample",) if phi == 0 else ("chain", "draw")

    def given_lead(y):
        return choice(xr.DataArray(np.stack([0 * y, y]).reshape(2, *shape), dims=("option", *dims)))

    asked = given_lead(lead)
    fit = regress(asked, [x])
    time = autocorrelation_times(fit.basis, fit.modes, asked.lead, asked.shape)
    null = null_estimates(fit.basis, fit.modes, fit.spread, time, 4000)
    shifted = np.array(
        [regress(given_lead(np.roll(lead, s)), [x]).gain.mean() for s in range(200, 3800, 9)]
    )
    assert np.mean(shifted > np.quantile(null, 0.99)) < 0.03
    assert np.quantile(shifted, 0.97) < np.quantile(null, 0.99) < 4 * np.quantile(shifted, 0.99)


def test_irrelevant_parameters_are_indistinguishable_from_zero():
    def found(slope):
        rng = np.random.default_rng(4)
        runs = [rng.normal(size=(2, 4000)) for _ in range(100)]
        return np.mean(
            [
                not evppi(options(0 * x, 0.1 + slope * x + e), known(x=x))["indistinguishable"][0]
                for x, e in runs
            ]
        )

    assert found(0) <= 0.05
    assert found(0.15) > 0.9


def test_close_options_widen_the_error():
    rng = np.random.default_rng(5)
    x, e, shared = rng.normal(size=(3, 4000))
    rival = options(0 * x, x + e, x + e + 5 * shared - 5 * shared.mean() - 1e-3)
    alone = options(0 * x, x + e)
    assert evppi(rival, known(x=x))["se"][0] > 1.5 * evppi(alone, known(x=x))["se"][0]


# ---- properties


@st.composite
def cases(draw):
    seed = draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    count, n = draw(st.integers(2, 4)), draw(st.sampled_from([200, 500, 1000]))
    x = rng.normal(size=(2, n)) if draw(st.booleans()) else rng.integers(0, 4, (2, n)).astype(float)
    slope = rng.normal(size=(count, 2)) * draw(st.sampled_from([0, 0.1, 1]))
    noise = rng.normal(size=(count, n)) * draw(st.sampled_from([0, 0.5, 2]))
    return options(*(slope @ x + noise + rng.normal(size=(count, 1)))), known(a=x[0], b=x[1])


def same(one, other, **scale):
    # the floor and part of the error rest on simulated choices, of which rounding can turn one
    for name, tolerance in (("evppi", 1e-6), ("se", 1e-2), ("noise_floor", 1e-2)):
        np.testing.assert_allclose(
            one[name] * scale.get("by", 1), other[name], rtol=tolerance, atol=1e-9
        )


@settings(max_examples=200, deadline=None)
@given(cases())
def test_between_nothing_and_perfect_information(case):
    value, theta = case
    table, limit = evppi(value, theta), evpi(value)
    assert (table["evppi"] >= 0).all()
    assert (table["evppi"] <= limit["evpi"] + 3 * limit["mcse"] + 1e-9).all()
    assert (table["share_of_evpi"] <= 1 + 1e-9).all()


@settings(max_examples=200, deadline=None)
@given(cases(), st.floats(-100, 100), st.floats(0.01, 100))
def test_shift_and_scale(case, shift, scale):
    value, theta = case
    table = evppi(value, theta)
    same(table, evppi(scale * value, theta), by=scale)
    common = xr.DataArray(np.linspace(-1, 1, value.sizes["sample"]), dims="sample")
    same(table, evppi(value + shift * common, theta))
    same(table, evppi(value, theta * 3 - 7))


@settings(max_examples=200, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_and_copies_do_not_matter(case, random):
    value, theta = case
    order = list(range(value.sizes["option"]))
    random.shuffle(order)
    table = evppi(value, theta)
    same(table, evppi(value.isel(option=order), theta))
    same(table.sel(group=["b", "a"]), evppi(value, theta[["b", "a"]]))
    copy = value.isel(option=[0]).assign_coords(option=["copy"])
    same(table, evppi(xr.concat([value, copy], "option"), theta))


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(0, 2**31))
def test_order_of_independent_draws_does_not_matter(case, seed):
    value, theta = case
    order = np.random.default_rng(seed).permutation(value.sizes["sample"])
    one, other = evppi(value, theta), evppi(value.isel(sample=order), theta.isel(sample=order))
    assert (
        abs(one["evppi"] - other["evppi"]) <= 3 * np.maximum(one["se"], other["se"]) + 1e-9
    ).all()


@settings(max_examples=200, deadline=None)
@given(cases(), st.floats(-10, 10))
def test_constants_are_worth_nothing(case, constant):
    value, theta = case
    assert evppi(value, theta.assign(c=0 * theta["a"] + constant))["evppi"].sel(group="c") == 0


# ---- net benefit of sampling


def test_best_study():
    sizes = {"size": [10, 20, 40]}
    gain = xr.Dataset({"evsi": ("size", [1.0, 2.0, 2.5]), "se": ("size", [0.1, 0.2, 0.3])}, sizes)
    cost = xr.DataArray([10.0, 15.0, 27.0], sizes, "size")
    table = enbs(gain, cost, population=10)
    assert table["enbs"].values.tolist() == [0, 5, -2]
    assert table["se"].values.tolist() == [1, 2, 3]
    assert (table["best_size"].item(), table["worthwhile"].item()) == (20, True)
    assert not enbs(gain["evsi"], cost)["worthwhile"]
    assert "se" not in enbs(gain["evsi"], cost)


# ---- what is refused, and how

VALUE, P1, P2 = linear_normal(1, 100)
GOOD = known(p1=P1, p2=P2)


@pytest.mark.parametrize(
    ("parameters", "groups", "message"),
    [
        (GOOD.isel(sample=slice(50)), None, "p1 has 50 along 'sample', the utilities 100"),
        (
            GOOD.rename(sample="draw").expand_dims("chain"),
            None,
            r"the sample dims \('chain', 'draw'\)",
        ),
        (GOOD.assign(p1=1.0), None, "p1 has the sample dims none"),
        (GOOD.assign(p1=GOOD["p1"].where(GOOD["p1"] > 1)), None, "draws of p1 are NaN or infinite"),
        (GOOD.assign(p1=GOOD["p1"] / 0), None, "100 draws of p1 are NaN or infinite"),
        (GOOD.astype("M8[ns]"), None, "p1 holds datetime64.*, neither numbers nor text"),
        (GOOD["p1"], None, "parameters must be a Dataset, not DataArray"),
        (xr.Dataset(), None, "parameters holds no variables"),
        (GOOD, {}, "groups is empty"),
        (GOOD, ["p1"], "groups must map a name to a list"),
        (GOOD, {"g": []}, "group 'g' is empty"),
        (GOOD, {"g": "p1"}, "group 'g' must be a list of variables"),
        (GOOD, {"g": ["p3"]}, "group 'g': unknown p3. The parameters are p1, p2"),
        (GOOD, {"g": ["p1", "p1"]}, "group 'g' names p1 more than once"),
        (GOOD, {1: ["p1"], "1": ["p2"]}, "two groups are called '1'"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_refused_parameters(parameters, groups, message):
    with pytest.raises(ValueError, match=message):
        evppi(VALUE, parameters, groups)


def test_draws_of_other_coordinates_are_refused():
    value = VALUE.assign_coords(sample=range(100))
    with pytest.raises(
        ValueError, match=r"different coordinates along 'sample': align them with xr\.align"
    ):
        evppi(value, GOOD.assign_coords(sample=range(1, 101)))
    evppi(value, GOOD)


def test_refused_utilities_and_studies():
    with pytest.raises(ValueError, match="at least 2 options"):
        evppi(VALUE.isel(option=[0]), GOOD)
    with pytest.raises(ValueError, match="1 of 100 draws of b are NaN"):
        evppi(VALUE.where(VALUE.max() > VALUE), GOOD)
    with pytest.raises(ValueError, match="summaries must be a Dataset"):
        evsi(VALUE, GOOD["p1"])


@pytest.mark.parametrize(
    ("gain", "cost", "population", "message"),
    [
        (xr.DataArray(1.0), xr.DataArray([1.0], dims="size"), 1, "evsi needs the one dim 'size'"),
        (
            xr.DataArray([1.0], dims="size"),
            xr.DataArray([1.0], dims="n"),
            1,
            "cost needs the one dim 'size'",
        ),
        (
            xr.DataArray([1.0], {"size": [5]}, "size"),
            xr.DataArray([1.0], {"size": [6]}, "size"),
            1,
            r"evsi has the sizes \[5\]",
        ),
        (
            xr.DataArray([np.nan], dims="size"),
            xr.DataArray([1.0], dims="size"),
            1,
            "evsi must be finite",
        ),
        (
            xr.DataArray([1.0], dims="size"),
            xr.DataArray([1.0], dims="size"),
            -1,
            "population is a number of decisions",
        ),
    ],
)
def test_refused_net_benefit(gain, cost, population, message):
    with pytest.raises(ValueError, match=message):
        enbs(gain, cost, population)


def test_imports_stay_light():
    code = (
        "import sys, stakes.decision.information.partial_perfect_information; "
        "print(sorted({'pymc', 'pytensor', 'arviz_stats', 'numba', 'sklearn'} & set(sys.modules)))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        == "[]\n"
    )


@pytest.mark.parametrize("n", [2, 5, 30])
def test_few_draws_are_no_reason_to_fail(n):
    x = np.arange(float(n))
    table = evppi(options(0 * x, x - x.mean() - 0.1), known(x=x, y=x**2))
    assert np.isfinite(table["evppi"]).all()
    assert np.isfinite(
        evppi(options(0 * x, x), known(x=x, y=x**2), {"both": ["x", "y"]})["se"]
    ).all()


def test_error_of_a_policy_is_that_of_its_mean():
    value, _, p2 = linear_normal(1)
    fit = regress(choice(value), [p2])
    table = evppi(value, known(p2=p2))
    assert table["se"][0] == pytest.approx(standard_error(fit.gain), rel=0.01)


def test_a_study_that_tells_nothing_is_not_worthwhile():
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        lead = rng.normal(size=2000)
        value = xr.DataArray(np.stack([0 * lead, lead]), dims=("option", "sample"))
        study = xr.Dataset(
            {"m": (("size", "sample"), rng.normal(size=(4, 2000)))}, {"size": [1, 2, 3, 4]}
        )
        cost = xr.DataArray([1e-5, 2e-5, 3e-5, 4e-5], {"size": [1, 2, 3, 4]}, "size")
        net = enbs(evsi(value, study), cost)
        found.append(
            (bool(net["worthwhile"]), float(net["enbs"].max()) > 0, float(net["optimism"]))
        )
    worthwhile, positive, optimism = np.array(found).T
    assert worthwhile.mean() <= 0.05
    assert positive.mean() > 0.3  # by the sign alone
    assert (optimism > 0).all()
