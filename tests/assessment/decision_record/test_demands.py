"""A profile's objective and limits on made-up outcomes whose distributions are known."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from made_up_decision import DECISION
from made_up_record import made_up
from stakes.assessment.decision_record import demands as module
from stakes.assessment.decision_record.demands import demands
from stakes.assessment.valuation import Valuation
from stakes.case.values import Profile
from stakes.decision.expected_value import compare
from stakes.errors import CaseError
from stakes.report.demands.sentences import demand_sentences, objective_words

MEANS, SDS = np.array([0.0, 1.0, 3.0]), np.array([1.0, 2.0, 12.0])
IDS = ["wait", "dam", "gamble"]
RUIN = {"label": "Ruin", "rationale": "r", "below": -6.0, "chance": 0.01}
SEEDS = [1, 2, 3]


def outcomes(seed, n=10_000):
    draws = np.random.default_rng(seed).normal(MEANS, SDS, (4, n // 4, 3))
    return xr.DataArray(draws, {"option": IDS}, ("chain", "draw", "option"))


def profile(**more):
    table = {"id": "town", "label": "Town", "rationale": "r", "weights": {"money": 1.0}}
    return Profile.model_validate(table | more)


def asked(seed, who):
    value = outcomes(seed)
    held = dict.fromkeys(("case", "fit", "how", "parts", "drawn_means", "means"))
    v = Valuation(**held, weights={"money": 1.0}, reviewed={}, absolute=value)
    return demands(v, who, compare(value))


def test_nothing_is_asked_by_weights_alone():
    assert asked(1, profile()) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_worst_outcomes_as_an_objective(seed):
    aim = asked(seed, profile(objective={"kind": "cvar", "worst": 0.05})).objective
    truth = MEANS - SDS * norm.pdf(norm.ppf(0.05)) / 0.05
    assert aim.best == "wait"
    assert aim.resolved
    for name, at in zip(IDS, truth, strict=True):
        row = aim.options[name]
        assert abs(row.value - at) < 4 * row.mcse
        assert row.lead == pytest.approx(aim.options["wait"].value - row.value)
        assert name == "wait" or abs(row.lead - (truth[0] - at)) < 4 * row.lead_mcse


@pytest.mark.parametrize("seed", SEEDS)
def test_certainty_equivalents_as_an_objective(seed):
    a = 0.05
    aim = asked(seed, profile(objective={"kind": "cara", "risk_aversion": a})).objective
    truth = MEANS - a * SDS**2 / 2
    assert aim.best == "dam"
    for name, at in zip(IDS, truth, strict=True):
        assert abs(aim.options[name].value - at) < 4 * aim.options[name].mcse
    rich = profile(objective={"kind": "crra", "relative_risk_aversion": 4.0, "wealth": 80.0})
    found = asked(seed, rich).objective
    assert found.best == "dam"
    assert found.options["gamble"].value == pytest.approx(3 - 4 / 80 * 144 / 2, abs=0.6)


def test_a_fortune_too_small_is_one_line():
    poor = profile(objective={"kind": "crra", "relative_risk_aversion": 4.0, "wealth": 5.0})
    with pytest.raises(CaseError) as error:
        asked(1, poor)
    (line,) = str(error.value).splitlines()
    assert line.startswith("analysis/values.toml: profiles.town.objective: outcomes of")
    assert "leave no wealth" in line


@pytest.mark.parametrize("seed", SEEDS)
def test_options_that_fail_a_limit_are_out(seed):
    found = asked(seed, profile(constraints={"ruin": RUIN}))
    held = found.constraints["ruin"].options
    truth = norm.cdf((-6 - MEANS) / SDS)
    for name, at in zip(IDS, truth, strict=True):
        assert abs(held[name].probability - at) < 4 * held[name].mcse
    assert dict(found.allowed) == {"wait": "passes", "dam": "passes", "gamble": "fails"}
    assert found.best_allowed == "dam"
    none = asked(seed, profile(constraints={"ruin": RUIN | {"below": 9.0}}))
    assert none.best_allowed == ""


def test_a_limit_on_one_attribute_is_held_against_its_own_outcomes(monkeypatch):
    seen = {}

    def simulate(case, fit, weights, reviewed):
        seen.update(weights)
        return outcomes(1) - 100

    monkeypatch.setattr(module, "simulate_outcomes", simulate)
    found = asked(1, profile(constraints={"ruin": RUIN | {"of": "money"}}))
    assert seen == {"money": 1.0}
    assert set(found.allowed.values()) == {"fails"}


def record(found):
    labels = {
        name: {"label": name.title(), "expected": m, "mcse": 0.1}
        for name, m in zip(IDS, MEANS, strict=True)
    }
    return made_up(DECISION | {"options": labels, "best": "gamble", "demands": found.model_dump()})


def test_sentences_say_what_is_best_and_what_fails():
    who = profile(objective={"kind": "cara", "risk_aversion": 0.05}, constraints={"ruin": RUIN})
    lines = ["".join(pieces) for pieces in demand_sentences(record(asked(1, who)), who)]
    assert lines[0].startswith(
        "By the profile's objective, the certainty equivalent at a risk aversion of 0.05 per "
        "million euros, Dam is the best ("
    )
    assert ", by " in lines[0]
    assert lines[1].startswith("Ruin (a chance of at most 1 %): failed by Gamble (22.")
    assert lines[2] == "Of the options that keep all limits Dam is the best by the objective."
    assert demand_sentences(made_up(DECISION), who) == []
    assert "3" in objective_words(
        profile(objective={"kind": "crra", "relative_risk_aversion": 3, "wealth": 9}).objective, "m"
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_attributes_one_after_the_other(seed):
    lives, money = np.array([10.0, 9.9, 5.0]), np.array([0.0, 3.0, 50.0])
    noise = np.random.default_rng(seed).normal(size=(4, 1_000, 1, 1))
    parts = xr.DataArray(
        np.stack([lives, money], -1) + noise,
        {"option": IDS, "attribute": ["lives", "money"]},
        ("chain", "draw", "option", "attribute"),
    )
    held = dict.fromkeys(("case", "fit", "how", "parts", "drawn_means"))
    value = outcomes(seed)
    v = Valuation(**held, means=parts, weights={"money": 1.0}, reviewed={}, absolute=value)
    order = {"order": ["lives", "money"], "slack": {"lives": 0.5}}
    who = profile(lexical=order)
    found = demands(v, who, compare(value))
    assert found.lexical.kept == ("dam",)
    steps = found.lexical.steps
    assert [steps["lives"][o].verdict for o in IDS] == ["stays", "stays", "goes"]
    assert [steps["money"][o].verdict for o in IDS] == ["goes", "stays", "-"]
    assert steps["lives"]["gamble"].lead == pytest.approx(5.0)
    (line,) = ["".join(pieces) for pieces in demand_sentences(record(found), who)]
    said = "One after the other (lives within 0.5 of the best, then money), these leave Dam."
    assert line == said
    strict = profile(lexical={"order": ["lives", "money"]})
    assert demands(v, strict, compare(value)).lexical.kept == ("wait",)
