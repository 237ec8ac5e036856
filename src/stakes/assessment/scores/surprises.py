"""What the model thought least likely and came, in words."""

from datetime import date, timedelta

import numpy as np

from stakes.assessment.scores.scoreboard import Scored
from stakes.outcomes.consequence_model import YEAR
from stakes.wording import likelihood, percent, plain

SURPRISING = 0.25  # probability of what came, or of as far out, below which it is a surprise
INTERVAL = (0.05, 0.5, 0.95)


def likely(found: Scored) -> float:
    """Probability that the model gave to what came; of a number, to one as far out on either
    side.
    """
    if found.prediction.type == "event":
        return found.told if found.outcome else 1 - found.told
    return 2 * min(found.position, 1 - found.position)


def surprises(found: list[Scored], start: date) -> list[str]:
    """A sentence for each prediction whose outcome the model gave less than one chance in four, the
    least likely first.
    """
    resolved = sorted((s for s in found if s.scores), key=likely)
    return [sentence(s, start) for s in resolved if likely(s) < SURPRISING]


def sentence(found: Scored, start: date) -> str:
    """What was predicted, what the model said and what came."""
    p = found.prediction
    disputed = " (disputed)" if p.disputed else ""
    if p.type == "event":
        came = "it came" if found.outcome else "it did not come"
        said = f"{likelihood(found.told)}, {percent(found.told)}"
        return f"{p.statement} The model: {said}; {came}{disputed}."
    low, middle, high = (
        shown(found, x, start) for x in np.quantile(found.draws["model"], INTERVAL)
    )
    came = shown(found, found.outcome, start)
    unit = f" {p.unit}" if p.unit else ""
    said = f"{middle} ({low} to {high}){unit}"
    return f"{p.statement} The model: {said}; it was {came}{disputed}."


def shown(found: Scored, value: float, start: date) -> str:
    """A number, or the month of a date; the day that resolves it where it has not
    come by then.
    """
    p = found.prediction
    if p.type != "date":
        return f"{plain(round(value, 1))}"
    day = start + timedelta(days=value * YEAR)
    return f"after {p.resolves:%Y-%m}" if day >= p.resolves else f"{day:%Y-%m}"
