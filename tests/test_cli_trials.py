"""`stakes score` and `stakes calibrate`, as typed."""

from types import SimpleNamespace

import numpy as np
import pytest

from stakes import cli, cli_trials
from stakes.report import scores as report
from stakes.runs.calibration import calibrate as room
from stakes.runs.calibration.verdict import tested as verdict

PREDICTIONS = """
topics = ["water"]

[predictions.wet]
topic = "water"
statement = "It floods by 2015."
type = "event"
resolves = 2015-12-31

[sources.nobody]
publisher = "No"
title = "No"
date = "2012"
url = ""
read = "memory"
grade = "D"
"""
CODE = """
def wet(beliefs, future):
    return 0.0 * beliefs["flood_rate"] + 0.4
"""


def predict(case):
    for file, text in (("predictions.toml", PREDICTIONS), ("predictions.py", CODE)):
        (case / "analysis" / file).write_text(text, encoding="utf-8")


def scores():
    """Of nothing but a curve and a bin, for a picture."""
    point = {"probability": 0.5, "lower": 0.2, "upper": 0.9}
    bins = SimpleNamespace(**point, frequency=0.5)
    return SimpleNamespace(curve=[SimpleNamespace(**point, recalibrated=0.5)], bins=[bins])


def ranks(shift):
    even = (np.arange(100) + 0.5) / 100
    return {"flood_rate": even**shift, "value of dam": even, "lead of dam over wait": even}


def test_a_case_that_predicts_nothing_is_told_so(tiny_case, capsys):
    assert cli._guarded(["score", "--case", str(tiny_case)]) == 0
    assert "predicts nothing: there is no analysis/predictions.toml" in capsys.readouterr().out


def test_predictions_without_a_run_are_a_line(tiny_case, capsys):
    predict(tiny_case)
    assert cli._guarded(["score", "--case", str(tiny_case)]) == cli.BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert "run `stakes run` first" in line


def test_a_picture_that_cannot_be_written_is_said_of_the_picture(tiny_case, monkeypatch, capsys):
    predict(tiny_case)
    monkeypatch.setattr(cli_trials, "_scored", lambda *_: (["something"], scores()))
    monkeypatch.setattr(report, "show_scores", lambda *_: None)
    words = ["score", "--case", str(tiny_case), "--picture", str(tiny_case / "case.toml" / "a.svg")]
    assert cli._guarded(words) == cli.BAD_INPUT
    said = capsys.readouterr().err
    assert "--picture" in said
    assert "--out" not in said


@pytest.mark.parametrize(("shift", "status", "said"), [(1, 0, "all of them inside"), (3, 3, "1 o")])
def test_the_status_says_whether_the_computing_is_calibrated(
    tiny_case, monkeypatch, capsys, shift, status, said
):
    asked = []

    def found(case, plan, say):
        asked.append(plan)
        return [verdict("", ranks(shift), 0)]

    monkeypatch.setattr(room, "calibrated", found)
    words = ["calibrate", "--case", str(tiny_case), "--refits", "100", "--posterior"]
    assert cli._guarded(words) == status
    shown = " ".join(capsys.readouterr().out.split())
    assert f"A tiny case: 3 numbers over 100 refits; {said}" in shown
    assert "lead of dam over wait" in shown
    (plan,) = asked
    assert (plan.refits, plan.seed, plan.posterior, plan.scheduler) == (100, 7, True, None)
    assert plan.out == tiny_case / "results"


def test_too_few_refits_are_refused(tiny_case, capsys):
    assert cli._guarded(["calibrate", "--case", str(tiny_case), "--refits", "3"]) == cli.BAD_INPUT
    assert "--refits" in capsys.readouterr().err
