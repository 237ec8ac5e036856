"""What the evidence did, each statement as the set of its readings."""

from math import hypot

from stakes.assessment.statements.readings import CLEARLY, Readings
from stakes.decision_json.beliefs import Belief
from stakes.decision_json.sensitivity import Claim

SLIGHT = 0.02  # probability, by which evidence hardly moves a claim
SHIFTED, NARROWED = 0.05, 0.2  # of the width of the prior
# Errors of a median, and of a 90 % interval, in those of the mean, for a normal distribution
OF_MEDIAN, OF_WIDTH = 1.25, 3.0


def shifted(belief: Belief) -> Readings:
    """Whether the evidence moved the median, by a twentieth of the prior's 90 % interval or more:
    ``up``, ``down`` or ``no``, as where no prior is known.
    """
    before, after = belief.prior or belief.posterior, belief.posterior
    width = before.high - before.low
    by = (after.median - before.median) / width
    margin = CLEARLY * OF_MEDIAN * hypot((before.mcse or 0.0), after.mcse or 0.0) / width
    found: set[str] = {"no"} if abs(by) - margin < SHIFTED else set()
    return frozenset(
        found
        | ({"up"} if by + margin >= SHIFTED else set())
        | ({"down"} if by - margin <= -SHIFTED else set())
    )


def widened(belief: Belief) -> Readings:
    """Whether the evidence changed the width of the 90 % interval by a fifth or more: ``narrower``,
    ``wider`` or ``no``.
    """
    before, after = belief.prior or belief.posterior, belief.posterior
    width = before.high - before.low
    left = (after.high - after.low) / width
    margin = CLEARLY * OF_WIDTH * hypot(left * (before.mcse or 0.0), after.mcse or 0.0) / width
    found = {"no"} if abs(left - 1) - margin < NARROWED else set()
    ends = (("narrower", left - margin <= 1 - NARROWED), ("wider", left + margin >= 1 + NARROWED))
    return frozenset(found | {word for word, holds in ends if holds})


def moved(claim: Claim) -> Readings:
    """Which way the evidence moved the probability of a claim."""
    by, error = claim.probability - claim.prior, CLEARLY * hypot(claim.se, claim.prior_se)
    found = {"hardly moved"} if abs(by) - error < SLIGHT else set()
    return frozenset(
        found
        | ({"raised"} if by + error >= SLIGHT else set())
        | ({"lowered"} if by - error <= -SLIGHT else set())
    )
