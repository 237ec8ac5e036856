"""Several experts' beliefs about one quantity, pooled."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from stakes.case.beliefs.bounds import inside, limits_of, within
from stakes.case.beliefs.distributions import Distribution
from stakes.case.beliefs.forms import Quantiles, one_of
from stakes.case.reading.records import Name, Record, Share, SourceId, Text, fault, tidy

_SUM_TOLERANCE = 1e-6


class Expert(Record):
    """What one expert believes, and the weight that this gets; None where a panel gives it."""

    label: Text | None = None
    weight: Share | None = None
    rationale: Text | None = None
    sources: tuple[SourceId, ...] = ()
    quantiles: Quantiles | None = None
    distribution: Annotated[Distribution | None, one_of("quantiles", "distribution")] = Field(
        default=None, validate_default=True
    )


class Pool(Record):
    """Experts and the rule by which their beliefs become one.

    ``linear`` averages probabilities, so that whoever is right is in it; ``logarithmic`` multiplies
    densities, each to the power of its weight, and is narrower than most of them. `panel` names
    those whose seed questions give the weights.
    """

    rule: Literal["linear", "logarithmic"]
    experts: dict[Name, Expert]
    panel: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(self.experts) < 2:
            raise fault(f"has {len(self.experts)} of two or more experts", "name two", "experts")
        given = [e.weight for e in self.experts.values() if e.weight is not None]
        if self.panel is not None:
            if given:
                raise fault("has weights besides a panel", "leave out one of the two", "experts")
            return self
        if len(given) < len(self.experts):
            raise fault("has experts without a weight", "give each one, or name a panel", "experts")
        if abs(sum(given) - 1) > _SUM_TOLERANCE:
            raise fault(
                f"the weights of the experts sum to {sum(given):.6g}, not 1",
                "change them so that they sum to 1",
                "experts",
            )
        return self

    def weighed(self, weights: dict[str, float]) -> "Pool":
        """The same with these weights of its experts."""
        experts = {
            name: e.model_copy(update={"weight": weights[name]}) for name, e in self.experts.items()
        }
        return self.model_copy(update={"experts": experts})


def pool_within(pool: Pool, info: ValidationInfo) -> Pool:
    """Every expert within the bounds of the quantity, none of them discrete."""
    limits = limits_of(info.data)
    if limits is None:
        return pool
    for name, expert in pool.experts.items():
        if expert.quantiles:
            inside(limits, expert.quantiles, f"experts.{name}.quantiles")
        elif expert.distribution is not None:
            _fits(expert.distribution, limits, f"experts.{name}.distribution")
    if pool.rule == "logarithmic":
        _overlap(pool, limits)
    return pool


def _fits(found: Any, limits: tuple[float, float], at: str) -> None:
    if found.discrete:
        raise fault(f"{found.name} is discrete, and a pool is not", "give a continuous one", at)
    within(limits, found.support, f"the range [{tidy(found.support)}] of {found.name} reaches", at)


def _overlap(pool: Pool, limits: tuple[float, float]) -> None:
    spans = [e.distribution.support if e.distribution else limits for e in pool.experts.values()]
    if not max(low for low, _ in spans) < min(high for _, high in spans):
        raise fault(
            "the experts' ranges have nothing in common, so that a logarithmic pool is empty",
            "take the linear rule",
            "rule",
        )


PoolWithin = Annotated[Pool, AfterValidator(pool_within)]
