"""A record of which a test gives only what it is about: all else is zero, empty or null."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from stakes.decision_json.decision import SCHEMA, Decision
from stakes.decision_json.records import Record


def made_up(given: Mapping[str, Any]) -> Decision:
    """A decision with what is given; a list stands for a tuple."""
    return filled(Decision, {"schema_version": SCHEMA, **given})


def filled(kind: Any, given: Any) -> Any:
    """`given`, as the type of a field asks, with what it lacks."""
    kind = getattr(kind, "__value__", kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if given is None else filled(next(k for k in inner if k is not NoneType), given)
    if isinstance(kind, type) and issubclass(kind, Record):
        if isinstance(given, Record):
            return given
        unknown = set(given) - set(kind.model_fields)
        assert not unknown, f"{kind.__name__} has no {unknown}"
        return kind.model_validate(
            {
                n: filled(f.annotation, given[n]) if n in given else lacking(f.annotation)
                for n, f in kind.model_fields.items()
            }
        )
    if origin is tuple:
        kinds = [inner[0]] * len(given) if inner[1:] == (...,) else inner
        return tuple(filled(k, x) for k, x in zip(kinds, given, strict=True))
    if origin is not None and origin is not Literal:
        return {key: filled(inner[1], value) for key, value in given.items()}
    return given


def lacking(kind: Any) -> Any:
    kind = getattr(kind, "__value__", kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None
    if origin is Literal:
        return inner[0]
    if isinstance(kind, type) and issubclass(kind, Record):
        return filled(kind, {})
    if origin is tuple:
        return () if inner[1:] == (...,) else tuple(lacking(k) for k in inner)
    return {} if origin is not None else kind()
