"""Everything that a run finds, as one record: what ``decision.json`` holds."""

from collections.abc import Mapping
from typing import Literal

from stakes.decision_json.beliefs import Belief
from stakes.decision_json.information import Review, Study, Subgroups, TopicWorth, Worth
from stakes.decision_json.options import (
    Asked,
    Confidence,
    Demands,
    Diagnostics,
    Difference,
    Option,
    PerfectInformation,
    Sampling,
)
from stakes.decision_json.records import NONE, OWN, SHARE, Number, Record, number, part
from stakes.decision_json.sensitivity import BreakEven, Claim, Importance, Plane, Tornado, View
from stakes.decision_json.sequence import Sequence
from stakes.decision_json.stress import Component, Discovery, Tilt

SCHEMA: Literal[4] = 4


class Decision(Record):
    """What ``decision.json`` holds; every number in the unit of the case but where its field says
    otherwise.

    Read one with `stakes.read_decision`; ``model_fields`` of each record say what its numbers mean.
    Entries that a case has no use for are empty; `confidence` and `sampling` are null only in files
    of an earlier schema.
    """

    schema_version: Literal[4]
    case: str
    as_of: str
    unit: str
    profile: str
    seed: int = number("Seed of the run", NONE, OWN)
    options: Mapping[str, Option] = part(at=("option",))
    best: str
    same_as_best: tuple[str, ...]
    p_best_of_best: Number = number(
        "Probability that the best option, or one that comes to the same, is the best", SHARE
    )
    difference: Difference | None  # null in files of an earlier schema
    resolved: bool
    too_close_to_call: bool
    asked: Asked | None  # where the case says which options its question names
    demands: Demands | None = None  # where the profile asks for more than weights
    evpi: PerfectInformation = part("Expected value of perfect information")
    attributes: Mapping[str, Mapping[str, float]] = number(
        "Expected {attribute} of {option}, weighted", at=("option", "attribute")
    )
    attributes_mcse: Mapping[str, Mapping[str, float]] = number(
        "Standard error of the expected {attribute} of {option}, weighted",
        at=("option", "attribute"),
    )
    diagnostics: Diagnostics
    confidence: Confidence | None
    evpi_without_waiting: PerfectInformation | None = part(
        "Expected value of perfect information among the options that do not wait"
    )
    evppi: Mapping[str, Worth] = part(at=("quantity",))
    evppi_of_topics: Mapping[str, TopicWorth] = part(at=("topic",))
    studies: Mapping[str, Study] = part(at=("study",))
    waiting: Mapping[str, Review] = part(at=("*",))
    subgroups: Subgroups | None = None  # where the case declares some
    sequence: Sequence | None  # null where the case has no stages
    frontier: Mapping[str, Mapping[str, str]]
    certainty_equivalent: Mapping[str, Mapping[str, Number]] = number(
        "Certainty equivalent of {option} at a risk aversion of {*}", at=("*", "option")
    )
    certainty_equivalent_mcse: Mapping[str, Mapping[str, Number]] = number(
        "Standard error of the certainty equivalent of {option} at a risk aversion of {*}",
        at=("*", "option"),
    )
    certainty_equivalent_difference_mcse: Mapping[str, Mapping[str, Number]] = number(
        "Standard error of the difference from the baseline in the certainty equivalent of "
        "{option} at a risk aversion of {*}",
        at=("*", "option"),
    )
    dominance: Mapping[str, Literal["first", "second"]]  # "second": whether by the first is open
    break_even: Mapping[str, BreakEven] = part(at=("pair",))
    planes: Mapping[str, Plane] = part(at=("plane",))
    views: Mapping[str, View] = part(at=("view",))
    differs: tuple[str, ...]  # views under which another option leads clearly
    ruled_out: tuple[str, ...]
    claims: Mapping[str, Claim] = part(at=("claim",))
    tornado: Tornado
    importance: Importance
    power_scale: Mapping[str, Component] = part(at=("component",))
    tilt: Tilt
    discover: Discovery
    beliefs: Mapping[str, Belief] = part(at=("quantity",))
    likelihoods: Mapping[str, str]
    unconverged: (
        Mapping[str, tuple[str, ...]] | None
    )  # null where an earlier schema says it of no fit
    fingerprint: str = number("Fingerprint of the files of the case", NONE, OWN)
    versions: Mapping[str, str] = number("Version of {*}", NONE, OWN, at=("*",))
    sampling: Sampling | None
