"""Choices in sequence: what to begin with, and what to make of it at each stage of the case."""

from collections.abc import Mapping

from stakes.decision_json.records import NONE, SHARE, Record, number, part


class Flexibility(Record):
    value: float = number("Value of choosing only with what has been seen, {*}")
    se: float = number("Standard error of the value of choosing only with what has been seen, {*}")


class Branch(Record):
    """A choice at a stage: what would have to be seen, how often it is made, and what follows."""

    stage: str
    parent: int = number("Branch that a branch of the policy follows, -1 if none", NONE)
    option: str
    when: str  # empty if nothing would have to be seen
    share: float = number("Share of the draws that take a branch of the policy", SHARE)
    value: float = number("Value of all choices where a branch of the policy is taken")
    se: float = number("Standard error of the value where a branch of the policy is taken")


class Sequence(Record):
    """The policy by which to choose now and at the stages of the case; relative to the baseline."""

    value: float = number("Expected value of choosing in sequence")
    value_se: float = number("Standard error of the expected value of choosing in sequence")
    upper: float = number("Upper bound of the value of choosing in sequence")
    upper_se: float = number("Standard error of the upper bound of choosing in sequence")
    gap: float = number("Upper bound of choosing in sequence less its value")
    gap_se: float = number("Standard error of the gap between bounds of choosing in sequence")
    held: float = number("Expected value of the best choices if all are made now")
    held_se: float = number("Standard error of the value of the best choices if all are made now")
    held_options: Mapping[str, str]  # by stage
    tree_value: float = number("Expected value of the branches as they are said")
    tree_value_se: float = number("Standard error of the value of the branches as they are said")
    flexibility: Mapping[str, Flexibility] = part(at=("*",))  # by stage
    branches: tuple[Branch, ...] = part(at=("*",))
