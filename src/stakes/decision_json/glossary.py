"""What the numbers of a decision are, from its records: rules by path for the page, and the JSON
Schema for other programs.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args

from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Record


class Rule(NamedTuple):
    """What stands at the paths of a pattern, in which a name in braces stands for an id of that
    kind.

    Attributes
    ----------
    pattern, meaning : a dotted path, and words; both with names in braces.
    unit : ``case``, ``share``, ``quantity``, ``claim``, empty, or the unit itself.
    rests : ``all`` where it rests on all quantities.
    """

    pattern: str
    meaning: str
    unit: str
    rests: str


def rules() -> tuple[Rule, ...]:
    """Rules for every number of a decision, in the order of the records."""
    return tuple(_rules(Decision, (), ""))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``decision.json``; ``unit`` and ``rests`` beside a description are
    ours.
    """
    schema = Decision.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def _rules(model: type[Record], path: tuple[str, ...], this: str) -> Iterator[Rule]:
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, Mapping) else {}
        keys = (f"{{{kind}}}" for kind in extra.get("at", ()))  # type: ignore[union-attr]
        inner, meaning = (*path, name, *keys), field.description or ""
        if "unit" in extra:
            yield Rule(
                ".".join(inner),
                meaning.replace("{this}", this),
                str(extra["unit"]),
                str(extra["rests"]),
            )
        elif (held := _record(field.annotation)) is not None:
            yield from _rules(held, inner, meaning)


def _record(annotation: Any) -> type[Record] | None:
    """The record of which a field holds one, or several."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(
        (found for inner in get_args(annotation) if (found := _record(inner)) is not None), None
    )
