"""One quantity from its sources to the decision, and what changed between two runs."""

import json
from copy import deepcopy
from io import StringIO

import pytest
from rich.console import Console

from stakes.against import changes, read_earlier, show_changes
from stakes.case import open_case
from stakes.errors import CaseError
from stakes.explain import explain, sources
from stakes.terminal import show_quantity
from test_bad_sensitivity import GOOD

BELIEF = {"low": 0.1, "median": 0.3, "high": 0.9, "mean": 0.4, "mcse": 0.01}
AFTER = {"low": 0.2, "median": 0.4, "high": 0.8, "mean": 0.45, "mcse": 0.01}
DECISION = {
    "case": "A tiny case", "unit": "million euros", "as_of": "2011-06-10", "profile": "town", "seed": 7, "best": "dam",
    "too_close_to_call": False,
    "options": {"wait": {"label": "Wait", "expected": 0.0, "mcse": 0.0}, "dam": {"label": "Dam", "expected": 1.5, "mcse": 0.1}},
    "attributes": {"dam": {"protection": 1.5}},
    "evpi": {"value": 0.5, "mcse": 0.02},
    "claims": {"often": {"probability": 0.6, "se": 0.01, "prior": 0.5, "prior_se": 0.01}},
    "evppi": {
        "flood_rate": {"value": 0.4, "se": 0.02, "noise_floor": 0.01},
        "effect": {"value": 0.0, "se": 0.01, "noise_floor": 0.02},
    },
    "tornado": {
        "lead_of": "dam",
        "over": "wait",
        "quantities": {"flood_rate": {"low": -1.0, "low_se": 0.1, "high": 3.0, "high_se": 0.1}},
    },
    "break_even": {
        "flood_rate:dam": {"value": 0.2, "se": 0.01, "reason": "", "probability_beyond": 0.25},
        "effect:dam": {"value": None, "se": None, "reason": "Dam is worth more than Wait over the whole range"},
    },
    "views": {"school:office": {"label": "The office", "profiles": {"run": {"best": "dam"}}}},
    "likelihoods": {"flood_count": "floods"},
    "beliefs": {
        "flood_rate": {"prior": BELIEF, "posterior": AFTER, "sensitivity": {"prior": 0.12, "likelihood": 0.3}},
        "damage": {
            "prior": BELIEF | {"states": {"low": 0.7, "high": 0.3}},
            "posterior": AFTER | {"states": {"low": 0.8, "high": 0.2}},
        },
        "wet_decade": {"prior": BELIEF | {"mean": 0.25}, "posterior": AFTER | {"mean": 0.25}},
    },
    "versions": {"pymc": "6.0", "numpy": "2.0"},
}  # fmt: skip


@pytest.fixture
def case(tiny_case):
    (tiny_case / "analysis/sensitivity.toml").write_text(GOOD, encoding="utf-8")
    return open_case(tiny_case)


def text(case, name, decision=DECISION):
    return "\n".join(f"{h}\n" + "\n".join("".join(line) for line in lines) for h, lines in explain(case, decision, name))


def test_a_quantity_is_followed_from_its_prior_to_the_decision(case):
    said = text(case, "flood_rate")
    assert "5 %, 50 %, 95 % points: 0.1, 0.3, 0.9. Basis: analogy; grade B." in said
    assert "Evidence on the topic (How often and how badly it floods): flood count." in said
    assert "Before: 0.3 (90 % from 0.1 to 0.9) per year" in said
    assert "After: 0.4 (90 % from 0.2 to 0.8) per year" in said
    assert "Knowing it exactly would be worth 0.40\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.02 million euros" in said
    assert "Dam breaks even at 0.200\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.010; 25 % that it lies beyond." in said
    assert "Enters claim 1." in said
    assert "What became known later, and is not used\nFour floods by 2020." in said
    assert [s.title for s in sources(case, "damage")] == ["Floods since 1950", "What the miller said"]


def test_states_events_values_and_what_the_model_does_not_hold(case):
    assert "The miller's view (30 %): the value 12. He counts the mill." in text(case, "damage")
    assert "low 80 %; high 20 %" in text(case, "damage")
    assert "Assumed by: The office." in text(case, "damage")
    assert "After: 25 % that it is so." in text(case, "wet_decade")
    assert "nothing that can be told from noise" in text(case, "effect")
    assert "It is not in the model as listed" in text(case, "effect")
    assert "Dam: no break-even." in text(case, "effect")
    assert "the value 3. Basis: data" in text(case, "cost")


def test_an_older_decision_lacks_what_it_lacks(case):
    old = {k: v for k, v in DECISION.items() if k in ("case", "unit", "options")}
    for name in case.quantities:
        assert text(case, name, old).startswith("Prior")


def test_numbers_carry_their_paths(case):
    keys = {
        piece.key
        for _, lines in explain(case, DECISION, "flood_rate")
        for line in lines
        for piece in line
        if hasattr(piece, "key")
    }
    assert {"beliefs.flood_rate.posterior.median", "evppi.flood_rate.value", "break_even.flood_rate:dam.value"} <= keys


def test_terminal_shows_it(case):
    out = StringIO()
    show_quantity(case, DECISION, "flood_rate", Console(file=out, width=120))
    assert "Floods a year" in out.getvalue()
    assert "River Office: Floods since 1950 (2010-03; grade A; read on its page)" in out.getvalue()


# Against an earlier run


def other(**change):
    return deepcopy(DECISION) | change


def test_nothing_changed():
    found = changes(DECISION, DECISION)
    assert found.answers == ["Dam still has the highest expected value."]
    assert {row[3] for row in found.options} == {"within its errors"}
    assert not found.results
    assert not found.causes


def test_what_changed_and_why():
    new = other(best="wait", as_of="2012-01-01", versions={"pymc": "6.1", "numpy": "2.0"}, too_close_to_call=True)
    new["options"]["dam"]["expected"] = -0.5
    new["options"]["raft"] = {"label": "Raft", "expected": 0.1, "mcse": 0.1}
    new["claims"]["often"]["probability"] = 0.8
    new["break_even"]["flood_rate:dam"] |= {"value": None, "se": None, "reason": "none"}
    new["views"]["school:office"]["profiles"]["run"]["best"] = "wait"
    new["beliefs"]["flood_rate"]["prior"] = BELIEF | {"median": 0.5}
    new["beliefs"]["wet_decade"]["posterior"] = AFTER | {"median": 0.2, "mean": 0.25}
    found = changes(DECISION, new)
    assert found.answers == ["Wait has the highest expected value now; it was Dam.", "It is too close to call now."]
    assert ("Dam", "1.50 ± 0.10", "−0.50 ± 0.10", "changed") in found.options
    assert ("Raft", "", "0.10 ± 0.10", "new") in found.options
    assert ("Claim 'often'", "60 %", "80 %") in found.results
    assert ("Break-even flood_rate:dam", "0.200 ± 0.010", "none") in found.results
    assert ("Best under 'The office'", "Dam", "Wait") in found.results
    assert "The as-of date was 2011-06-10 and is 2012-01-01." in found.causes
    assert "Versions changed: pymc 6.0 to 6.1." in found.causes
    assert "The prior of flood_rate changed: 0.3 (0.1 to 0.9) before, 0.5 (0.1 to 0.9) now." in found.causes
    assert [c for c in found.causes if c.startswith("What is believed about wet_decade changed with the evidence")]
    assert "Option raft is new." in found.causes
    out = StringIO()
    show_changes(found, Console(file=out, width=120))
    assert "Why" in out.getvalue()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "does not exist"),
        ("{", "is torn, or no decision"),
        ("[]", "is torn, or no decision"),
        (json.dumps(DECISION | {"case": "Another"}), "is of another case, 'Another'"),
    ],
)
def test_an_earlier_run_that_is_none_is_refused(tmp_path, content, complaint):
    if content is not None:
        (tmp_path / "decision.json").write_text(content, encoding="utf-8")
    with pytest.raises(CaseError, match=complaint) as error:
        read_earlier(tmp_path, "A tiny case")
    assert "\n" not in str(error.value)


def test_a_folder_or_a_file_will_do(tmp_path):
    file = tmp_path / "decision.json"
    file.write_text(json.dumps(DECISION), encoding="utf-8")
    assert read_earlier(tmp_path, "A tiny case") == read_earlier(file, "A tiny case") == DECISION
