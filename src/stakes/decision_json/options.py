"""Options: what they are worth, the information that is lacking, and whether the numbers can be
trusted.
"""

from collections.abc import Mapping
from typing import Literal

from stakes.decision_json.records import NONE, OWN, SHARE, Number, Record, number, part


class Option(Record):
    """One option, relative to the baseline but for its CVaR, which is of absolute outcomes."""

    label: str
    waits: bool
    expected: float = number("Expected net value of {option}")
    mcse: float = number("Monte Carlo standard error of the expected net value of {option}")
    lower: float = number("Lower end of the interval of the net value of {option}")
    lower_mcse: Number = number(
        "Standard error of the lower end of the interval of {option}"
    )  # these null in files of schema 1
    upper: float = number("Upper end of the interval of the net value of {option}")
    upper_mcse: Number = number("Standard error of the upper end of the interval of {option}")
    p_best: float = number("Probability that {option} is the best", SHARE)
    p_best_mcse: float = number(
        "Standard error of the probability that {option} is the best", SHARE
    )
    expected_regret: float = number("Expected regret of {option}")
    regret_mcse: Number = number("Standard error of the expected regret of {option}")
    cvar: float = number("Mean of the worst outcomes (CVaR) of {option}")
    cvar_mcse: Number = number(
        "Standard error of the mean of the worst outcomes of {option}"
    )  # null in files of schema 1
    cvar_difference: Number = number(
        "Difference from the baseline in the mean of the worst outcomes of {option}"
    )
    cvar_difference_mcse: Number = number(
        "Standard error of the difference from the baseline in the mean of the worst outcomes of "
        "{option}"
    )
    lead: float = number("Expected lead of the best option over {option}")
    lead_mcse: float = number("Standard error of the lead of the best option over {option}")
    pareto_k: Number = number(
        "Pareto k, the weight of the tail, of the net value of {option}", NONE
    )


class Difference(Record):
    """Net value of the best option less that of the next that does not come to the same, over all
    draws; `of` and `over` are their ids, `levels` those of the quantiles `values`.
    """

    of: str
    over: str
    levels: tuple[float, ...] = number("Level of a quantile of the difference", NONE, at=("*",))
    values: tuple[float, ...] = number("Quantile of the difference", at=("*",))
    values_mcse: tuple[float, ...] = number(
        "Standard error of a quantile of the difference", at=("*",)
    )
    above: float = number("Probability that the best option is worth more than the next", SHARE)
    above_se: float = number("Standard error of the probability that it is worth more", SHARE)
    below: float = number("Probability that the best option is worth less than the next", SHARE)
    below_se: float = number("Standard error of the probability that it is worth less", SHARE)


class PerfectInformation(Record):
    value: float = number("{this}")
    mcse: float = number("Standard error of: {this}")


class Asked(Record):
    """The options that the question names, among themselves."""

    best: str
    runner_up: str
    lead: float = number("Expected lead of the best over the next of the options asked about")
    lead_mcse: float = number("Standard error of: the lead among the options asked about")
    resolved: bool


class Diagnostics(Record):
    rhat_max: Number = number(
        "Highest R-hat of the chains", NONE, OWN
    )  # null where it is not finite: chains that never move
    ess_min: float = number("Smallest effective sample size of the chains", NONE, OWN)
    divergences: int | None = number(
        "Divergent transitions of the chains", NONE, OWN
    )  # null, as BFMI, where draws alone are given
    bfmi_min: Number = number("Smallest BFMI of the chains", NONE, OWN)


class Confidence(Record):
    """How far evidence rather than judgement carries the answer; `level` is two levels where the
    error leaves both.
    """

    level: str
    judged: float = number(
        "Share of what links quantities with the lead that is of quantities judged by experts",
        SHARE,
    )
    judged_se: Number = number(
        "Standard error of the share that is of quantities judged by experts", SHARE
    )
    checks: int = number("Predictive checks made", NONE)
    passed: int = number("Predictive checks passed", NONE)
    converged: bool


class Sampling(Record):
    draws: int
    tune: int
    chains: int
    seed: int


class Aim(Record):
    """What an option is worth by the objective of the profile; null where the draws cannot carry
    it, as `reason` then says.
    """

    value: Number = number("{option} by the objective of the profile")
    mcse: Number = number("Standard error of {option} by the objective of the profile")
    lead: Number = number("Lead of the best by the objective over {option}")
    lead_mcse: Number = number("Standard error of the lead by the objective over {option}")
    reason: str


class Objective(Record):
    """`kind` is ``cara``, ``crra`` or ``cvar``; `best` is the option that is highest by it, and
    `resolved` whether it leads every other clearly.
    """

    kind: Literal["cara", "crra", "cvar"]
    options: Mapping[str, Aim] = part(at=("option",))
    best: str
    resolved: bool


type Verdict = Literal["passes", "fails", "cannot be told"]


class Held(Record):
    """Whether an option keeps a limit: the probability of the bad outcome against the chance of it
    that is borne.
    """

    probability: float = number("Probability that {option} breaks the limit: {*}", SHARE)
    mcse: float = number("Standard error of the probability that {option} breaks: {*}", SHARE)
    lower: float = number("Lower bound of the probability that {option} breaks: {*}", SHARE)
    upper: float = number("Upper bound of the probability that {option} breaks: {*}", SHARE)
    verdict: Verdict


class Constraint(Record):
    chance: float = number("Chance that is borne of: {*}", SHARE, OWN)
    options: Mapping[str, Held] = part(at=("option",))


class Behind(Record):
    """Where an option stands on an attribute when that is reached: what "goes" is out from then on,
    "-" was out before.
    """

    lead: float = number("Lead on {attribute} of the best left over {option}")
    lead_mcse: float = number("Standard error of the lead on {attribute} over {option}")
    verdict: Literal["stays", "goes", "cannot be told", "-"]


class Lexical(Record):
    """Attributes that count one after the other, in their order; `kept` are the options left at the
    end.
    """

    steps: Mapping[str, Mapping[str, Behind]] = part(at=("attribute", "option"))
    kept: tuple[str, ...]


class Demands(Record):
    """What the profile asks beside its weights: an objective other than the expected value, and
    limits that no option may break.

    `allowed` says of each option whether it keeps all limits; `best_allowed` is the best of those
    that do, by the objective or else by expected value; empty if none does.
    """

    objective: Objective | None
    constraints: Mapping[str, Constraint] = part(at=("*",))
    allowed: Mapping[str, Verdict]
    best_allowed: str
    lexical: Lexical | None = None
