"""Draws of parts, put together: the posterior of the whole, whoever makes them."""

import numpy as np
import pytest
import xarray as xr
from tests.inference.apart.made_up_parts import SEEN, known, two_means, two_parts
from tests.inference.made_up_draws import draws, stats

from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.inference import sampling
from stakes.inference.apart.drawing import OF_ALL, Elsewhere, draw, sample, shares
from stakes.inference.apart.parts import parted
from stakes.inference.diagnostics import GRADIENTS
from stakes.inference.sampling import Settings

SETTINGS = Settings(draws=1000, tune=500, chains=4, seed=3)


@pytest.fixture(scope="module")
def here():
    return draw(two_parts(), "the joint model", SETTINGS)


def test_the_posterior_is_that_of_the_whole(here):
    posterior = here[0]["posterior"].to_dataset()
    assert set(posterior) == set(SEEN)
    for name in SEEN:
        mean, sd = known(name)
        x = posterior[name].to_numpy()
        error = sd / 800**0.5  # of some 1,600 effective draws, half as many allowed for
        assert x.mean() == pytest.approx(mean, abs=4 * error)
        assert x.std() == pytest.approx(sd, rel=0.1)
    apart = np.corrcoef(posterior["left"].values.ravel(), posterior["right"].values.ravel())[0, 1]
    assert abs(apart) < 4 / 1000**0.5
    assert here[1]["retried"] == 0
    assert here[1]["ess_min"] > 400


def test_the_statistics_are_of_all_parts_together(here):
    parts, found = two_parts(), here[0]["sample_stats"].to_dataset()
    alone = [
        sampling.sample(parts[i], Settings(1000, 500, 4, parts.seed(3, i)))["sample_stats"]
        for i in range(2)
    ]
    assert set(found) == set(OF_ALL)
    np.testing.assert_allclose(found["energy"], sum(one["energy"] for one in alone))
    np.testing.assert_array_equal(found["n_steps"], sum(one["n_steps"] for one in alone))
    np.testing.assert_array_equal(found["depth"], np.maximum(*(one["depth"] for one in alone)))
    assert not found["diverging"].any()


def test_gradients_are_of_all_parts_and_vanish_on_average(here):
    kept = here[0][GRADIENTS].to_dataset()
    assert kept.sizes["coordinate"] == len(SEEN)
    gradient, place = (to_numpy(kept[v].astype(float), "coordinate") for v in ("gradient", "place"))
    for nothing in (*gradient, *(1 + place * gradient)):
        assert abs(nothing.mean()) < 4 * standard_error(nothing)


def test_another_process_makes_the_same_draws(here):
    lines = []
    trace, found = draw(
        two_parts(), "the joint model", SETTINGS, lines.append, Elsewhere(two_parts, (), 2)
    )
    assert found == here[1]
    for group in ("posterior", "sample_stats", GRADIENTS):
        xr.testing.assert_identical(
            trace[group].to_dataset().drop_attrs(), here[0][group].to_dataset().drop_attrs()
        )
    assert lines == []


def test_a_model_in_one_part_is_sampled_as_it_is():
    parts = parted(two_means())
    trace, alone = sample(parts, SETTINGS), sampling.sample(parts[0], SETTINGS)
    assert list(trace["posterior"].data_vars) == ["left", "right"]
    xr.testing.assert_identical(
        trace["posterior"].to_dataset().drop_attrs(), alone["posterior"].to_dataset().drop_attrs()
    )


@pytest.fixture
def failing(monkeypatch):
    """The first try of one variable has a divergent draw; all others have none."""
    tries = []

    def sampled(compiled, settings, target_accept=None):
        tries.append((compiled, target_accept))
        x = np.random.default_rng(settings.seed).normal(size=(4, 500))
        diverging = np.arange(2000).reshape(4, 500) < (compiled == "left" and target_accept is None)
        groups = {"posterior": draws(**{compiled: ((), x)}), "sample_stats": stats(diverging)}
        return xr.DataTree.from_dict(groups)

    monkeypatch.setattr(sampling, "compile_model", lambda model: model.free_RVs[0].name)
    monkeypatch.setattr(sampling, "with_data", lambda compiled, data: compiled)
    monkeypatch.setattr(sampling, "sample", sampled)
    return tries


def test_only_a_part_that_fails_is_sampled_once_more(failing):
    said = []
    _, found = draw(two_parts(), "the joint model", SETTINGS, said.append)
    assert sorted(name for name, _ in failing) == ["left", "left", "right"]
    assert found["retried"] == 1
    assert found["divergences"] == 0
    assert len(said) == 1


def test_shares_are_about_as_large_as_each_other():
    sizes = [9, 7, 6, 5, 4]
    assert sorted(i for share in shares(sizes, 3) for i in share) == [0, 1, 2, 3, 4]
    totals = [sum(sizes[i] for i in share) for share in shares(sizes, 3)]
    assert max(totals) - min(totals) <= min(sizes)
    assert shares([3], 4) == [[0]]
    assert shares([1, 2], 0) == [[1, 0]]
