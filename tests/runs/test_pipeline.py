"""From a case to a decision, and what is reused, remade, refused or left alone on the next run."""

import json
import math
from collections import Counter
from datetime import date
from importlib import util

import pytest
from tests.runs.small_run import (
    BEGUN,
    FILES,
    OTHER_WEIGHTS,
    contents,
    edit,
    go,
)

from stakes.case.case import open_case
from stakes.runs import store
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.saved_fits import FIT


def test_leaves_four_files_and_nothing_else(made):
    assert set(contents(made)) == FILES
    report = (made / "results" / REPORT).read_text(encoding="utf-8")
    assert "<html" in report
    assert "A tiny case" in report


def test_decision_holds_what_is_promised(made):
    def refuse(constant):
        raise AssertionError(constant)

    decision = json.loads(
        (made / "results" / DECISION).read_text(encoding="utf-8"), parse_constant=refuse
    )
    case = open_case(made)
    facts = {
        "case": case.title,
        "as_of": "2011-06-10",
        "unit": case.unit,
        "profile": "town",
        "seed": 7,
    }
    assert facts.items() <= decision.items()
    assert set(decision["options"]) == set(decision["attributes"]) == set(case.options)
    for option, record in decision["options"].items():
        assert {
            "label",
            "expected",
            "mcse",
            "lower",
            "upper",
            "p_best",
            "expected_regret",
            "cvar",
        } <= set(record)
        assert set(decision["attributes"][option]) == set(case.attributes)
        assert math.isclose(
            sum(decision["attributes"][option].values()), record["expected"], abs_tol=1e-9
        )
    assert math.isclose(sum(record["p_best"] for record in decision["options"].values()), 1)
    assert decision["options"][decision["best"]]["expected"] == max(
        r["expected"] for r in decision["options"].values()
    )
    assert set(decision["options"]["wait"].values()) >= {0.0, "Wait"}
    assert isinstance(decision["resolved"], bool)
    assert isinstance(decision["too_close_to_call"], bool)
    assert set(decision["evpi"]) == {"value", "mcse"}
    assert {"rhat_max", "ess_min", "divergences", "bfmi_min"} <= set(decision["diagnostics"])
    assert decision["versions"].keys() >= {"stakes", "pymc", "nutpie", "numpy"}
    assert decision["fingerprint"]


def test_fit_holds_every_group_and_names_its_quantities(made):
    fit = store.read_fit(made / "results" / FIT)
    groups = {
        "posterior",
        "prior",
        "sample_stats",
        "posterior_predictive",
        "observed_data",
        "constant_data",
        "checks",
    }
    assert set(fit.children) - {"scaled"} == groups | {"log_prior", "gradients", "log_likelihood"}
    assert dict(fit["posterior"].sizes).items() >= {"chain": 4, "draw": 1000}.items()
    about = {"label": "Floods a year", "unit": "per year", "sources": "office", "home": "floods"}
    assert fit.posterior["flood_rate"].attrs == about
    assert set(fit.posterior["wet_decade"].values.ravel()) == {0.0, 1.0}  # an event, drawn
    assert set(fit.posterior["damage_state"].values.ravel()) == {
        0,
        1,
    }  # a school of thought, recovered
    assert list(fit.observed_data["flood_count"].values) == [
        1,
        0,
        2,
    ]  # the fourth row was not yet known
    assert bool(fit.checks["passed"].all())


def test_second_run_touches_nothing(done, sampled):
    before = contents(done)
    decision, said = go(done)
    assert (sampled, contents(done)) == ([], before)
    assert decision == json.loads(before[DECISION][0])
    assert "Nothing has changed" in said[-1]


DECISION_CHANGES = {
    "weight": OTHER_WEIGHTS,
    "parameter": ("analysis/values.toml", "value = 0.03", "value = 0.05"),
    "option label": ("analysis/options.toml", 'label = "Dam"', 'label = "The dam"'),
    "consequences": ("analysis/consequences.py", "-0.1 * signed", "-0.2 * signed"),
}


@pytest.mark.parametrize("change", DECISION_CHANGES.values(), ids=DECISION_CHANGES)
def test_change_of_values_or_options_reuses_the_fit(change, done, sampled):
    before = contents(done)
    edit(done, *change)
    decision, _ = go(done)
    after = contents(done)
    assert sampled == []
    assert after[FIT] == before[FIT]
    old = json.loads(before[DECISION][0])
    assert decision["fingerprint"] != old["fingerprint"]
    assert (decision["options"], decision["attributes"]) != (old["options"], old["attributes"])
    assert after[REPORT][0] != before[REPORT][0]


def test_another_profile_reuses_the_fit(done, sampled):
    before = contents(done)
    decision, _ = go(done, profile="miller")
    old = json.loads(before[DECISION][0])
    assert sampled == []
    assert contents(done)[FIT] == before[FIT]
    assert decision["profile"] == "miller"
    assert math.isclose(
        decision["attributes"]["dam"]["protection"], 2 * old["attributes"]["dam"]["protection"]
    )
    assert decision["attributes"]["dam"]["money"] == 0


FIT_CHANGES = {
    "prior": ("priors/floods.toml", "quantiles = [0.1, 0.3, 0.9]", "quantiles = [0.1, 0.4, 0.9]"),
    "evidence": ("priors/evidence/floods.csv", "2010,2,", "2010,3,"),
    "source": ("priors/sources.toml", "What the miller said", "What the miller's wife said"),
    "model": ("models/floods.py", '"floods": lambda', '"all floods": lambda'),
    "case": ("case.toml", "seed = 7", "seed = 8"),
}


@pytest.mark.parametrize("change", FIT_CHANGES.values(), ids=FIT_CHANGES)
def test_change_of_belief_refits(change, done, sampled):
    before = contents(done)
    edit(done, *change)
    decision, said = go(done)
    assert len(sampled) == 1
    assert (
        said[0]
        == "fit.nc was made from other beliefs, models, settings or versions: fitting again."
    )
    assert decision["fingerprint"] != json.loads(before[DECISION][0])["fingerprint"]
    go(done)
    assert len(sampled) == 1  # and the new one is reused


SETTINGS = [
    {"draws": 999},
    {"tune": 499},
    {"chains": 3},
    {"seed": 8},
    {"as_of": date(2012, 6, 10)},
    {"fresh": True},
]


@pytest.mark.parametrize("changed", SETTINGS, ids=str)
def test_other_settings_refit(changed, done, sampled):
    go(done, **changed)
    (call,) = sampled
    assert (changed.items() - {"fresh": True}.items()) <= call.items()


def test_changed_evidence_reaches_the_posterior(done):
    """A refit for real: many more floods raise their rate."""
    before = store.read_fit(done / "results" / FIT).posterior["flood_rate"]
    edit(done, "priors/evidence/floods.csv", "2010,2,", "2010,9,")
    _, said = go(done)
    after = store.read_fit(done / "results" / FIT).posterior["flood_rate"]
    assert BEGUN in said[-1]
    assert after.mean() > before.mean() + before.std()


def test_the_files_of_a_case_are_executed_once_in_a_run(done, sampled, monkeypatch):
    names, made = Counter(), util.module_from_spec
    monkeypatch.setattr(
        util, "module_from_spec", lambda spec: names.update([spec.name]) or made(spec)
    )
    go(done, seed=8)
    assert sum(name.endswith(".consequences") for name in names) == 1
    assert set(names.values()) == {1}
