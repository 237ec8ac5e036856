"""The verdict: which option leads, what comes to the same, and whether it is too close to call and
why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import xarray as xr

from stakes.assessment.statements.readings import CLEARLY, next_best
from stakes.decision.limits import TRUSTED
from stakes.decision_json.decision import Decision
from stakes.decision_json.options import Confidence, Option
from stakes.wording import LIKELY

TOP = 10  # quantities shown, from the highest link, and those that may be among them
JUDGED = "expert judgement"  # basis of a prior
HIGH, LOW = 0.2, 0.5
LEVELS = ("low", "moderate", "high")
RARELY = 0.001  # probability of being the best
CONFIDENCE_RULE = (
    "Confidence is low where quantities with a prior from expert judgement carry more than half "
    "of what links all quantities "
    "with the lead (the sum of squared rank correlations), a predictive check did not pass or the "
    "chains have not converged; "
    "high where they carry at most a fifth, all else is in order and the option, or one that comes "
    "to the same, is more likely to be the best than a roughly even chance (55 %), or waits for "
    "what will be known; moderate otherwise."
)

type Reason = Literal["lead", "tail", "views"]


@dataclass(frozen=True)
class Verdict:
    """Which option is the best, as far as can be told.

    Attributes
    ----------
    best : id of the option with the highest expected value.
    equals : ids of those worth the same in every draw.
    runners_up : id of the next that does not come to the same, and of those that cannot be told
        from it.
    resolved : whether the lead over every option that does not come to the same is more than three
        of its standard errors.
    reasons : why it is too close to call, none where it is not: the `lead` is not resolved; the
        mean of an option that may be the best rests on the `tail` of its draws; or another option
        leads clearly under some `views`.
    """

    best: str
    equals: tuple[str, ...]
    runners_up: tuple[str, ...]
    resolved: bool
    reasons: tuple[Reason, ...]

    @property
    def too_close(self) -> bool:
        """Whether it is too close to call."""
        return bool(self.reasons)


def judge(
    options: Mapping[str, Option], best: str, equals: Sequence[str], differs: Sequence[str]
) -> Verdict:
    """The verdict on some options.

    Parameters
    ----------
    options : by id.
    best : id of the one with the highest expected value.
    equals : ids of those worth the same in every draw.
    differs : views under which another option leads clearly.
    """
    rest = {o: record for o, record in options.items() if o not in (best, *equals)}
    resolved = bool(rest) and all(
        record.lead > CLEARLY * record.lead_mcse for record in rest.values()
    )
    return _verdict(options, best, equals, resolved, differs)


def verdict_of(decision: Decision) -> Verdict:
    """The verdict of a decision as it was made: whether the lead is resolved stands in it."""
    return _verdict(
        decision.options, decision.best, decision.same_as_best, decision.resolved, decision.differs
    )


def _verdict(
    options: Mapping[str, Option],
    best: str,
    equals: Sequence[str],
    resolved: bool,
    differs: Sequence[str],
) -> Verdict:
    asked = in_question(options, (best, *equals)).values()
    heavy = any((record.pareto_k or 0.0) > TRUSTED for record in asked)
    held: tuple[tuple[Reason, bool], ...] = (
        ("lead", not resolved),
        ("tail", heavy),
        ("views", bool(differs)),
    )
    reasons = tuple(reason for reason, holds in held if holds)
    return Verdict(
        best, tuple(equals), tuple(next_best(options, (best, *equals))), resolved, reasons
    )


def in_question(options: Mapping[str, Option], first: Sequence[str]) -> dict[str, Option]:
    """Those that come first, and those that are now and then the best: a tail that could lift a
    mean past theirs would show so.
    """
    return {o: record for o, record in options.items() if o in first or record.p_best > RARELY}


def heaviest_tail(options: Mapping[str, Option]) -> str:
    """Id of the option with the highest Pareto k, empty where none is known."""
    held = {o: record.pareto_k for o, record in options.items() if record.pareto_k is not None}
    return max(held, key=lambda o: held[o], default="")


def confidence(
    beliefs: xr.Dataset,
    checks: xr.Dataset,
    failures: Sequence[str],
    p_best: float | None,
    error: float = 0.0,
) -> Confidence:
    """How far evidence rather than judgement carries the answer.

    Parameters
    ----------
    beliefs : Dataset: judged, judged_se: share of expert judgement in what links quantities with
        the lead, and its error.
    checks : Dataset[check]: passed.
    failures : what did not converge.
    p_best, error : probability that the best option, or one that comes to the same, is the best,
        and its standard error: however good the evidence, it may say that one cannot know. None of
        an option that waits, which is never best by full knowledge.

    Returns
    -------
    Confidence
        level (low, moderate or high, by `CONFIDENCE_RULE`; two of them where the error leaves
        both), judged and judged_se (as given), checks and passed (numbers of them), converged.
    """
    judged, judged_se = float(beliefs["judged"]), float(beliefs["judged_se"])
    passed, total = int(checks["passed"].sum()), checks.sizes["check"]
    sound = 0 < total == passed and not failures
    lowest, most = (
        _level(
            judged + s * CLEARLY * judged_se,
            p_best is None or p_best - s * CLEARLY * error > LIKELY,
        )
        for s in (1, -1)
    )
    between = LEVELS[LEVELS.index(lowest) : LEVELS.index(most) + 1]
    level = " or ".join(between) if sound else "low"
    return Confidence(
        level=level,
        judged=judged,
        judged_se=judged_se,
        checks=total,
        passed=passed,
        converged=not failures,
    )


def _level(share: float, likely: bool) -> str:
    if share > LOW:
        return "low"
    return "high" if likely and share <= HIGH else "moderate"
