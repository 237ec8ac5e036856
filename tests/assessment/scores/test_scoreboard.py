"""Forecasters with known knowledge against each other."""

from datetime import date

import numpy as np
import pytest

from stakes.assessment.scores import reliability as rely
from stakes.assessment.scores.scoreboard import averages, one
from stakes.assessment.scores.surprises import surprises
from stakes.case.statements.predictions import Forecast, Prediction

START = date(2011, 6, 10)


def prediction(name, kind, outcome, **more):
    return Prediction(
        id=name,
        topic="one",
        statement=f"What {name} says.",
        type=kind,
        resolves=date(2020, 12, 31),
        outcome=outcome,
        known=date(2019, 1, 1),
        source="someone",
        **more,
    )


def events(seed, told, n=60):
    """Events of known chances, with what one who is `told` so much of the outcome says."""
    rng = np.random.default_rng(seed)
    chance = rng.random(n)
    came = rng.random(n) < chance
    said = np.clip(told * came + (1 - told) * chance, 0.001, 0.999)
    prior = rng.beta(2, 2, (1, 200))
    return [
        one(
            prediction(f"e{i}", "event", bool(came[i])),
            START,
            {"model": np.full((2, 100), said[i]), "prior": prior},
        )
        for i in range(n)
    ]


def mean(found, who="model", rule="brier"):
    return float(averages(found)["mean"].sel(rule=rule, forecaster=who))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rule", ["log", "brier"])
def test_who_knows_more_scores_better_and_who_knows_all_scores_best(seed, rule):
    ignorant, chances, all_of_it = (
        mean(events(seed, 0.0), "even", rule),
        mean(events(seed, 0.0), rule=rule),
        mean(events(seed, 1.0), rule=rule),
    )
    assert all_of_it < 0.01 < chances < ignorant


@pytest.mark.parametrize("seed", range(5))
def test_outcomes_dealt_at_random_score_worse(seed):
    p, came = rely.events(events(seed, 0.0))
    dealt = rely.dealt_at_random(p, came, seed)
    assert dealt.brier > ((p - came) ** 2).mean()
    assert dealt.no_worse < 0.01


def test_outcomes_dealt_at_random_to_one_who_knows_nothing_score_alike():
    rng = np.random.default_rng(0)
    shares = [
        rely.dealt_at_random(rng.random(40), (rng.random(40) < 0.5) * 1.0, s, 200).no_worse
        for s in range(100)
    ]
    assert 0.4 < np.mean(shares) < 0.6


def test_numbers_are_scored_by_their_distribution_in_units_of_the_prior():
    rng = np.random.default_rng(1)
    prior, model = rng.normal(0, 10, (2, 500)), rng.normal(5, 1, (2, 500))
    told = Forecast(value=8.0, said="eight", date=date(2010, 1, 1), source="someone")
    found = one(
        prediction("a", "amount", 5.0, forecast=told), START, {"model": model, "prior": prior}
    )
    assert "even" not in found.scores
    scores = {who: s["crps"].value for who, s in found.scores.items()}
    assert scores["model"] < scores["of_the_time"] < scores["prior"]
    width = np.subtract(*np.quantile(prior, [0.95, 0.05]))
    assert scores["of_the_time"] == pytest.approx(3 / width)
    assert 0.4 < found.position < 0.6


def test_a_date_that_has_not_come_counts_as_the_day_that_resolves_it():
    never = np.full((1, 50), (date(2020, 12, 31) - START).days / 365.25)
    found = one(prediction("d", "date", False), START, {"model": never, "prior": never / 2})
    assert found.scores["model"]["crps"].value == 0.0
    assert found.scores["prior"]["crps"].value > 1.0


def test_an_open_prediction_is_kept_and_not_scored():
    p = Prediction(id="o", topic="one", statement="Later.", type="event", resolves=date(2031, 1, 1))
    found = one(p, START, {"model": np.full((1, 10), 0.3), "prior": np.full((1, 10), 0.5)})
    assert found.scores == {}
    assert found.told == pytest.approx(0.3)
    assert averages([found])["n"].sum() == 0


def test_brier_is_made_of_its_parts_and_the_band_holds_the_calibrated():
    inside = []
    for seed in range(20):
        p, came = rely.events(events(seed, 0.0, 40))
        found = rely.reliability(p, came, seed)
        parts = found["miscalibration"] - found["discrimination"] + found["uncertainty"]
        assert float(parts) == pytest.approx(float(found["brier"]))
        held = (found["recalibrated"] >= found["lower"]) & (found["recalibrated"] <= found["upper"])
        inside.append(float(held.mean()))
    assert 0.85 < np.mean(inside) < 0.97


def test_who_says_the_opposite_lies_outside_the_band():
    found = events(3, 0.0, 60)
    p, came = rely.events(found)
    order = np.argsort(1 - p, kind="stable")
    wrong = rely.reliability((1 - p)[order], came[order], 1)
    held = (wrong["recalibrated"] >= wrong["lower"]) & (wrong["recalibrated"] <= wrong["upper"])
    assert float(held.mean()) < 0.7
    assert float(wrong["miscalibration"]) > 0.15


def test_equal_probabilities_are_recalibrated_alike():
    curve = rely.isotonic(np.array([0.2, 0.2, 0.2, 0.9]), np.array([1.0, 0.0, 0.0, 1.0]))
    assert curve == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1.0])


def test_bins_hold_all_events_with_intervals_about_their_shares():
    p, came = rely.events(events(1, 0.0, 43))
    bins = rely.in_bins(p, came)
    assert int(bins["n"].sum()) == 43
    assert (bins["lower"] <= bins["frequency"]).all()
    assert (bins["frequency"] <= bins["upper"]).all()


def test_surprises_are_said_in_words_the_greatest_first():
    flat = {"prior": np.full((1, 100), 0.5)}
    found = [
        one(prediction("likely", "event", True), START, {"model": np.full((1, 100), 0.9), **flat}),
        one(prediction("odd", "event", True), START, {"model": np.full((1, 100), 0.15), **flat}),
        one(
            prediction("odder", "event", False, disputed="It half came."),
            START,
            {"model": np.full((1, 100), 0.97), **flat},
        ),
    ]
    assert surprises(found, START) == [
        "What odder says. The model: almost certain, 97 %; it did not come (disputed).",
        "What odd says. The model: very unlikely, 15 %; it came.",
    ]
