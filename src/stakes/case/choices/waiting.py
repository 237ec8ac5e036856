"""Options that wait: when their review is, and what waiting costs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stakes.case.choices.stages import BETWEEN, FILE
from stakes.case.reading.validation import reference
from stakes.errors import Problem


def check_dates(
    options: Mapping[str, Any], span: tuple[date, date] | None, problems: list[Problem]
) -> None:
    """Check that each review lies after the as-of date and up to the horizon, where these are
    valid.
    """
    for name, option in options.items():
        if option.until and span and not span[0] < option.until <= span[1]:
            problem = (
                f"is {option.until}, not after the as-of date {span[0]} and up to the "
                f"horizon {span[1]}"
            )
            problems.append(Problem(FILE, f"options.{name}.until", problem, BETWEEN))


def check_costs(
    options: Mapping[str, Any], attributes: Mapping[str, object], problems: list[Problem]
) -> None:
    """Check that what waiting costs is borne by attributes of the case."""
    for name, option in options.items():
        for attribute in option.costs:
            key = f"options.{name}.costs"
            problems.extend(reference(key, attribute, attributes or None, FILE, "attributes"))
