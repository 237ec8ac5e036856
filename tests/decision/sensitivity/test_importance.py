import math
from itertools import combinations

import numpy as np
import pytest
import xarray as xr

from stakes.decision.sensitivity.global_sensitivity.importance import importance

SEEDS = [1, 2]
FIRST = [0.31390519, 0.44241114, 0.0]  # of the Ishigami function
SHAPLEY = [0.43574702, 0.44241114, 0.12184183]


def draws(x):
    return xr.DataArray(x, dims=("sample",) if x.ndim == 1 else ("chain", "draw"))


def known(*rows, **named):
    return xr.Dataset(
        {
            name: draws(x)
            for name, x in (dict(zip("abcdefghij", rows, strict=False)) | named).items()
        }
    )


def off(table, name, truth):
    return abs(table[name].to_numpy() - truth) / np.maximum(table[f"{name}_se"].to_numpy(), 1e-12)


def ishigami(seed, n=10_000):
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (3, n))
    return x, np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def linear_truth(slope, spread, noise):
    """First-order shares and Shapley effects of slope @ x + noise, x normal with covariance
    `spread`.
    """
    k, total = len(slope), slope @ spread @ slope + noise**2
    cross = spread @ slope

    def explained(s):
        s = list(s)
        return cross[s] @ np.linalg.solve(spread[np.ix_(s, s)], cross[s]) / total if s else 0.0

    effects = [
        sum(
            (explained({*s, i}) - explained(s)) / (k * math.comb(k - 1, m))
            for m in range(k)
            for s in combinations(others, m)
        )
        for i in range(k)
        for others in [[j for j in range(k) if j != i]]
    ]
    return [explained({i}) for i in range(k)], effects


def normal_delta(rho):
    """Half the mean area between the density of y and that of y given x, both standard normal with
    correlation rho.
    """
    x, y = np.linspace(-8, 8, 1601), np.linspace(-8, 8, 3201)
    density = np.exp(-(y**2) / 2) / np.sqrt(2 * np.pi)
    rest = 1 - rho**2
    given = np.exp(-((y - rho * x[:, None]) ** 2) / (2 * rest)) / np.sqrt(2 * np.pi * rest)
    area = abs(given - density).sum(axis=1) * (y[1] - y[0])
    return float(np.exp(-(x**2) / 2) @ area / np.sqrt(2 * np.pi) * (x[1] - x[0]) / 2)


def ar1(rng, phi, shape):
    e = rng.normal(size=shape)
    for t in range(1, shape[-1]):
        e[..., t] = phi * e[..., t - 1] + math.sqrt(1 - phi**2) * e[..., t]
    return e


# ---- truth


@pytest.mark.parametrize("seed", SEEDS)
def test_ishigami_function(seed):
    x, y = ishigami(seed)
    table = importance(draws(y), known(*x))
    assert (off(table, "first_order", FIRST) < 4).all()
    assert (off(table, "shapley", SHAPLEY) < 4).all()
    assert (abs(table["shapley"] - SHAPLEY) < 0.02).all()
    assert table["explained"] == pytest.approx(1, abs=2e-3)
    assert (
        table["delta"] > [0.22, 0.38, 0.17]
    ).all()  # x3 moves the distribution, though not its mean
    shuffled = importance(draws(np.random.default_rng(0).permutation(y)), known(*x))
    assert (off(shuffled, "shapley", SHAPLEY) > 4).all()


def test_ishigami_function_from_few_draws():
    x, y = ishigami(3, 1000)
    table = importance(draws(y), known(*x))
    assert (abs(table["shapley"] - SHAPLEY) < 0.06).all()


@pytest.mark.parametrize("noise", [0.0, 1.5])
@pytest.mark.parametrize("seed", SEEDS)
def test_correlated_normals(seed, noise):
    rng = np.random.default_rng(seed)
    slope, spread = (
        np.array([1.0, 1.0, 1.0, 0.0]),
        np.array([[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 4, -1.8], [0, 0, -1.8, 1]]),
    )
    x = rng.multivariate_normal(np.zeros(4), spread, 5000).T
    table = importance(draws(slope @ x + noise * rng.normal(size=5000)), known(*x))
    first, effects = linear_truth(slope, spread, noise)
    assert (off(table, "first_order", first) < 4).all()
    assert (off(table, "shapley", effects) < 4).all()
    assert float(table["shapley"].sum()) == pytest.approx(float(table["explained"]))
    assert off(table, "explained", sum(effects)) < 4
    wrong = linear_truth(slope, np.diag(np.diag(spread)), noise)
    assert off(table, "shapley", wrong[1]).max() > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_delta_of_normals(seed):
    a, b, idle = np.random.default_rng(seed).normal(size=(3, 10_000))
    table = importance(draws(a + b), known(a, b, idle))
    truth = normal_delta(math.sqrt(0.5))
    assert (off(table, "delta", [truth, truth, 0]) < 3).all()
    assert (table["delta"][:2] > 10 * table["delta_se"][:2]).all()


def test_delta_of_a_group_and_of_states():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 5000))
    both = importance(draws(a + b + rng.normal(size=5000)), known(a, b), {"ab": ["a", "b"]})
    assert (off(both, "delta", normal_delta(math.sqrt(2 / 3))) < 4).all()
    s = rng.integers(0, 2, 5000)
    table = importance(draws(np.where(rng.random(5000) < 0.8, s, 1 - s)), known(s=s))
    assert (off(table, "delta", 0.3) < 4).all()  # half of |0.8 - 0.5| + |0.2 - 0.5|
    assert (off(table, "first_order", 0.36) < 4).all()


@pytest.mark.parametrize("shape", [(2000,), (4, 500)])
def test_delta_does_not_see_monotone_transforms(shape):
    rng = np.random.default_rng(2)
    a, b = ar1(rng, 0.5, (2, *shape))
    plain = importance(draws(a + b), known(a))["delta"]
    for y, x in ((np.exp(a + b), a), (a + b, np.exp(3 * a)), ((a + b) ** 3, np.arctan(a))):
        np.testing.assert_allclose(importance(draws(y), known(x))["delta"], plain, atol=1e-9)


def test_long_tails_are_explained():
    x = np.exp(1.5 * np.random.default_rng(3).normal(size=(2, 2000)))
    table = importance(draws(x.sum(axis=0)), known(*x))
    assert table["explained"] == pytest.approx(1, abs=1e-3)


def test_scale_and_shift_do_not_matter():
    x, y = ishigami(4, 1000)
    xr.testing.assert_allclose(
        importance(draws(y), known(*x)), importance(draws(1e9 * y - 7e9), known(*x)), atol=1e-6
    )


# ---- errors


def coverage(truth, make, runs):
    tables = [importance(*make(np.random.default_rng(seed))) for seed in range(runs)]
    return {
        name: np.mean([(off(t, name, value) < 1.96).all() for t in tables])
        for name, value in truth.items()
    }


@pytest.mark.parametrize("phi", [0.0, 0.8])
def test_errors_cover_the_truth_in_chains(phi):
    def make(rng):
        x, e = ar1(rng, phi, (2, 4, 250))
        return draws(x + e), known(x)

    covered = coverage(
        {"first_order": 0.5, "shapley": 0.5, "delta": normal_delta(math.sqrt(0.5))}, make, 60
    )
    assert min(covered.values()) >= 0.85


def test_errors_of_irrelevant_parameters():
    def make(rng):
        x, y = ar1(rng, 0.8, (2, 4, 250))
        return draws(y), known(x)

    assert min(coverage({"first_order": 0, "shapley": 0, "delta": 0}, make, 60).values()) >= 0.85


def test_naive_errors_would_not_cover():
    rng = np.random.default_rng(5)
    x, e = ar1(rng, 0.9, (2, 4, 500))
    chains = importance(draws(x + e), known(x))
    alone = importance(draws((x + e).ravel()), known(x.ravel()))
    assert chains["first_order_se"][0] > 1.5 * alone["first_order_se"][0]


# ---- groups


def test_groups_and_their_parts():
    rng = np.random.default_rng(6)
    x, s = rng.normal(size=(5, 2000)), rng.integers(0, 3, 2000)
    y = x[0] + x[1] * x[2] + (s == 2)
    theta = (
        known(v=x[0], s=s).assign(w=(("label", "sample"), x[1:])).assign_coords(label=list("pqrt"))
    )
    table = importance(
        draws(y), theta, {"all": ["v", "w", "s"], "w": ["w"], "pq": ["w[p]", "w[q]"], "v": ["v"]}
    )
    assert table["parameter"].values.tolist() == ["all", "w", "pq", "v"]
    total = 2 + 2 / 9
    assert (off(table, "first_order", [1, 1 / total, 1 / total, 1 / total]) < 4).all()
    assert float(table["shapley"].sum()) == pytest.approx(float(table["explained"]))


def test_constants_and_copies():
    x = np.random.default_rng(7).normal(size=2000)
    table = importance(draws(x), known(x, x, 0 * x + 0.1))
    np.testing.assert_allclose(table["shapley"], [0.5, 0.5, 0], atol=1e-3)
    assert (
        table.sel(parameter="c")[
            ["first_order", "first_order_se", "delta", "delta_se", "shapley", "shapley_se"]
        ]
        == 0
    ).all()


def test_many_groups_have_no_shapley_effects():
    x = np.random.default_rng(8).normal(size=(9, 500))
    table = importance(draws(x.sum(axis=0)), known(*x))
    assert table["shapley"].isnull().all()
    assert table["shapley_se"].isnull().all()
    assert "at most 8 groups, not 9: put parameters together" in table.attrs["reason"]
    assert (off(table, "first_order", 1 / 9) < 4.5).all()
    assert table["explained"] > 0.98
    assert "reason" not in importance(draws(x.sum(axis=0)), known(*x[:2])).attrs


def test_more_elements_than_have_products():
    x = np.random.default_rng(9).normal(size=(40, 4000))
    y = x[:12].sum(axis=0) + x[0] * x[1]
    table = importance(draws(y), known(w=x[0]).assign(w=(("k", "sample"), x)))
    assert table["explained"] > 0.98


def test_stacked_chains_are_still_chains():
    x, e = ar1(np.random.default_rng(10), 0.5, (2, 4, 200))
    coords = {"chain": range(4), "draw": range(200)}
    y, theta = draws(x + e).assign_coords(coords), known(x).assign_coords(coords)
    stacked = {"sample": ("chain", "draw")}
    xr.testing.assert_identical(
        importance(y.stack(stacked), theta.stack(stacked)), importance(y, theta)
    )


@pytest.mark.parametrize("n", [50, 70])
def test_few_draws_are_no_reason_to_fail(n):
    x = np.arange(float(n))
    table = importance(draws(np.sin(x)), known(x, x**2, x % 3))
    assert np.isfinite(table.to_array()).all()


# ---- what is refused, and how

A, B = np.random.default_rng(11).normal(size=(2, 100))
Y, GOOD = draws(A + B), known(A, B)


@pytest.mark.parametrize(
    ("y", "parameters", "groups", "message"),
    [
        (Y, GOOD.isel(sample=slice(60)), None, "a has 60 along 'sample'"),
        (Y.where(Y < 1), GOOD, None, "draws of y are NaN or infinite"),
        (0 * Y + 0.1, GOOD, None, "y does not vary"),
        (Y, GOOD.where(GOOD < 1), None, "draws of a are NaN or infinite"),
        (Y, GOOD, {"g": ["z"]}, "group 'g': unknown z. The parameters are a, b"),
        (Y, GOOD, {}, "groups is empty"),
        (Y, xr.Dataset(), None, "parameters holds no variables"),
        (Y, GOOD["a"], None, "parameters must be a Dataset"),
        (
            Y[:49],
            GOOD.isel(sample=slice(49)),
            None,
            "at least 50 draws are needed for shares of variance, not 49",
        ),
        (Y.to_numpy(), GOOD, None, "y must be a DataArray of draws, not ndarray"),
        (Y.expand_dims(option=2), GOOD, None, r"unknown dims \['option'\]"),
        (Y.rename(sample="time"), GOOD, None, "draws need the dims"),
        (Y.astype(str), GOOD, None, "draws must be real numbers"),
    ],
)
def test_refused(y, parameters, groups, message):
    with pytest.raises(ValueError, match=message) as error:
        importance(y, parameters, groups)
    assert "\n" not in str(error.value)
