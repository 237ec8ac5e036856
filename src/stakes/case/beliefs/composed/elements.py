"""Quantities with a dimension: by region, by year, a belief for each."""

from typing import Annotated, Any, Self

import numpy as np
from pydantic import AfterValidator, Field, Strict, ValidationInfo, model_validator

from stakes.case.beliefs.bounds import inside, limits_of, within
from stakes.case.beliefs.correlations import cholesky_rows, of_scores
from stakes.case.beliefs.distributions import Distribution
from stakes.case.beliefs.forms import Quantiles, one_of
from stakes.case.reading.records import (
    Flag,
    Name,
    Number,
    Record,
    SourceId,
    Text,
    fault,
    tidy,
)


def _label(text: str) -> str:
    if not text.replace("_", "").isalnum() or not text.isascii():
        raise fault(f"'{text}' cannot label an element", "use letters, digits and _")
    return text


Label = Annotated[str, Strict(), AfterValidator(_label)]


class Element(Record):
    """What is believed of one element.

    `loadings` are how its normal score is made of independent ones, by part, where elements go
    together; no file may set them.
    """

    label: Text | None = None
    rationale: Text | None = None
    sources: tuple[SourceId, ...] = ()
    quantiles: Quantiles | None = None
    distribution: Distribution | None = None
    value: Annotated[Number | None, one_of("quantiles", "distribution", "value")] = Field(
        default=None, validate_default=True
    )
    loadings: dict[str, float] | None = None


class Together(Record):
    """How closely elements go together: the rank correlation of each two, or of neighbours, beyond
    which it decays with the distance (autoregressive).
    """

    rank: Annotated[Number, Field(gt=-1, lt=1)]
    reason: Text
    decays: Flag = False


class Along(Record):
    """A dimension, and a belief for each of its labels, in their order."""

    dim: Name
    values: Annotated[dict[Label, Element], Field(min_length=1)]
    together: Together | None = None

    @property
    def labels(self) -> list[str] | list[int]:
        """Labels of the elements; numbers, as of years, where all are."""
        names = list(self.values)
        return [int(n) for n in names] if all(n.isdigit() for n in names) else names

    @model_validator(mode="after")
    def _can_go_together(self) -> Self:
        for name, element in self.values.items():
            if element.loadings is not None:
                raise fault("unknown key 'loadings'", "leave it out", f"values.{name}")
            fixed = element.value is not None
            if self.together and (fixed or (element.distribution or _NONE).discrete):
                what = "is fixed" if fixed else "is discrete"
                raise fault(f"{what}, and has no rank correlation", "leave it out", "together")
        return self

    def parts(self, name: str) -> dict[str, Element]:
        """By name of a part of the quantity `name`, its elements, with their loadings."""
        found = {f"{name}_{label}": element for label, element in self.values.items()}
        if self.together is None:
            return found
        rows = cholesky_rows(self.matrix, list(found))
        return {p: e.model_copy(update={"loadings": rows[p]}) for p, e in found.items()}

    @property
    def matrix(self) -> Any:
        """Correlations of the elements' normal scores."""
        assert self.together is not None
        count, r = len(self.values), of_scores(self.together.rank)
        apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
        return np.where(apart == 0, 1.0, r ** np.maximum(apart, 1) if self.together.decays else r)


class _None:
    discrete = False


_NONE = _None()


def along_within(along: Along, info: ValidationInfo) -> Along:
    """Every element within the bounds of the quantity, and correlations that can hold."""
    limits = limits_of(info.data)
    for label, e in along.values.items() if limits else ():
        at = f"values.{label}"
        if e.quantiles:
            inside(limits or (0, 0), e.quantiles, f"{at}.quantiles")
        elif e.distribution is not None:
            span, name = e.distribution.support, e.distribution.name
            if info.data["given_bounds"] or (limits or (0, 0))[1] == 1:
                said = f"the range [{tidy(span)}] of {name} reaches"
                within(limits or (0, 0), span, said, f"{at}.distribution")
        else:
            value = e.value or 0.0
            within(limits or (0, 0), (value, value), f"{value:g} lies", f"{at}.value")
    if along.together and float(np.linalg.eigvalsh(along.matrix)[0]) < 1e-8:
        least = 6 / np.pi * np.arcsin(-1 / (len(along.values) - 1) / 2)
        raise fault(
            f"{len(along.values)} elements cannot all have {along.together.rank:g} with each other",
            f"give more than {least:.2f}",
            "together.rank",
        )
    return along


AlongWithin = Annotated[Along, AfterValidator(along_within)]
