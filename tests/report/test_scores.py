"""Scores and calibration as they are shown."""

from datetime import date
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from stakes.assessment.scores.picture import plot_reliability
from stakes.assessment.scores.scoreboard import one
from stakes.assessment.scores.summary import summary
from stakes.case.statements.predictions import Forecast, Prediction
from stakes.report.calibration import show_calibration
from stakes.report.scores import show_scores
from stakes.runs.calibration.picture import plot_ranks
from stakes.runs.calibration.verdict import tested as verdict

CASE = SimpleNamespace(title="One", as_of=date(2011, 6, 10), seed=1)


def made(name, kind, outcome, model, **more):
    known = {} if outcome is None else {"known": date(2015, 1, 1), "source": "someone"}
    p = Prediction(
        id=name,
        topic="water",
        statement=f"About {name}.",
        type=kind,
        resolves=date(2020, 12, 31),
        outcome=outcome,
        **known,
        **more,
    )
    prior = np.random.default_rng(1).random((1, 200))
    return one(p, CASE.as_of, {"model": model, "prior": prior})


@pytest.fixture
def found():
    rng = np.random.default_rng(2)
    told = Forecast(value=0.9, said="planned", date=date(2010, 1, 1), source="someone")
    several = [
        made(f"e{i}", "event", bool(i % 2), np.full((2, 50), 0.3 + 0.4 * (i % 2)), forecast=told)
        for i in range(12)
    ]
    number = made("levels", "amount", 3.0, rng.normal(0, 0.5, (2, 50)), unit="metres")
    return [*several, number, made("later", "event", None, np.full((2, 50), 0.5))]


def shown(found):
    out = StringIO()
    show_scores(CASE, found, Console(file=out, width=200))
    return out.getvalue()


def test_scores_are_shown_by_topic_against_every_baseline(found):
    text = shown(found)
    assert "Brier: better than an even chance by 0.16" in text
    assert "Brier: better than forecasts of the time" in text
    assert "CRPS (prior's 90 %): worse than the prior" in text
    assert "of the deals do as well as what came" in text
    assert "0 of 1 numbers lie in the central 90 %" in text
    assert "About levels. The model: " in text
    assert "metres; it was 3." in text
    assert text.index("Not scored, as they are open") < text.index("About later.")


def test_a_case_that_predicts_nothing_says_so():
    assert "predicts nothing" in shown([])


def test_the_reliability_picture_has_the_curve_its_band_and_the_bins(found):
    axes, shown = plot_reliability(summary(CASE, found, ""))
    assert shown.sizes == {"event": 12, "bin": 2}
    labels = axes.get_legend_handles_labels()[1]
    assert {"if calibrated", "recalibrated", "in bins, 90 %"} == set(labels)


@pytest.fixture
def calibration():
    even = (np.arange(60) + 0.5) / 60
    ranks = {"rate": even**4, "value of dam": even, "lead of dam over wait": even}
    return verdict("", ranks, 2)


def test_what_leaves_the_band_is_shown_first(calibration):
    out = StringIO()
    table = calibration.table
    show_calibration("One", table, calibration.own_numbers, Console(file=out, width=120))
    text = out.getvalue()
    assert "One: 3 numbers over 60 refits; 1 outside the band of 99 % for the family." in text
    assert "2 refits had a divergence." in text
    rows = text[text.index("The least likely of all") :]
    assert rows.index("rate") < rows.index("value of dam")
    assert "outside that of the family" in rows


def test_the_picture_of_ranks_names_the_lead_and_what_fails(calibration):
    axes, shown = plot_ranks(calibration)
    labels = axes.get_legend_handles_labels()[1]
    assert labels == ["lead of dam over wait", "rate"]
    away = np.abs(shown["departure"]).max("share")
    assert float(away.sel(number="lead of dam over wait")) < 0.02
    assert float(away.sel(number="rate")) > 0.3
    assert plot_ranks(calibration, ["rate"])[0].get_legend_handles_labels()[1] == ["rate"]
