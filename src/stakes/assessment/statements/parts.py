"""What one option has more or less of than another, by attribute, as far as errors leave."""

from collections.abc import Mapping
from math import hypot

from stakes.assessment.statements.readings import CLEARLY, in_order
from stakes.decision_json.decision import Decision


def differences(decision: Decision, best: str, against: str) -> dict[str, tuple[float, float]]:
    """By attribute, what one option has more than another, and its error (at most: as if their
    draws were independent).
    """
    value, error = decision.attributes, decision.attributes_mcse
    return {
        name: (
            x - value[best].get(name, 0.0),
            hypot(error.get(against, {}).get(name, 0.0), error.get(best, {}).get(name, 0.0)),
        )
        for name, x in value.get(against, {}).items()
    }


def largest(parts: Mapping[str, tuple[float, float]]) -> tuple[list[str], list[str]]:
    """Attributes of which the loss, and of which the gain, may be the largest; empty where none is
    clear.

    Parameters
    ----------
    parts : from `differences`.
    """
    return _most({n: (-x, error) for n, (x, error) in parts.items()}), _most(parts)


def _most(amounts: Mapping[str, tuple[float, float]]) -> list[str]:
    if not any(x > CLEARLY * error for x, error in amounts.values()):
        return []
    places = in_order(amounts)
    return [n for n, (highest, _) in places.items() if highest == 1 and amounts[n][0] > 0]
