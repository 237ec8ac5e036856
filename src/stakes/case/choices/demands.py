"""What a profile asks beside its weights: an objective other than the expected value, and limits
that no option may break.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from stakes.case.reading.records import (
    AttributeId,
    NotNegative,
    Number,
    Positive,
    Record,
    Share,
    Text,
    fault,
)

_NEEDS = {
    "cara": {"risk_aversion"},
    "crra": {"relative_risk_aversion", "wealth"},
    "cvar": {"worst"},
}


class Objective(Record):
    """What a stakeholder wants to be as high as can be, of absolute outcomes with their chance
    events.

    ``cara``: the certainty equivalent at a constant absolute `risk_aversion`, per unit of the case;
    ``crra``: at a constant `relative_risk_aversion`, a pure number, of whoever has `wealth` in the
    unit of the case; ``cvar``: the mean of the `worst` share of outcomes.
    """

    kind: Literal["cara", "crra", "cvar"]
    risk_aversion: NotNegative | None = None
    relative_risk_aversion: NotNegative | None = None
    wealth: Positive | None = None
    worst: Share | None = None

    @model_validator(mode="after")
    def _has_its_own(self) -> Self:
        given = {k for k, v in self.model_dump(exclude={"kind"}).items() if v is not None}
        for name in sorted(_NEEDS[self.kind] - given):
            raise fault(f"has no {name}", f"give one, which {self.kind} needs")
        for name in sorted(given - _NEEDS[self.kind]):
            raise fault(f"has nothing to do with {self.kind}", "leave it out", name)
        if self.worst is not None and not 0 < self.worst < 1:
            raise fault(f"is {self.worst:g}, outside (0, 1)", "give a share inside it", "worst")
        return self


class Lexical(Record):
    """Attributes that count one after the other, the first at the head, and by how much less than
    the best each is borne to be (`slack`, 0 where none is given, in the unit of the case).
    """

    order: Annotated[tuple[AttributeId, ...], Field(min_length=1)]
    slack: dict[AttributeId, NotNegative] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.order)) < len(self.order):
            raise fault("names an attribute twice", "name each once", "order")
        if strange := [name for name in self.slack if name not in self.order]:
            raise fault(f"is of {', '.join(strange)}, not in the order", "leave it out", "slack")
        return self


class Constraint(Record):
    """A bad outcome, below or above a limit, and the chance of it that is borne.

    The outcome is the absolute net value, or an attribute of it (`of`), present value, in the unit
    of the case.
    """

    label: Text
    rationale: Text
    of: AttributeId | None = None
    below: Number | None = None
    above: Number | None = None
    chance: Share

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if self.below is None and self.above is None:
            raise fault("says neither below nor above what an outcome is bad", "give one of them")
        return self
