"""What would change the answer: break-evens, planes, views, and what the lead hangs on."""

from collections.abc import Mapping
from typing import Literal

from stakes.decision_json.records import (
    CLAIM,
    NONE,
    OWN,
    QUANTITY,
    SHARE,
    Number,
    Record,
    number,
    part,
)


class Root(Record):
    value: float = number("A further break-even of {pair}", QUANTITY, OWN)
    se: Number = number("Standard error of a further break-even of {pair}", QUANTITY, OWN)


class BreakEven(Record):
    """The root nearest to the middle of the posterior is its value; `reason` says why there is
    none.
    """

    value: Number = number("Break-even of {pair}", QUANTITY, OWN)
    se: Number = number("Standard error of the break-even of {pair}", QUANTITY, OWN)
    reason: str
    roots: tuple[Root, ...] = part(at=("*",))
    never: bool
    unresolved: tuple[float, float] | None = number(
        "End of a stretch on which the lead changes its sign, not resolved: {pair}",
        QUANTITY,
        OWN,
        at=("*",),
    )
    probability_beyond: float = number(
        "Probability of lying beyond the break-even of {pair}", SHARE, OWN
    )
    probability_beyond_se: float = number(
        "Standard error of the probability of lying beyond it: {pair}", SHARE, OWN
    )
    lower: float = number("Lower end of the range searched for {pair}", QUANTITY, OWN)
    lead_lower: float = number("Lead over the baseline at the lower end: {pair}", rests=OWN)
    lead_lower_se: float = number("Standard error of the lead at the lower end: {pair}", rests=OWN)
    upper: float = number("Upper end of the range searched for {pair}", QUANTITY, OWN)
    lead_upper: float = number("Lead over the baseline at the upper end: {pair}", rests=OWN)
    lead_upper_se: float = number("Standard error of the lead at the upper end: {pair}", rests=OWN)
    chance_in_a_year: Number = number(
        "Chance in a year at the break-even rate of {pair}", SHARE, OWN
    )  # null but for rates
    chance_by_horizon: Number = number(
        "Chance by the horizon at the break-even rate of {pair}", SHARE, OWN
    )


class Axis(Record):
    quantity: str
    values: tuple[float, ...] = number("{this}", NONE, OWN, at=("*",))


class Plane(Record):
    x: Axis = part("Value across the plane: {plane}")
    y: Axis = part("Value down the plane: {plane}")
    lead: Mapping[str, tuple[tuple[float, ...], ...]] = number(
        "Lead of {option} over the baseline in the plane: {plane}",
        rests=OWN,
        at=("option", "*", "*"),
    )
    lead_se: Mapping[str, tuple[tuple[float, ...], ...]] = number(
        "Standard error of that lead of {option} in the plane: {plane}",
        rests=OWN,
        at=("option", "*", "*"),
    )
    boundary: Mapping[str, tuple[tuple[float, float], ...]]


class Leader(Record):
    """Who leads under a view and a profile; `ahead` leads today's best clearly, empty where no
    option does; `against` compares the same two options under every view: those that come first
    and next as believed.
    """

    best: str
    runner_up: str
    lead: float = number("Lead of the best over the next: {view}; {profile}")
    lead_se: float = number("Standard error of the lead: {view}; {profile}")
    resolved: bool
    ahead: str
    against: Number = number(
        "Lead of today's best over the next as believed: {view}; {profile}"
    )  # these null in files of an earlier schema
    against_se: Number = number(
        "Standard error of the lead of today's best over the next as believed: {view}; {profile}"
    )


class View(Record):
    label: str
    kind: Literal["believed", "structure", "averaged", "school", "parameter"]
    draws: int = number("Effective draws that the view leaves: {view}", "draws")
    weight: Number = number("Weight of the structure: {view}", SHARE, OWN)  # null for other views
    profiles: Mapping[str, Leader] = part(at=("profile",))


class Effect(Record):
    """How large what a claim speaks of is, in the claim's unit; null where its condition holds in
    no draw.
    """

    mean: Number = number("Mean of the effect of the claim: {claim}", CLAIM)
    mean_se: Number = number("Standard error of the mean effect of the claim: {claim}", CLAIM)
    median: Number = number("Median of the effect of the claim: {claim}", CLAIM)
    median_se: Number = number("Standard error of the median effect of the claim: {claim}", CLAIM)
    lower: Number = number("5 % quantile of the effect of the claim: {claim}", CLAIM)
    lower_se: Number = number("Standard error of its 5 % quantile: {claim}", CLAIM)
    upper: Number = number("95 % quantile of the effect of the claim: {claim}", CLAIM)
    upper_se: Number = number("Standard error of its 95 % quantile: {claim}", CLAIM)
    given: float = number("Share of the draws in which the condition holds: {claim}", SHARE)


class Claim(Record):
    probability: float = number("Probability after the evidence of the claim: {claim}", SHARE)
    se: float = number(
        "Standard error of the probability after the evidence of the claim: {claim}", SHARE
    )
    prior: float = number("Probability before the evidence of the claim: {claim}", SHARE)
    prior_se: float = number(
        "Standard error of the probability before the evidence of the claim: {claim}", SHARE
    )
    effect: Effect | None


class Swing(Record):
    low: float = number("Lead at the 5 % quantile of: {quantity}", rests=OWN)
    low_se: float = number(
        "Standard error of the lead at the 5 % quantile of: {quantity}", rests=OWN
    )
    high: float = number("Lead at the 95 % quantile of: {quantity}", rests=OWN)
    high_se: float = number(
        "Standard error of the lead at the 95 % quantile of: {quantity}", rests=OWN
    )
    at_low: float = number("5 % quantile of: {quantity}", QUANTITY, OWN)
    at_high: float = number("95 % quantile of: {quantity}", QUANTITY, OWN)
    expected: Number = number("Lead as believed, beside the swing of: {quantity}")
    swing: float = number(
        "Swing of the lead between both quantiles of: {quantity}; 0 where it is noise", rests=OWN
    )
    swing_se: float = number("Standard error of the swing of: {quantity}", rests=OWN)


class Tornado(Record):
    lead_of: str
    over: str
    quantities: Mapping[str, Swing] = part(at=("quantity",))


class Shares(Record):
    """Of one quantity in the lead."""

    first_order: Number = number(
        "First-order share of the variance for the lead: {quantity}", NONE, OWN
    )
    first_order_se: Number = number(
        "Standard error of the first-order share for the lead: {quantity}", NONE, OWN
    )
    delta: Number = number("Borgonovo's delta for the lead: {quantity}", NONE, OWN)
    delta_se: Number = number(
        "Standard error of Borgonovo's delta for the lead: {quantity}", NONE, OWN
    )


class TopicShares(Record):
    """Of all quantities of a topic in the lead."""

    first_order: Number = number("First-order share of the variance for the lead: {topic}", NONE)
    first_order_se: Number = number(
        "Standard error of the first-order share for the lead: {topic}", NONE
    )
    delta: Number = number("Borgonovo's delta for the lead: {topic}", NONE)
    delta_se: Number = number("Standard error of Borgonovo's delta for the lead: {topic}", NONE)
    shapley: Number = number("Shapley share of the variance for the lead: {topic}", NONE)
    shapley_se: Number = number("Standard error of the Shapley share for the lead: {topic}", NONE)


class Importance(Record):
    quantities: Mapping[str, Shares] = part(at=("quantity",))
    topics: Mapping[str, TopicShares] = part(at=("topic",))
