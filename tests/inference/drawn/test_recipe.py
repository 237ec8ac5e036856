"""What is drawn without a sampler: exact distributions, kept as a recipe that gives the same bytes
again.
"""

import json
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from scipy.integrate import quad

from stakes.case.priors import parts_of
from stakes.inference import jqpd
from stakes.inference.drawn.draw_sets import SET, fewer, fold, unfold
from stakes.inference.drawn.expansion import compact, expand, uniforms
from stakes.inference.drawn.marginals import (
    FAMILIES,
    mean,
    of_family,
    of_quantiles,
    quantile,
    raised,
)
from stakes.inference.drawn.model_recipe import recipe
from stakes.inference.drawn.recipe import (
    Recipe,
    powered,
    pruned,
    recipe_of,
    remembering,
    with_both,
    with_recipe,
)
from stakes.inference.drawn.sobol import sobol
from stakes.inference.model.informed_part import informed
from stakes.inference.model.joint_model import build
from stakes.runs.store import read_fit, write_fit

DRAWS = 10_000
FAMILY = {
    "normal": {"mu": -1.0, "sigma": 2.0},
    "half_normal": {"sigma": 3.0},
    "beta": {"alpha": 2.5, "beta": 4.0},
    "gamma": {"alpha": 3.0, "beta": 2.0},
    "log_normal": {"mu": 0.5, "sigma": 0.8},
    "uniform": {"lower": -2.0, "upper": 5.0},
    "exponential": {"lam": 0.4},
}
TRIPLETS = [
    ([0.0005, 0.013, 0.12], [0, np.inf]),
    ([0.002, 0.05, 0.30], [0, 1]),
    ([2, 12, 150], [0, 1500]),
    ([1.2, 3, 10], [1, np.inf]),
    ([1.0, 10.0, 100.0], [0, np.inf]),
    ([0.25, 0.5, 0.75], [0, 1]),
    ([1.0, 1.01, 100.0], [0, np.inf]),
    ([1e-4, 0.01, 1000.0], [0, np.inf]),
]


def of(quantiles, bounds, power=1.0):
    return of_quantiles(jqpd.parameters(quantiles, bounds), power)


def drawn(recipe, chains=4, draws=2500, **held):
    like = xr.Dataset(held, coords={"chain": np.arange(chains), "draw": np.arange(draws)})
    levels = {d: ["low", "high"] for d in like.dims if d in ("d_level", "e_level")}
    like = like.assign_coords(levels)
    return expand(with_recipe(like, recipe))


# Marginals


@pytest.mark.parametrize("power", [1.0, 0.67, 1.5])
@pytest.mark.parametrize("name", FAMILY)
def test_means_and_densities_of_families_raised_to_a_power(name, power):
    """The density to the power, normed by quadrature over x, has the mean and the quantiles that
    are stated.
    """
    plain, marginal = FAMILIES[name](**FAMILY[name]), of_family(name, FAMILY[name], power)
    low, high = plain.ppf(1e-14), plain.ppf(1 - 1e-14)
    low, high = (
        (low - 3 * (high - low), high + 3 * (high - low)) if name == "normal" else (low, high)
    )
    low, high = (
        (low, high**2)
        if name == "log_normal"
        else (low, 4 * high)
        if np.isinf(plain.support()[1])
        else (low, high)
    )
    points = quantile(marginal, np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999]))
    tail = np.geomspace(points[-1], high, 30)[1:] if points[-1] > 0 else [high]
    edges = [low, *points, *tail]

    def integral(f, until=None):
        pairs = [(a, b) for a, b in pairwise(edges) if until is None or b <= until]
        return sum(
            quad(lambda x: f(x) * plain.pdf(x) ** power, a, b, epsrel=1e-10)[0] for a, b in pairs
        )

    total = integral(lambda _: 1.0)
    assert mean(marginal) == pytest.approx(integral(lambda x: x) / total, rel=1e-6)
    assert integral(lambda _: 1.0, points[3]) / total == pytest.approx(0.5, rel=1e-6)
    assert integral(lambda _: 1.0, points[5]) / total == pytest.approx(0.95, rel=1e-6)


def test_closed_forms_of_powers():
    alpha = 0.6
    assert raised(of_family("normal", {"mu": 1.0, "sigma": 2.0}), alpha)["parameters"] == {
        "mu": 1.0,
        "sigma": 2.0 / alpha**0.5,
    }
    assert raised(of_family("beta", {"alpha": 3.0, "beta": 2.0}), alpha)[
        "parameters"
    ] == pytest.approx({"alpha": 1 + alpha * 2, "beta": 1 + alpha})
    assert raised(of_family("gamma", {"alpha": 3.0, "beta": 2.0}), alpha)[
        "parameters"
    ] == pytest.approx({"alpha": 1 + alpha * 2, "beta": 2 * alpha})
    assert raised(raised(of([1, 2, 5], [0, np.inf]), alpha), 0.5)["power"] == pytest.approx(0.3)
    with pytest.raises(ValueError, match="no finite integral"):
        raised(of_family("beta", {"alpha": 0.1, "beta": 0.2}), 1.5)


@pytest.mark.parametrize("power", [1.0, 0.5, 2.0])
@pytest.mark.parametrize(("quantiles", "bounds"), TRIPLETS)
def test_means_of_quantile_distributions(quantiles, bounds, power):
    """Against an integral of the survival function over x, or where tails are heavy against a sum
    of logarithms of terms.
    """
    p, spread = jqpd.parameters(quantiles, bounds), power**0.5
    found = mean(of(quantiles, bounds, power))
    if p.bounded:
        x = np.asarray(jqpd.transform(p, np.linspace(-9, 9, 200_001) / spread))
        above = stats.norm.sf(spread * stats.norm.ppf(jqpd.distribution(p, x)))
        assert found == pytest.approx(
            x[0] + float(np.sum((above[1:] + above[:-1]) / 2 * np.diff(x))), rel=1e-6
        )
        return
    z = np.linspace(-12, 40, 2_000_001)
    log = (
        np.log(jqpd.transform(replace(p, lower=0.0), z / spread))
        - z**2 / 2
        - 0.5 * np.log(2 * np.pi)
    )
    assert found == pytest.approx(p.lower + float(np.exp(log).sum() * (z[1] - z[0])), rel=1e-6)


# Sequences


def test_numbers_are_inside_even_and_different_in_each_set():
    u = sobol(3, 4, (4, 1024), 6)
    assert u.shape == (6, 4, 1024, 4)
    for thin in (2, 4, 8, 16):  # thinned chains are as even
        strips = np.sort((u[:, :, ::thin] * 4096 / thin).astype(int).reshape(6, -1, 4), axis=1)
        np.testing.assert_array_equal(
            strips, np.broadcast_to(np.arange(4096 // thin)[:, None], strips.shape)
        )
    u = u.reshape(6, 4096, 4)
    assert 0 < u.min() < u.max() < 1
    cells = np.sort((u * 4096).astype(int), axis=1)
    np.testing.assert_array_equal(
        cells, np.broadcast_to(np.arange(4096)[:, None], cells.shape)
    )  # one in each of 4096 strips
    flat = u.transpose(0, 2, 1).reshape(24, 4096)
    off = np.corrcoef(flat)[np.triu_indices(24, 1)]
    assert np.abs(off).max() < 4.5 / np.sqrt(4096)
    lagged = [np.corrcoef(row[1:], row[:-1])[0, 1] for row in flat]
    assert np.abs(lagged).max() < 4 / np.sqrt(4096)
    np.testing.assert_array_equal(u, sobol(3, 4, (4, 1024), 6).reshape(u.shape))
    np.testing.assert_array_equal(
        u[..., :2], sobol(3, 2, (4, 1024), 6).reshape(6, 4096, 2)
    )  # the first sets are the same whatever their number
    assert (u != sobol(4, 4, (4, 1024), 6).reshape(u.shape)).mean() > 0.999


@pytest.mark.parametrize("draws", [1, 2, 37, 100, 1000])
def test_any_number_of_draws(draws):
    u = sobol(1, 3, (2, draws), 5)
    assert u.shape == (5, 2, draws, 3)
    assert ((u > 0) & (u < 1)).all()
    assert sobol(1, 3, (2, draws), 0).shape == (0, 2, draws, 3)


# Quantities of the real case


@pytest.fixture(scope="module")
def real(real_case):
    model = build(real_case)
    return real_case, recipe(model, informed(model), real_case.quantities, seed=5)


def test_means_and_quantiles_of_twenty_quantities(real):
    case, found = real
    bare = Recipe(
        found.seed,
        found.sets,
        found.parts,
        {k: v for k, v in found.numbers.items() if k not in found.dims},
    )
    posterior = drawn(bare)
    names = sorted(
        n
        for n in bare.numbers
        if n in case.quantities and case.quantities[n].kind in ("quantiles", "distribution")
    )[::2][:20]
    assert len(names) == 20
    for name in names:
        x, marginal = posterior[name].to_numpy(), bare.parts[name]
        stated = case.quantities[name]
        assert marginal == of_stated(stated, name) | {"dimension": marginal["dimension"]}
        between = x.mean((0, 1)).std(ddof=1) / np.sqrt(
            x.shape[2]
        )  # the stated error: of sets, which are independent
        iid = x.std() / np.sqrt(x.size)
        assert abs(x.mean() - mean(marginal)) < 4 * iid, name
        assert abs(x.mean() - mean(marginal)) < 6 * between + 1e-9 * abs(mean(marginal)), name
        assert between < 0.4 * iid, name  # far closer than independent draws
        for level in (0.05, 0.5, 0.95):
            below = (x <= quantile(marginal, np.array(level))).mean()
            assert abs(below - level) < 0.25 * np.sqrt(level * (1 - level) / x.size), (name, level)


def of_stated(q, name):
    ((part, bounds),) = parts_of(name, q).values()
    if part.quantiles:
        return of_quantiles(jqpd.parameters(part.quantiles, bounds))
    return of_family(part.distribution.name, part.distribution.parameters)


def test_quantities_are_independent(real):
    _, found = real
    z = stats.norm.ppf(uniforms(found, (1, DRAWS))).reshape(found.dimensions, -1)
    off = np.corrcoef(z)[np.triu_indices(len(z), 1)]
    assert np.abs(off).max() < 5.5 / np.sqrt(z.shape[1])


# Recipes


@pytest.fixture
def whole():
    """A recipe with everything, and its posterior: a state that evidence speaks to, one that it
    does not, an event, a vector.
    """
    parts = {
        "a": of([1, 2, 5], [0, np.inf]), "b_low": of_family("normal", {"mu": 0.0, "sigma": 1.0}),
        "v[0]": of_family("gamma", {"alpha": 2.0, "beta": 1.0}), "v[1]": of_family("beta",
            {"alpha": 2.0, "beta": 1.0}),
    }  # fmt: skip
    parts = {name: {**p, "dimension": i} for i, (name, p) in enumerate(parts.items())}
    about = {"flag_values": [0, 1], "flag_meanings": "low high"}
    states = {
        "b": {"dimension": 4, "picks": "b_by_state", "weights": [0.3, 0.7], "attrs": about},
        "c": {"dimension": 5, "picks": "", "weights": [0.9, 0.1], "attrs": {}},
        "d": {
            "dimension": 6,
            "picks": "d_by_state",
            "given": "d_state_probability",
            "attrs": about,
        },
        "e": {"dimension": 7, "picks": "", "given": "e_state_probability", "attrs": {}},
    }
    numbers = {"a": ["a"], "v": ["v[0]", "v[1]"], "b_by_state": ["b_low", 7.5]}
    dims = {"v": ("group", ["x", "y"]), "b_by_state": ("b_level", ["low", "high"])}
    r = Recipe(11, 8, parts, numbers, dims, states, {"a": {"unit": "m"}})
    rng = np.random.default_rng(2)
    p = rng.beta(2.0, 3.0, (4, 2500))
    share = np.stack([1 - p, p], -1)
    return r, drawn(
        r,
        d_state_probability=(("chain", "draw", "d_level"), share),
        e_state_probability=(("chain", "draw", "e_level"), share[..., ::-1]),
        d_by_state=(("chain", "draw", "d_level"), rng.normal([0.0, 100.0], 1.0, (4, 2500, 2))),
    )


def test_the_recipe_survives_json(whole):
    r, posterior = whole
    again = recipe_of(posterior)
    assert json.loads(json.dumps(again.__dict__)) == json.loads(json.dumps(r.__dict__))
    assert recipe_of(with_recipe(posterior, again)) == again
    assert recipe_of(posterior.assign_attrs(recipe="")) is None


def test_expanding_what_was_compacted_gives_the_same_bytes(whole, tmp_path):
    r, posterior = whole
    small = compact(posterior)
    assert not set(r.names) & set(small)
    assert set(posterior) - set(small) == set(r.names)
    kept = remembering(posterior.assign(a=posterior["a"].assign_attrs(label="A")))
    for again in (expand(compact(kept)), expand(kept)):
        assert set(again) == set(kept)
        for name in kept:
            assert again[name].to_numpy().tobytes() == kept[name].to_numpy().tobytes(), name
            assert (again[name].dims, again[name].dtype, again[name].attrs) == (
                kept[name].dims,
                kept[name].dtype,
                kept[name].attrs,
            )
    tree = xr.DataTree.from_dict(
        {
            "/": xr.Dataset(attrs={"fingerprint": "x"}),
            "posterior": kept,
            "prior": xr.Dataset(),
            "checks": xr.Dataset(),
        }
    )
    write_fit(tmp_path / "fit.nc", tree)
    read = read_fit(tmp_path / "fit.nc")["posterior"].to_dataset()
    for name in kept:
        assert read[name].to_numpy().tobytes() == kept[name].to_numpy().tobytes(), name
        assert read[name].dims == kept[name].dims
    assert (tmp_path / "fit.nc").stat().st_size < 0.5 * sum(kept[n].nbytes for n in r.names)


def test_states_come_as_often_as_their_probabilities_say(whole):
    _, posterior = whole
    share = posterior["d_state_probability"].to_numpy()[..., 1]
    for name, probability in (
        ("d_state", share),
        ("e", 1 - share),
        ("b_state", 0.7 + 0 * share),
        ("c", 0.1 + 0 * share),
    ):
        drawn_, p = posterior[name].to_numpy().astype(float), probability[..., None]
        score = (drawn_ - p) / np.sqrt(p * (1 - p))
        assert abs(score.mean()) < 4 / np.sqrt(score.size)
        for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0)):  # and so given what is sampled
            inside = (share >= low) & (share < high)
            assert abs(score[inside].mean()) < 4 / np.sqrt(score[inside].size), (name, low)
    picked = posterior["d_by_state"].to_numpy()[:, :, None, :] * np.ones((1, 1, 8, 1))
    index = posterior["d_state"].to_numpy().astype(int)
    np.testing.assert_array_equal(
        posterior["d"], np.take_along_axis(picked, index[..., None], -1)[..., 0]
    )
    assert set(np.unique(posterior["b"].to_numpy()[posterior["b_state"].to_numpy() == 1])) == {7.5}


def test_sets_differ_and_are_uncorrelated(whole):
    _, posterior = whole
    for name in ("a", "b", "c"):
        x = posterior[name].transpose("chain", "draw", SET).to_numpy().reshape(DRAWS, 8)
        for i, j in combinations(range(8), 2):
            assert abs(np.corrcoef(x[:, i], x[:, j])[0, 1]) < 5 / np.sqrt(DRAWS), (name, i, j)


def test_powers_change_what_they_name_and_keep_the_numbers_behind(whole):
    r, posterior = whole
    again = drawn(
        powered(r, {"b_low": 0.25, "c": 2.0, "v[0]": 0.5}),
        **{k: posterior[k] for k in ("d_state_probability", "e_state_probability", "d_by_state")},
    )
    low = posterior["b_by_state"].sel(b_level="low")
    np.testing.assert_allclose(
        again["b_by_state"].sel(b_level="low"), 2 * low, rtol=1e-9
    )  # sd / sqrt(1/4)
    assert float(again["c"].mean()) == pytest.approx(
        0.1**2 / (0.1**2 + 0.9**2), abs=4 * np.sqrt(0.012 / again["c"].size)
    )
    gamma = stats.gamma(1.5, scale=2.0)
    assert float(again["v"].sel(group="x").mean()) == pytest.approx(gamma.mean(), rel=0.003)
    for name in ("a", "b_state", "d", "e"):
        xr.testing.assert_equal(again[name], posterior[name])


def test_sets_are_folded_and_unfolded(whole):
    _, posterior = whole
    for name in ("a", "v", "d_state"):
        back = unfold(fold(posterior[name], 8), 8).transpose(*posterior[name].dims)
        np.testing.assert_array_equal(back, posterior[name])
    one = fold(posterior["d_state_probability"], 8)
    assert one.sizes["draw"] == 20_000
    np.testing.assert_array_equal(
        one.to_numpy()[:, 8:16],
        np.repeat(posterior["d_state_probability"].to_numpy()[:, 1:2], 8, axis=1),
    )
    assert fewer(posterior, 3).sizes[SET] == 3


def test_pruned_and_joined_recipes_hold_what_the_posterior_holds(whole):
    r, posterior = whole
    some = pruned(posterior.drop_vars(["a", "c", "b", "b_state"]))
    assert set(recipe_of(some).names) == {"v", "b_by_state", "d", "d_state", "e"}
    assert set(expand(compact(some))) == set(some)
    alone = pruned(
        posterior.drop_vars(["b_by_state", "e_state_probability"])
    )  # what these made can only be kept as it is
    assert not {"b", "b_state", "e"} & set(recipe_of(alone).names)
    xr.testing.assert_equal(expand(compact(alone))["b"], posterior["b"])
    other = with_recipe(
        posterior[["a"]],
        Recipe(12, 8, {"a": {**of([2, 3, 4], [0, 9]), "dimension": 0}}, {"a": ["a"]}),
    )
    both = recipe_of(with_both(posterior, posterior, other))
    assert both.parts["a"]["jqpd"] != r.parts["a"]["jqpd"]
    assert set(both.names) == set(r.names)


def test_recipes_of_different_models_have_different_numbers(tiny_case):
    """What is put together of two structures, fitted with one seed, must be independent."""
    from stakes.case.case import open_case

    case = open_case(tiny_case)
    model = build(case)
    wanted = informed(model)
    one = recipe(model, wanted, case.quantities, 3)
    rest = {name: q for name, q in case.quantities.items() if name != "wet_decade"}
    other = recipe(model, wanted, rest, 3)
    assert one.seed != other.seed
    assert one == recipe(model, wanted, case.quantities, 3)
    raised_ = recipe(model, wanted, case.quantities, 3, powers={"works": (0.5, 1.0)})
    assert raised_.seed == one.seed  # the same numbers behind other quantiles
    assert raised_.parts["sign_pact"]["power"] == 0.5
