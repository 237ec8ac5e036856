"""Every statement of a decision: what it says now, and otherwise where the decision is another."""

import json

import pytest
from tests.report.small_findings import small_findings

from stakes.assessment.statements.listing import statements
from stakes.decision_json.decision import Decision
from stakes.decision_json.reading import as_json


@pytest.fixture(scope="module")
def decision():
    return small_findings().decision


def changed(decision, change):
    found = json.loads(as_json(decision))
    change(found)
    return statements(Decision.model_validate_json(json.dumps(found)))


def test_each_thing_that_is_said_is_there(decision):
    said = statements(decision)
    assert said["best"] == {decision.best}
    assert said["too close to call"] == {str(decision.too_close_to_call)}
    assert {key for key in said if key.startswith("P(best)")} == {
        f"P(best) of {option}" for option in decision.options
    }
    assert {key for key in said if key.startswith("cell")} == {
        f"cell {view}, {profile}" for view in decision.views for profile in ("run", "us")
    }
    for quantity in decision.tornado.quantities:
        assert said[f"tornado shows {quantity}"] == {"yes"}
    for day in decision.waiting:
        assert said[f"learned by {day}"] == {"yes"}
    assert said["box 1 restricts"] == {"rate from above"}


CONFIDENCE = {
    "level": "low or moderate",
    "judged": 0.5,
    "judged_se": 0.01,
    "checks": 19,
    "passed": 17,
    "converged": True,
}
ASKED = {"best": "half", "runner_up": "wait", "lead": 1.0, "lead_mcse": 0.1, "resolved": True}
LOSSES = {"act": {"gain": 1.0, "cost": 1.0}, "half": {"gain": 0.5, "cost": 0.0}}
GAINS = {"act": {"gain": 1.0, "cost": 1.0}, "half": {"gain": 0.5, "cost": 1.1}}
OTHERWISE = {
    "resolved": (lambda d: d.update(resolved=False), "resolved", set()),
    "a second that comes to the same": (
        lambda d: d.update(same_as_best=["half"]),
        "best",
        {"act", "half"},
    ),
    "confidence": (
        lambda d: d.update(confidence=CONFIDENCE),
        "confidence",
        {"low", "moderate"},
    ),
    "checks": (lambda d: d.update(confidence=CONFIDENCE), "confidence: passed", {"17"}),
    "a heavy tail": (
        lambda d: d["options"]["act"].update(pareto_k=0.9),
        "heavy tail of act",
        {"True"},
    ),
    "another of those asked": (
        lambda d: d.update(asked=ASKED),
        "best of those asked",
        {"half"},
    ),
    "those asked that cannot be told apart": (
        lambda d: d.update(asked=ASKED | {"resolved": False}),
        "best of those asked",
        set(),
    ),
    "dominance by the second order, which leaves the first open": (
        lambda d: d.update(dominance={"act:half": "second"}),
        "dominance act:half",
        {"first", "second"},
    ),
    "dominance by the first order": (
        lambda d: d.update(dominance={"half:act": "first"}),
        "dominance half:act",
        {"first"},
    ),
    "what is lost most": (
        lambda d: d.update(attributes=LOSSES, attributes_mcse={}),
        "loses most by",
        {"cost"},
    ),
    "what may be lost most": (
        lambda d: d.update(attributes=LOSSES, attributes_mcse={"half": {"gain": 1.0}}),
        "loses most by",
        {"cost", "gain"},
    ),
    "what is gained most": (
        lambda d: d.update(attributes=GAINS, attributes_mcse={}),
        "gains most by",
        {"cost"},
    ),
    "the other side of a break-even": (
        lambda d: d["break_even"]["rate:act"].update(lead_lower=9.0),
        "side of rate:act",
        {"ahead"},
    ),
    "the side of a break-even that cannot be told": (
        lambda d: d["break_even"]["rate:act"].update(lead_lower_se=9.0),
        "side of rate:act",
        set(),
    ),
    "a belief that turns it": (
        lambda d: d["break_even"].update(
            {"shift:act": d["break_even"]["rate:act"] | {"probability_beyond": 0.9}}
        ),
        "turning: rate:act and shift:act",
        {"shift:act first"},
    ),
    "an end of belief": (
        lambda d: d["tornado"]["quantities"]["rate"].update(low=9.0, low_se=0.1),
        "lead over half at the low end of rate",
        {"ahead"},
    ),
    "an end of belief that cannot be told": (
        lambda d: d["tornado"]["quantities"]["rate"].update(high_se=9.0),
        "lead over half at the high end of rate",
        set(),
    ),
    "the topic most worth knowing": (
        lambda d: d["evppi_of_topics"].update(
            {"u": d["evppi_of_topics"]["t"] | {"value": 9.0, "se": 0.01, "noise_floor": 0.0}}
        ),
        "topics worth: t and u",
        {"u first"},
    ),
    "a view": (
        lambda d: d["views"]["school:other"]["profiles"]["run"].update(ahead="wait"),
        "leader, school:other",
        {"wait"},
    ),
    "a cell": (
        lambda d: d["views"]["believed"]["profiles"]["us"].update(resolved=False),
        "cell believed, us",
        set(),
    ),
    "a break-even": (
        lambda d: d["break_even"]["shift:act"].update(never=False),
        "break-even shift:act",
        set(),
    ),
    "a plane that cannot be told": (
        lambda d: d["planes"]["both"]["lead_se"].update(
            act=[[1e9] * len(row) for row in d["planes"]["both"]["lead_se"]["act"]]
        ),
        "plane both act",
        set(),
    ),
    "a plane without a line": (
        lambda d: d["planes"]["both"]["lead"].update(
            act=[[1e9] * len(row) for row in d["planes"]["both"]["lead"]["act"]]
        ),
        "plane both act",
        {"no"},
    ),
    "a swing of nothing": (
        lambda d: d["tornado"]["quantities"]["shift"].update(swing=0.0),
        "tornado shows shift",
        None,
    ),
    "topics that are not known": (
        lambda d: d["importance"]["topics"]["t"].update(shapley=None),
        "topics: all others and t",
        None,
    ),
    "a move the other way": (
        lambda d: d["tilt"]["moves"]["rate"].update(
            shift_sd=-d["tilt"]["moves"]["rate"]["shift_sd"]
        ),
        "tilt moves rate",
        {"up"},
    ),
    "worth nothing": (
        lambda d: d["evppi"]["rate"].update(value=0.0),
        "worth knowing rate",
        set(),
    ),
    "a study that does not pay": (
        lambda d: [size.update(enbs=-9.0) for size in d["studies"]["poll"]["sizes"].values()],
        "study poll",
        {"no"},
    ),
    "a study that cannot be told": (
        lambda d: [size.update(enbs=0.0) for size in d["studies"]["poll"]["sizes"].values()],
        "study poll",
        set(),
    ),
    "nothing learned": (
        lambda d: d["waiting"]["2012-01-01"].update(learned=0.0),
        "learned by 2012-01-01",
        set(),
    ),
    "a choice that flips": (
        lambda d: d["power_scale"]["prior"]["flip"]["stronger"].update(value=1.1, se=1e-4),
        "flipped prior^1.25",
        {"yes"},
    ),
    "a flip beyond": (
        lambda d: d["power_scale"]["prior"]["flip"]["weaker"].update(value=0.5, se=1e-4),
        "flipped prior^0.8",
        {"no"},
    ),
    "a flip on the mark": (
        lambda d: d["power_scale"]["prior"]["flip"]["stronger"].update(value=1.25, se=0.1),
        "flipped prior^1.25",
        set(),
    ),
    "a box from below": (
        lambda d: d["discover"]["boxes"][0].update(limits={"shift": [1.0, None]}),
        "box 1 restricts",
        {"shift from below"},
    ),
    "a claim": (
        lambda d: d["claims"]["grows"].update(probability=0.01, se=0.0),
        "claim grows",
        {"almost no chance"},
    ),
    "a claim that fell": (
        lambda d: d["claims"]["grows"].update(probability=0.01, se=0.0),
        "claim grows moved",
        {"lowered"},
    ),
    "a shift": (
        lambda d: d["beliefs"]["rate"]["posterior"].update(median=0.3),
        "shift of rate",
        {"up"},
    ),
    "a width": (
        lambda d: d["beliefs"]["rate"]["posterior"].update(high=0.1),
        "width of rate",
        {"narrower"},
    ),
    "a belief of two values": (
        lambda d: d["beliefs"]["rate"]["prior"].update(median=d["beliefs"]["rate"]["prior"]["low"]),
        "shift of rate",
        None,
    ),
}


@pytest.mark.parametrize(("change", "about", "readings"), OTHERWISE.values(), ids=OTHERWISE)
def test_another_decision_says_otherwise(decision, change, about, readings):
    before, after = statements(decision), changed(decision, change)
    assert after.get(about) == readings
    assert before.get(about) != readings
