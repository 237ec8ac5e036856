"""Regressions are followed where that pays, and not where it does not."""

import numpy as np
import pytest
import xarray as xr

import stakes
from known_sequences import nothing_told, sign, sign_exactly
from stakes.decision.sequence.fold_regression import shrinkage
from stakes.decision.sequence.fold_regression.folds import folds_of
from stakes.decision.sequence.fold_regression.shrinkage import BATCHES, SHARES, Trials, shrunk
from stakes.decision.sequence.stage import Stage

FOLDS = folds_of((500,))


def added(found):
    return float(found["flexibility"][0]), float(found["flexibility_se"][0])


def added_over(problem, seeds):
    """Mean over seeds of what is added, and its error from how seeds differ."""
    each = np.array([added(stakes.policy(problem(seed)))[0] for seed in range(seeds)])
    return each.mean(), each.std(ddof=1) / np.sqrt(seeds)


# ---- where nothing is learned


@pytest.mark.parametrize("tails", [1, 3])
@pytest.mark.parametrize("seed", range(6))
def test_where_nothing_is_learned_nothing_is_added(seed, tails):
    found = stakes.policy(nothing_told(seed, behind=0.1 * tails**2, tails=tails))
    value, error = added(found)
    assert abs(value) <= 2 * error
    assert float((found["chosen"] == 0).mean()) > 0.98
    assert float(found["value"]) >= float(found["held"]) - 2 * float(found["value_se"])


def test_it_does_not_follow_noise_where_options_are_nearly_equal(monkeypatch):
    """Always following loses there, clearly; following as far as it pays, little."""
    wary, error = added_over(lambda seed: nothing_told(seed, 500), 40)
    monkeypatch.setattr(shrinkage, "SHARES", np.array([1.0]))
    follower, off = added_over(lambda seed: nothing_told(seed, 500), 40)
    assert follower < -4 * off
    assert wary > follower / 3
    assert wary < 2 * error


def test_two_stages_at_which_nothing_is_learned():
    for seed in range(4):
        first, last = nothing_told(seed)[0], nothing_told(seed + 100)[0]
        stages = [Stage("first", first.value, first.sees), Stage("last", last.value, last.sees)]
        found = stakes.policy(stages)
        assert (abs(found["flexibility"]) <= 2 * found["flexibility_se"]).all()
        assert float((found["chosen"] == 0).mean()) > 0.98


def test_sets_that_repeat_a_draw_do_not_make_noise_look_sure():
    """The same 250 draws eight times: errors of a gain are those of 250."""
    wrong = 0
    for seed in range(20):
        (stage,) = nothing_told(seed, 250, 0.3)
        dims = ("chain", "draw", "set")

        def eight(x, dims=dims):
            return xr.DataArray(np.repeat(x.reshape(2, 125, 1), 8, axis=2), dims=dims)

        value = xr.concat([eight(row) for row in stage.value.values], "option")
        seen = {name: eight(x) for name, x in stage.sees.items()}
        found = stakes.policy(
            [Stage("now", value.assign_coords(option=list("abc")), xr.Dataset(seen))]
        )
        wrong += float((found["chosen"] != 0).mean()) > 0.05
    assert wrong <= 6


# ---- where something is learned


@pytest.mark.parametrize("seed", range(5))
def test_a_sign_adds_what_it_is_worth(seed):
    value, error = added(stakes.policy(sign(seed)))
    assert abs(value - sign_exactly()) < 3 * error


@pytest.mark.parametrize("noise", [0.5, 1.0, 3.0, 6.0])
def test_it_is_never_optimistic(noise):
    """Over seeds: no more than the sign is worth, and where it is worth much hardly less."""
    mean, error = added_over(lambda seed: sign(seed, 1000, noise), 40)
    assert mean < sign_exactly(noise) + 2 * error
    if noise <= 1:
        assert mean > 0.93 * sign_exactly(noise) - 2 * error


def test_one_option_that_turns_with_a_sign_among_many_that_are_noise():
    rng = np.random.default_rng(1)
    seen, error = rng.normal(size=(2, 8000))
    noise = rng.normal(size=(6, 8000))
    options = {"stay": 0 * seen, "act": seen - 1 + error}
    options |= {f"other_{i}": row - 0.1 * (i + 1) for i, row in enumerate(noise)}
    value = xr.DataArray(
        np.array(list(options.values())), {"option": list(options)}, ("option", "sample")
    )
    found = stakes.policy([Stage("now", value, {"seen": seen, "nothing": rng.normal(size=8000)})])
    gain, off = added(found)
    assert abs(gain - 0.0833) < 3 * off  # E max(0, x - 1) of a standard normal
    assert float((found["chosen"] > 1).mean()) < 0.1


# ---- the parts


def test_what_is_left_of_a_lead_is_its_mean():
    leads, means = np.array([[0.3, 2.0], [-1.0, 4.0]]), np.array([0.5, -0.2])
    np.testing.assert_array_equal(shrunk(leads, means, 1.0), leads)
    np.testing.assert_array_equal(shrunk(leads, means, 0.0), [[0.5, 0.0], [-0.2, 0.0]])
    np.testing.assert_allclose(shrunk(leads, means, 0.5), [[0.4, 1.0], [-0.6, 2.0]])


def trials(gains):
    empty = np.zeros((FOLDS.count, FOLDS.count, 2, 1))
    return Trials(FOLDS, empty, empty[..., 0], gains)


def test_a_share_is_taken_where_its_gain_is_clear():
    rng = np.random.default_rng(1)
    gains = np.zeros((FOLDS.count, len(SHARES), FOLDS.count, BATCHES))
    noise = rng.normal(size=gains.shape[2:])
    assert not trials(gains).shares().any()
    gains[:, 2] = 0.05 + noise - noise.mean()
    assert not trials(gains).shares().any()
    gains[:, 2] += 1
    assert (trials(gains).shares() == SHARES[2]).all()
    gains[:, 4] = gains[:, 2] + 0.5
    assert (trials(gains).shares() == SHARES[4]).all()


def test_the_fold_on_which_choices_are_tried_has_no_say():
    """Gains in the fold itself change nothing for its own variant, whatever they are."""
    gains = np.zeros((FOLDS.count, len(SHARES), FOLDS.count, BATCHES))
    gains[0, 4, 0] = 100.0
    gains[1, 4, 0] = 100.0 + np.arange(BATCHES)
    assert trials(gains).shares().tolist()[:2] == [0.0, 1.0]


def test_trials_are_of_gains_over_the_best_on_average():
    """By hand: acting gains 1 in the draws of positive sign, of which the lead tells."""
    sign_of = np.where(np.random.default_rng(1).random(500) < 0.5, 1.0, -1.0)
    leads = np.zeros((FOLDS.count, FOLDS.count, 2, 2))
    leads[:, :, 1] = -0.5, 1.0  # at half of it the lead is never above 0
    means = np.zeros((FOLDS.count, FOLDS.count, 2))
    means[:, :, 1] = -0.5
    found = Trials.of(FOLDS, leads, means)
    for k, piece in FOLDS.pieces():
        rows = np.array([np.ones(100), sign_of[piece]])
        found.add(k, piece, rows, np.array([[np.zeros(100), sign_of[piece]]]))
    total = found.gains.sum(axis=3)
    for k in range(FOLDS.count):
        good = (sign_of[100 * k : 100 * (k + 1)] > 0).sum()
        for v in range(FOLDS.count):
            assert total[v, :, k].tolist() == [0, 0, 0, *((good, good) if v != k else (0, 0))]
