"""Options: what they are worth, the information that is lacking, and whether the numbers can be
trusted.
"""

from stakes.decision_json.records import NONE, OWN, SHARE, Number, Record, number


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
