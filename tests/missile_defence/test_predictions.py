"""The predictions of the case, on draws from its beliefs."""

from dataclasses import replace

import numpy as np
import pytest

from stakes.assessment.scores.foretelling import Future, foretold, years_to
from stakes.assessment.scores.reliability import dealt_at_random, events
from stakes.assessment.scores.scoreboard import averages, one, scored
from stakes.assessment.scores.surprises import surprises
from stakes.case.reading.module_loading import load_module
from stakes.errors import CaseError
from stakes.outcomes.consequence_model import Beliefs, Call

SEEDS = 20


@pytest.fixture(scope="module")
def told(believed):
    case, fit = believed
    return foretold(case, fit, "posterior")


@pytest.fixture(scope="module")
def found(believed):
    return scored(*believed)


def test_every_prediction_is_a_probability_or_a_number_of_each_draw(believed, told):
    case, fit = believed
    shape = (fit["posterior"].sizes["chain"], fit["posterior"].sizes["draw"])
    assert set(told) == set(case.predictions.records)
    for name, x in told.items():
        assert x.shape[:2] == shape
        assert np.isfinite(x).all(), name
        if case.predictions.records[name].type == "event":
            assert ((x >= 0) & (x <= 1)).all(), name
        elif case.predictions.records[name].type == "count":
            assert (x == np.round(x)).all(), name
        assert (x >= 0).all(), name


def test_what_takes_longer_or_asks_for_more_is_as_likely_or_less(told):
    mean = {name: x.mean() for name, x in told.items()}
    for less, more in [
        ("data_by_chicago", "data_by_2016"),
        ("data_at_work", "data_by_2016"),
        ("sectors_by_2016", "data_by_2016"),
        ("attack_by_2020", "attack_by_2026"),
        ("campaign_by_2020", "campaign_by_2026"),
        ("phase_2_in_2015", "phase_2_in_2016"),
        ("payloads_by_2016", "answer_by_2016"),
    ]:
        assert mean[less] < mean[more], (less, more)


@pytest.fixture(scope="module")
def ahead(believed):
    """The code of the predictions, the draws, and what a prediction for mid-2016 is given with one
    generator or another.
    """
    case, fit = believed
    beliefs = Beliefs(fit["posterior"].to_dataset())
    setting = Call(case, case.as_of).setting(beliefs, case.as_of)
    span = years_to(case.predictions.records["suspension_by_2016"].resolves, case.as_of)
    code = load_module(case.root / "analysis" / "predictions.py")
    given = setting, case.evidence_as_of(), span
    return code, beliefs, lambda seed: Future(*given, np.random.default_rng(seed))


def gap(predicted, truth):
    """Mean difference between what is drawn and its expectation, over seeds, in its errors."""
    off = np.array([float((predicted(seed) - truth).mean()) for seed in range(SEEDS)])
    return off.mean() / (off.std(ddof=1) / np.sqrt(SEEDS))


def test_ruptures_are_drawn_by_the_chances_that_the_chain_gives(ahead):
    code, beliefs, future = ahead
    see = code.see
    n, steps = see.Numbers(beliefs, future(0).setting), see.Steps(future(0).setting, future(0).span)
    chain = see.Chain(n, steps)
    rates = n["rupture_by_type"] * steps.length
    none, whole, expected = chain.now, chain.now, 0.0
    for _ in range(steps.number):
        expected = expected + (rates * whole).sum(axis=0)
        none, whole = chain.mixed(none * np.exp(-rates)), chain.mixed(whole)
    chance = see.drawn(beliefs, 1 - none.sum(axis=0))
    number = see.drawn(beliefs, expected)
    day = lambda seed: np.isfinite(code.first_suspension(beliefs, future(seed + SEEDS)))  # noqa: E731
    assert abs(gap(lambda seed: code.suspension_by_2016(beliefs, future(seed)), chance)) < 4.5
    assert abs(gap(day, chance)) < 4.5
    assert abs(gap(lambda seed: code.suspensions_by_2020(beliefs, future(seed)), number)) < 4.5
    assert abs(gap(day, 0.9 * chance)) > 4.5


def test_days_of_a_first_answer_come_by_its_chance(ahead):
    code, beliefs, future = ahead
    chance = code.answer_by_2016(beliefs, future(0))
    day = lambda seed: np.isfinite(code.first_answer(beliefs, future(seed)))  # noqa: E731
    assert abs(gap(day, chance)) < 4.5
    assert abs(gap(day, 0.9 * chance)) > 4.5


def test_thirty_five_and_more_are_scored_each_with_its_source(believed, found):
    case, _ = believed
    done = [s for s in found if s.scores]
    assert len(done) >= 35
    for s in done:
        assert s.prediction.source in case.predictions.sources
        assert s.prediction.known > case.as_of
        if s.prediction.forecast:
            assert s.prediction.forecast.date <= case.as_of
    assert [s.prediction.id for s in found if not s.scores] == ["joint_shield_by_2031"]


def test_averages_hold_every_baseline(found):
    table = averages(found)
    assert int(table["n"].sel(rule="log", forecaster="even")) >= 25
    assert int(table["n"].sel(rule="log", forecaster="of_the_time")) >= 5
    assert int(table["n"].sel(rule="crps", forecaster="prior")) >= 15
    assert float(table["mean"].sel(rule="brier", forecaster="even")) == 0.25


@pytest.mark.parametrize("rule", ["log", "brier"])
def test_a_permutation_of_the_outcomes_scores_worse(found, rule):
    """Of the events of the case, by what is believed before any evidence."""
    p, came = events(found)
    own = float(averages(found)["mean"].sel(rule=rule, forecaster="model"))
    dealt = dealt_at_random(p, came, 1)
    assert getattr(dealt, rule) > own
    assert dealt.no_worse < 0.1


@pytest.mark.parametrize("rule", ["log", "brier", "crps"])
def test_a_forecaster_who_knows_the_outcomes_scores_best(believed, found, rule):
    case, _ = believed
    resolved = [s for s in found if s.scores]
    all_knowing = [
        one(
            s.prediction,
            case.as_of,
            {"model": np.full((2, 5000), s.outcome), "prior": s.draws["prior"]},
        )
        for s in resolved
    ]
    known, ours = (averages(some)["mean"].sel(rule=rule) for some in (all_knowing, resolved))
    assert float(known.sel(forecaster="model")) == pytest.approx(0, abs=1e-9)
    assert float(known.sel(forecaster="model")) < float(ours.min())


def test_surprises_are_sentences(believed, found):
    case, _ = believed
    said = surprises(found, case.as_of)
    assert said
    assert all(line.endswith(".") and "The model: " in line for line in said)


def test_a_fit_as_of_another_day_predicts_nothing(believed):
    case, fit = believed
    later = fit.copy()
    later.attrs["as_of"] = "2014-01-01"
    with pytest.raises(CaseError, match="predicts as of 2011-06-10, and the fit is as of 2014"):
        scored(case, later)


def test_a_case_without_predictions_scores_none(believed):
    case, fit = believed
    assert scored(replace(case, predictions=type(case.predictions)()), fit) == []
