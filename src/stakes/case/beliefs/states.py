"""States: schools of thought, point masses or categories, one of which holds."""

from typing import Annotated

from pydantic import Field, ValidationInfo

from stakes.case.beliefs.bounds import (
    inside,
    limits_of,
    within,
)
from stakes.case.beliefs.distributions import Distribution
from stakes.case.beliefs.forms import Kind, Quantiles, one_of
from stakes.case.reading.records import (
    Number,
    Record,
    Share,
    SourceId,
    Text,
    fault,
    tidy,
)

_SUM_TOLERANCE = 1e-6


class State(Record):
    """One of several ways things may be: a school of thought, a point mass or a category, with the
    credence it gets.
    """

    label: Text
    weight: Share
    rationale: Text | None = None
    sources: tuple[SourceId, ...] = ()
    quantiles: Quantiles | None = None
    distribution: Distribution | None = None
    value: Annotated[Number | None, one_of("quantiles", "distribution", "value")] = Field(
        default=None, validate_default=True
    )

    @property
    def kind(self) -> Kind:
        if self.quantiles:
            return "quantiles"
        return "distribution" if self.distribution else "value"


def state_within(state: State, info: ValidationInfo) -> State:
    limits = limits_of(info.data)
    if limits is None:
        return state
    if state.quantiles:
        inside(limits, state.quantiles, "quantiles")
    if state.distribution:
        support = state.distribution.support
        within(
            limits,
            support,
            f"the range [{tidy(support)}] of {state.distribution.name} reaches",
            "distribution",
        )
    if state.value is not None:
        within(limits, (state.value, state.value), f"{state.value:g} lies", "value")
    return state


def whole(states: dict[str, State]) -> dict[str, State]:
    if len(states) < 2:
        raise fault(
            f"has {len(states)} state{'' if states else 's'}",
            "give two or more, or no states at all",
        )
    total = sum(state.weight for state in states.values())
    if abs(total - 1) > _SUM_TOLERANCE:
        raise fault(
            f"the weights of the states sum to {total:.6g}, not 1",
            "change the weights so that they sum to 1",
        )
    return states
