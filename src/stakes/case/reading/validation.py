"""Validation of a table by its record, with every complaint in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stakes.case.reading.records import FAULT, Record, shown
from stakes.errors import Problem, instead_of


class Where(NamedTuple):
    """A file being read: its name, the known source ids (None where they could not be read), and
    the problems that are added to.
    """

    file: str
    sources: frozenset[str] | None
    problems: list[Problem]

    def wrong(self, key: str, problem: str, fix: str) -> None:
        self.problems.append(Problem(self.file, key, problem, fix))


type Path = tuple[int | str, ...]

_NOT_GIVEN = {"id", "topic", "loadings"}  # keys of records that no file may set
_WANTED = {
    "string_type": ("text", "write it in quotes"),
    "float_type": ("a number", "give a number, without quotes"),
    "int_type": ("a whole number", "write it in digits alone"),
    "int_from_float": ("a whole number", "give a whole number"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "date_type": ("a date", "write it as 2011-06-10, without quotes"),
    "tuple_type": ("a list", "write it in square brackets"),
    "dict_type": ("a table", "write it as a table of keys"),
    "model_type": ("a table", "write it as a table of keys"),
    "model_attributes_type": ("a table", "write it as a table of keys"),
}


def checked[R: Record](
    model: type[R], data: object, file: str, key: str, problems: list[Problem], **context: Any
) -> R | None:
    """`data` as a `model`, or None after adding to `problems` all that is wrong with it.

    Parameters
    ----------
    key : where in the file the table is, empty for the whole file.
    context : the ids that references may name, by kind (``source``, ``quantity``, ``attribute``);
        None where they cannot be told.
    """
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:
        found = [_problem(model, detail, file, key) for detail in error.errors(include_url=False)]
        problems.extend(dict.fromkeys(found))
        return None


def checked_items[R: Record](
    model: type[R],
    tables: object,
    file: str,
    key: str,
    problems: list[Problem],
    given: Mapping[str, object] | None = None,
    **context: Any,
) -> dict[str, R]:
    """The tables below `key` that are a valid `model`, by id; each gets its id and what is `given`,
    which no file may set.
    """
    if not isinstance(tables, Mapping) or not tables:
        problems.append(_no_tables(tables, file, key))
        return {}
    items = {}
    for name, table in tables.items():
        extra = {"id": name, **(given or {})}
        where = f"{key}.{name}"
        data = table
        if isinstance(table, dict):
            problems.extend(
                _unknown_key(model, word, file, f"{where}.{word}")
                for word in extra
                if word in table
            )
            data = {**table, **extra}
        item = checked(model, data, file, where, problems, **context)
        if item is not None:
            items[name] = item
    return items


def reference(key: str, name: str, tables: object, file: str, what: str) -> list[Problem]:
    """A problem if `name`, which stands at `key`, is the id of none of `tables`, called `what`."""
    if not isinstance(tables, dict) or name in tables:
        return []
    return [Problem(file, key, f"'{name}' is not among the {what}", instead_of(name, tables))]


def _no_tables(tables: object, file: str, key: str) -> Problem:
    fix = f"write at least one table [{key}.<id>]"
    if tables is None:
        return Problem(file, key, "is missing", fix)
    return Problem(
        file, key, "is empty" if tables == {} else f"is {shown(tables)}, not a table", fix
    )


def _problem(model: type[Record], detail: ErrorDetails, file: str, key: str) -> Problem:
    kind, value, loc = detail["type"], detail["input"], detail["loc"]
    context = detail.get("ctx", {})
    where = _joined(key, _written(model, loc))
    if kind == FAULT:
        return Problem(file, _below(where, context["at"]), context["problem"], context["fix"])
    if kind == "missing":
        return Problem(file, where, "is missing", "add it")
    if kind == "extra_forbidden":
        return _unknown_key(_holder(model, loc), str(loc[-1]), file, where)
    if kind in _WANTED:
        wanted, fix = _WANTED[kind]
        return Problem(file, where, f"is {shown(value)}, not {wanted}", fix)
    return Problem(file, where, *_other(kind, value, context, detail["msg"]))


def _other(kind: str, value: object, context: Mapping[str, Any], message: str) -> tuple[str, str]:
    if kind == "finite_number":
        return f"is {shown(value)}", "give a finite number"
    if kind == "too_short":
        return "is empty", "give at least one"
    if kind == "literal_error":
        options = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        problem = (
            f"{shown(value)} is not known here"
            if isinstance(value, str)
            else f"is {shown(value)}, not text"
        )
        return problem, instead_of(str(value), options)
    if kind == "union_tag_invalid":
        names = str(context["expected_tags"]).replace("'", "").split(", ")
        return f"unknown distribution {shown(context['tag'])}", instead_of(
            str(context["tag"]), names
        )
    if kind == "union_tag_not_found":
        return "has no name", 'name the distribution: { name = "normal", mu = 0.0, sigma = 1.0 }'
    return f"is {shown(value)}, which is not valid", message


def _unknown_key(model: type[BaseModel], word: str, file: str, where: str) -> Problem:
    keys = {field.alias or name for name, field in model.model_fields.items()} - _NOT_GIVEN
    return Problem(file, where, f"unknown key '{word}'", instead_of(word, keys))


def _below(where: str, at: str) -> str:
    if at == "..":
        return where.rpartition(".")[0]
    return _joined(where, (at,)) if at else where


def _joined(key: str, loc: Path) -> str:
    text = key
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _written(model: type[Record], loc: Path) -> Path:
    """`loc` without what pydantic adds to it: the tags of unions, and "[key]" after a bad key."""
    return tuple(part for part, _, is_tag in _steps(model, loc) if not is_tag and part != "[key]")


def _holder(model: type[Record], loc: Path) -> type[BaseModel]:
    """The record that has the last key of `loc`."""
    held: list[Any] = [model, *(annotation for _, annotation, _ in _steps(model, loc[:-1]))]
    return next(
        kind for kind in reversed(held) if isinstance(kind, type) and issubclass(kind, BaseModel)
    )


def _steps(model: type[Record], loc: Path) -> Iterator[tuple[int | str, Any, bool]]:
    """Each part of `loc` with the type found there, and whether it is the tag of a union."""
    here: Any = model
    for part in loc:
        members = _members(here)
        tagged = next((kind for kind in members if len(members) > 1 and _tag(kind) == part), None)
        here = (
            tagged
            if tagged is not None
            else next(
                (found for kind in members if (found := _inner(kind, part)) is not None), None
            )
        )
        yield part, here, tagged is not None


def _members(annotation: Any) -> list[Any]:
    """The plain types behind an annotation."""
    if hasattr(annotation, "__metadata__"):
        return _members(annotation.__origin__)
    if get_origin(annotation) in (Union, type(int | str)):
        return [kind for member in get_args(annotation) for kind in _members(member)]
    return [annotation]


def _tag(kind: Any) -> object:
    field = (
        kind.model_fields.get("name")
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        else None
    )
    return (
        get_args(field.annotation)[0] if field is not None and get_args(field.annotation) else None
    )


def _inner(kind: Any, part: int | str) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {
            field.alias or name: field.annotation for name, field in kind.model_fields.items()
        }
        return fields.get(str(part))
    arguments = get_args(kind)
    return arguments[-1 if get_origin(kind) is dict else 0] if arguments else None
