"""A case in memory, of what is given: the parts of the page that need a case find it empty."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from stakes.assessment.without_case.given import Given, Named
from stakes.case.case import Case
from stakes.case.options import Option
from stakes.case.priors import Quantity
from stakes.case.reading.records import Record
from stakes.case.sensitivity import Challenges, Threshold
from stakes.case.sources import Source
from stakes.case.statements.predictions import Predictions
from stakes.case.values import Attribute, Profile

OWN = "given"  # id of the one profile


def stand_in(held: Given, best: str, shown: Sequence[str]) -> Case:
    """A case without files, which says of options and numbers what readers see of them.

    Records are made as they are, without the checks of a file: nothing is known of a prior, of its
    basis or of its grade. Options are compared with the best of them; `shown` are the ids of the
    numbers that it has.
    """
    numbers = {name: held.elements[name] for name in shown}
    return Case(
        root=Path(),
        title=held.title,
        question=held.title,
        as_of=date.min,
        horizon=date.max,
        unit=held.unit,
        seed=0,
        models=(),
        topics={name: name for name in held.groups},
        quantities={name: _quantity(number) for name, number in numbers.items()},
        sources={n.source: _source(n.source) for n in numbers.values() if n.source},
        evidence={},
        baseline=best,
        options={
            name: _bare(Option, id=name, label=o.label, description="")
            for name, o in held.options.items()
        },
        dimensions={},
        amounts={},
        agreed=None,
        stages=(),
        asked=(),
        attributes={
            name: Attribute(id=name, label=a.label, description="As given")
            for name, a in held.attributes.items()
        },
        parameters={},
        profiles={OWN: _as_given(dict.fromkeys(held.attributes, 1.0))},
        default_profile=OWN,
        risk_aversion=None,
        claims={},
        predictions=Predictions(),
        studies={},
        structures={},
        challenges=Challenges(thresholds={n: _bare(Threshold, id=n, rate=False) for n in numbers}),
    )


def _as_given(weights: dict[str, float]) -> Profile:
    return Profile(id=OWN, label="as given", rationale="As given.", weights=weights)


def _bare[R: Record](kind: type[R], **known: Any) -> R:
    """A record of what is known, without the checks of a file."""
    return cast(R, kind.model_construct(**known))


def _quantity(number: Named) -> Quantity:
    return _bare(
        Quantity,
        id=number.id,
        topic="",
        label=number.label,
        unit=number.unit,
        rationale="",
        grade="",
        basis="",
        sources=(number.source,) if number.source else (),
    )


def _source(text: str) -> Source:
    linked = text if text.startswith(("https://", "http://")) else ""
    return _bare(
        Source, id=text, publisher="", title=text, date="", read="page", url=linked, grade=""
    )
