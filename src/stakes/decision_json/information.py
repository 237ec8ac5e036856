"""What knowing more would be worth: quantities, studies, waiting, and telling subgroups apart."""

from collections.abc import Mapping

from stakes.decision_json.records import NONE, OWN, SHARE, Record, number, part


class Worth(Record):
    value: float = number("Value of knowing exactly: {quantity}", rests=OWN)
    se: float = number("Standard error of the value of knowing: {quantity}", rests=OWN)
    noise_floor: float = number("Noise floor of the value of knowing: {quantity}", rests=OWN)


class TopicWorth(Record):
    value: float = number("Value of knowing all quantities of: {topic}")
    se: float = number("Standard error of the value of knowing all quantities of: {topic}")
    noise_floor: float = number("Noise floor of the value of knowing all quantities of: {topic}")


class StudySize(Record):
    evsi: float = number("Value of the study (EVSI), size {*}: {study}")
    se: float = number("Standard error of the value of the study, size {*}: {study}")
    noise_floor: float = number("Noise floor of the value of the study, size {*}: {study}")
    cost: float = number("Cost of the study, size {*}: {study}", rests=OWN)
    enbs: float = number("Net benefit of the study (ENBS), size {*}: {study}")


class Study(Record):
    sizes: Mapping[str, StudySize] = part(at=("*",))
    best_size: int = number("Best size of the study: {study}", NONE)
    worthwhile: bool


class Review(Record):
    """What is learned by a date, and what is chosen then."""

    learned: float = number("Value of what is learned by {*}")
    se: float = number("Standard error of the value of what is learned by {*}")
    noise_floor: float = number("Noise floor of the value of what is learned by {*}")
    later: Mapping[str, float] = number("Value of {option} from {*} on", at=("option",))
    chosen: Mapping[str, float] = number(
        "Probability that {option} is chosen on {*}", SHARE, at=("option",)
    )


class InSubgroup(Record):
    expected: float = number("Expected value of {option} in the subgroup {subgroup}")
    mcse: float = number("Standard error of the expected value of {option} in {subgroup}")
    lead: float = number("Lead of the best over {option} in the subgroup {subgroup}")
    lead_mcse: float = number("Standard error of the lead over {option} in {subgroup}")
    p_best: float = number("Probability that {option} is the best in {subgroup}", SHARE)
    p_best_mcse: float = number(
        "Standard error of the probability that {option} is the best in {subgroup}", SHARE
    )


class Subgroup(Record):
    """`best` has the highest expected value in the subgroup, and `resolved` says whether it leads
    every other option clearly.
    """

    label: str
    share: float = number("Share of {subgroup} in all", SHARE, OWN)
    options: Mapping[str, InSubgroup] = part(at=("option",))
    best: str
    resolved: bool
    evpi: float = number("Value of perfect information in {subgroup}")
    evpi_mcse: float = number("Standard error of the value of perfect information in {subgroup}")


class Subgroups(Record):
    """Those whom the choice is for, in parts, among the options that do not wait.

    `best_for_all` has the highest mean over the subgroups by their shares. Where the value of
    choosing by subgroup is `indistinguishable`, noise alone would make it look as large.
    """

    groups: Mapping[str, Subgroup] = part(at=("subgroup",))
    best_for_all: str
    value: float = number("Value of choosing by subgroup rather than one option for all")
    mcse: float = number("Standard error of the value of choosing by subgroup")
    noise_floor: float = number("Noise floor of the value of choosing by subgroup")
    indistinguishable: bool
    evpi: float = number("Value of perfect information where each subgroup has its own option")
    evpi_mcse: float = number(
        "Standard error of the value of perfect information, each subgroup with its own option"
    )
    evpi_for_all: float = number("Value of perfect information where all share one option")
    evpi_for_all_mcse: float = number(
        "Standard error of the value of perfect information where all share one option"
    )
