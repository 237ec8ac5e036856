"""What knowing more would be worth: quantities, studies, waiting."""

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
