"""What is believed about each quantity, before the evidence and after it."""

from collections.abc import Mapping

from stakes.decision_json.records import NONE, OWN, QUANTITY, SHARE, Number, Record, number, part


class Points(Record):
    low: float = number("5 % quantile {this}: {quantity}", QUANTITY, OWN)
    median: float = number("Median {this}: {quantity}", QUANTITY, OWN)
    high: float = number("95 % quantile {this}: {quantity}", QUANTITY, OWN)
    mean: Number = number(
        "Mean {this}: {quantity}", QUANTITY, OWN
    )  # null, as its error, in early files of schema 1
    mcse: Number = number(
        "Monte Carlo standard error of the mean {this}: {quantity}", QUANTITY, OWN
    )
    states: Mapping[str, float] = number(
        "Probability of a state, {*}, {this}: {quantity}", SHARE, OWN, at=("*",)
    )


class PowerSensitivity(Record):
    prior: float = number("Sensitivity to power scaling of the prior: {quantity}", NONE, OWN)
    likelihood: float = number(
        "Sensitivity to power scaling of the evidence: {quantity}", NONE, OWN
    )


class Belief(Record):
    prior: Points | None = part("before the evidence")  # null where draws alone are given
    posterior: Points = part("after the evidence")
    sensitivity: PowerSensitivity | None = (
        part()
    )  # null where a quantity is not one number that is sampled
