"""The forms in which a prior is given: exactly one of them, and quantiles in rising order."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from stakes.case.reading.records import (
    Number,
    fault,
    numbers,
    tidy,
)

Kind = Literal[
    "quantiles", "distribution", "pooled", "elements", "draws", "trend", "value", "event", "states"
]


def _rising(quantiles: tuple[float, float, float]) -> tuple[float, float, float]:
    if not quantiles[0] < quantiles[1] < quantiles[2]:
        raise fault(
            f"quantiles are out of order ({tidy(quantiles)})",
            "give them as 5 %, 50 %, 95 % in rising order",
        )
    return quantiles


def one_of(*forms: str) -> BeforeValidator:
    """Exactly one of the `forms` may be given.

    Sits on the last of them; one that was given but is not valid counts as given.
    """

    def check(value: Any, info: ValidationInfo) -> Any:
        given = [form for form in forms[:-1] if info.data.get(form, "not valid") is not None]
        given += [forms[-1]] if value is not None else []
        if len(given) != 1:
            problem = f"has {' and '.join(given)}" if given else f"has none of {', '.join(forms)}"
            raise fault(
                problem, "keep one of them" if given else "give exactly one of them", at=".."
            )
        return value

    return BeforeValidator(check)


Quantiles = Annotated[
    tuple[Number, Number, Number],
    AfterValidator(_rising),
    numbers(3, "three numbers: the 5 %, 50 % and 95 % quantiles"),
]
