"""The answer in words: it follows the numbers, as far as their errors allow."""

from typing import Any

import pytest
import xarray as xr

from made_up_record import made_up
from stakes.assessment.sentences import (
    asked_sentence,
    confidence_sentence,
    likelihood_sentence,
    reading,
    size,
)
from stakes.assessment.verdict import confidence
from stakes.decision_json.sensitivity import Claim
from stakes.wording import Shown, likelihood


def _decision(p_best: float = 0.62, **more: Any) -> dict[str, Any]:
    worth = {"wait": (0.0, 0.53, 0.043), "act": (0.53, 0.0, 0.0), "half": (-1.0, 1.53, 0.02)}
    options = {
        name: {
            "label": name.title(),
            "expected": x,
            "lead": lead,
            "lead_mcse": error,
            "p_best": p_best if name == "act" else 0.1,
        }
        for name, (x, lead, error) in worth.items()
    }
    return {
        "options": options,
        "best": "act",
        "unit": "euros",
        "resolved": True,
        "too_close_to_call": False,
    } | more


def _view(ahead: str, resolved: bool = True) -> dict[str, Any]:
    return {"profiles": {"run": {"best": ahead or "act", "ahead": ahead, "resolved": resolved}}}


def _said(decision: dict[str, Any]) -> str:
    return "".join(likelihood_sentence(made_up(decision))).replace("\N{NO-BREAK SPACE}", " ")


def test_answer_names_the_runner_up_and_the_lead_over_it() -> None:
    start = "Act has the highest expected value, 0.53 ± 0.04 euros above that of Wait, "
    assert _said(_decision()) == start + "and is likely (62 %) to be the best of the three options."
    assert (
        _said(_decision(0.31))
        == start + "but is unlikely (31 %) to be the best of the three options."
    )


def test_an_option_that_waits_is_not_judged_by_what_it_does_not_know() -> None:
    decision = _decision(0.0)
    decision["options"]["act"]["waits"] = True
    assert _said(decision).endswith(
        "above that of Wait, and leaves the choice open until more is known."
    )


@pytest.mark.parametrize("probability", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_words_match_numbers(probability: float) -> None:
    assert f"{likelihood(probability)} ({100 * probability:.0f} %)" in _said(_decision(probability))


def test_numbers_of_the_answer_carry_their_paths() -> None:
    keys = [
        piece.key for piece in likelihood_sentence(made_up(_decision())) if isinstance(piece, Shown)
    ]
    assert keys == ["options.wait.lead", "options.wait.lead_mcse", "options.act.p_best"]


def test_too_close_to_call_gives_its_reason() -> None:
    close = _decision(too_close_to_call=True)
    assert _said(close | {"resolved": False}).startswith(
        "Too close to call: Act has the highest expected value, 0.53 ± 0.04 euros above that of "
        "Wait, but "
    )
    assert "within three of its standard errors; it is likely" in _said(close | {"resolved": False})
    ahead = {
        "believed": "",
        "school:a": "half",
        "school:b": "half",
        "school:c": "",
        "structure:x": "",
    }
    views = {
        "differs": ["school:a", "school:b"],
        "views": {name: _view(leads) for name, leads in ahead.items()},
    }
    assert (
        "but another option leads clearly under 2 of 3 schools of thought; it is likely"
        in _said(close | views)
    )
    views["views"]["school:c"] = _view("", resolved=False)
    assert "under 2 of 3 schools of thought (of one more it cannot be told); it is likely" in _said(
        close | views
    )
    both = {
        "differs": ["school:a", "structure:x"],
        "views": {n: _view(leads) for n, leads in ahead.items()},
    }
    both["views"] |= {"school:b": _view(""), "structure:x": _view("half")}
    assert "under 1 of 3 schools of thought and 1 of 1 structure;" in _said(close | both)
    options = {
        name: record | {"pareto_k": 0.8 if name == "half" else 0.2}
        for name, record in close["options"].items()
    }
    assert "the mean of Half rests on a few extreme draws (Pareto k 0.80, above 0.7)" in _said(
        close | {"options": options}
    )


def _beliefs(judged: float, error: float = 0.001) -> xr.Dataset:
    return xr.Dataset({"judged": judged, "judged_se": error})


@pytest.mark.parametrize(
    ("judged", "passed", "failures", "level"),
    [
        (0.0, 2, (), "high"),
        (0.19, 2, (), "high"),
        (0.2, 2, (), "moderate or high"),
        (0.3, 2, (), "moderate"),
        (0.499, 2, (), "low or moderate"),
        (0.6, 2, (), "low"),
        (0.0, 1, (), "low"),
        (0.0, 2, ("R-hat",), "low"),
    ],
)
def test_confidence_follows_its_rule(
    judged: float, passed: int, failures: tuple[str, ...], level: str
) -> None:
    checks = xr.Dataset({"passed": ("check", [True] * passed + [False] * (2 - passed))})
    facts = confidence(_beliefs(judged), checks, failures, 0.9)
    assert (facts.level, facts.judged, facts.judged_se) == (level, judged, 0.001)
    said = confidence_sentence(facts)
    assert said.startswith(
        f"Confidence is {level}: quantities with a prior from expert judgement carry "
    )
    assert said.endswith("have not converged.") == bool(failures)


@pytest.mark.parametrize(
    ("p_best", "level"), [(0.5, "moderate"), (0.54, "moderate"), (0.56, "high")]
)
def test_confidence_is_never_high_where_the_chance_is_even(p_best: float, level: str) -> None:
    checks = xr.Dataset({"passed": ("check", [True])})
    assert confidence(_beliefs(0.0), checks, (), p_best).level == level
    assert confidence(_beliefs(0.9), checks, (), p_best).level == "low"


def test_confidence_is_low_where_nothing_was_checked() -> None:
    said = confidence_sentence(
        confidence(_beliefs(0.1), xr.Dataset({"passed": ("check", [])}), (), 0.9)
    )
    assert said == (
        "Confidence is low: quantities with a prior from expert judgement carry 10 % of what "
        "links all quantities with that "
        "lead, and the model was not checked against evidence."
    )


@pytest.mark.parametrize(
    ("probability", "prior", "said"),
    [
        (0.62, 0.3, "Likely; the evidence raised it."),
        (0.3, 0.62, "Unlikely; the evidence lowered it."),
        (0.62, 0.62, "Likely; the evidence hardly moved it."),
        (0.79, 0.3, "Likely or very likely; the evidence raised it."),
        (0.62, 0.6, "Likely; the evidence may have raised it a little."),
    ],
)
def test_a_claim_is_read_as_far_as_its_errors_allow(
    probability: float, prior: float, said: str
) -> None:
    held = Claim(probability=probability, se=0.004, prior=prior, prior_se=0.003, effect=None)
    assert reading(held) == said


def test_words_near_a_boundary_cover_both_sides() -> None:
    close = _decision(0.56)
    close["options"]["act"]["p_best_mcse"] = 0.01
    assert "has a roughly even chance or is likely (56 %) to be the best" in _said(close)


def test_a_runner_up_that_cannot_be_told_from_the_next_is_not_named_alone() -> None:
    close = _decision()
    close["options"]["half"] |= {"lead": 0.6, "lead_mcse": 0.02}
    assert "above that of Wait (or Half, which cannot be told from it), and is likely" in _said(
        close
    )


def test_a_median_is_said_to_what_its_interval_leaves() -> None:
    """A median of two values that lie side by side has next to no error of its own."""
    effect = {"median": 0.7000013768510989, "median_se": 7e-17, "lower": 0.2, "upper": 1.4,
              "mean": 0.8, "mean_se": 0.01, "given": 1.0}  # fmt: skip
    decision = made_up(_decision() | {"claims": {"often": {"effect": effect}}})
    assert size(decision, "often", "a year")[0] == "0.70"


def test_what_is_asked_about_has_a_unit_in_both_places() -> None:
    asked = {"best": "wait", "runner_up": "half", "lead": 1.0, "lead_mcse": 0.02, "resolved": True}
    pieces = asked_sentence(made_up(_decision() | {"asked": asked}))
    said = "".join(pieces).replace("\N{NO-BREAK SPACE}", " ")
    assert "1.00 ± 0.02 euros over Half" in said
    assert said.endswith("0.53 ± 0.04 euros below the best.")


@pytest.mark.parametrize(
    ("judged", "p_best", "error", "level"),
    [
        (0.0, 0.56, 0.01, "moderate or high"),  # which it is hangs on the chance to be the best
        (0.0, 0.60, 0.01, "high"),
        (0.2, 0.56, 0.01, "moderate or high"),
        (0.5, 0.56, 0.01, "low or moderate"),
        (0.0, None, 0.0, "high"),  # one that waits is never best by full knowledge
    ],
)
def test_confidence_is_as_open_as_its_errors(
    judged: float, p_best: float | None, error: float, level: str
) -> None:
    checks = xr.Dataset({"passed": ("check", [True])})
    assert confidence(_beliefs(judged), checks, (), p_best, error).level == level
