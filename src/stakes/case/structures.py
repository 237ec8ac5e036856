"""Structures of the model: which files stand in for which, and how much each is believed."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field

from stakes.case.reading.python_files import read_models
from stakes.case.reading.records import Id, Record, Share, Text, fault
from stakes.case.reading.validation import checked_items
from stakes.errors import Problem, instead_of

FILE = "case.toml"
_SUM_TOLERANCE = 1e-6


def _believed(weight: float) -> float:
    if weight == 0:
        raise fault("is 0", "give the structure some weight, or take it out")
    return weight


class Structure(Record):
    """One way in which the model may be put together.

    `weight` is the credence it gets; `instead` maps a model file of the case to the one that stands
    in its place. The base structure, of the model files as listed, replaces nothing.
    """

    id: Id
    label: Text
    weight: Annotated[Share, AfterValidator(_believed)]
    rationale: Text
    instead: dict[Text, Text] = Field(default_factory=dict)

    def models(self, root: Path, listed: tuple[Path, ...]) -> tuple[Path, ...]:
        """The model files of this structure, in the order of the case's."""
        return tuple(
            root / self.instead.get(path.relative_to(root).as_posix(), path) for path in listed
        )


def read_structures(
    root: Path, tables: object, models: tuple[Path, ...], problems: list[Problem]
) -> dict[str, Structure]:
    """All valid structures by id; none where the case has but one way.

    Parameters
    ----------
    tables : what stands below ``structures`` in case.toml.
    models : paths of the model files that the case lists.
    problems : is added to.
    """
    if tables is None:
        return {}
    found = checked_items(Structure, tables, FILE, "structures", problems)
    listed = [path.relative_to(root).as_posix() for path in models]
    for name, structure in found.items():
        chosen = [PurePosixPath(new).as_posix() for new in structure.instead.values()]
        for new in sorted({new for new in chosen if chosen.count(new) > 1}):
            fix = "let one file stand in for one"
            problems.append(
                Problem(FILE, f"structures.{name}.instead", f"{new!r} stands in for several", fix)
            )
        for old, new in structure.instead.items():
            problems.extend(_replaces(root, name, old, PurePosixPath(new).as_posix(), listed))
    if isinstance(tables, Mapping) and len(found) == len(tables):
        problems.extend(_whole(found))
    return found


def _replaces(root: Path, name: str, old: str, new: str, listed: list[str]) -> list[Problem]:
    key = f"structures.{name}.instead"
    if old not in listed:
        return [Problem(FILE, key, f"{old!r} is not among the models", instead_of(old, listed))]
    if new in listed:
        return [
            Problem(
                FILE,
                key,
                f"{new!r} is among the models already",
                "name a file that the case does not list",
            )
        ]
    problems: list[Problem] = []
    read_models(root, [new], problems)
    return [
        Problem(p.file, key if p.key == "models[0]" else p.key, p.problem, p.fix) for p in problems
    ]


def _whole(found: Mapping[str, Structure]) -> list[Problem]:
    base = [name for name, s in found.items() if not s.instead]
    total = sum(s.weight for s in found.values())
    problems = []
    if len(base) != 1:
        problem = f"{len(base)} structures replace nothing"
        problems.append(
            Problem(
                FILE,
                "structures",
                problem,
                "let exactly one be the models as listed, without 'instead'",
            )
        )
    if abs(total - 1) > _SUM_TOLERANCE:
        problem = f"the weights of the structures sum to {total:.6g}, not 1"
        problems.append(
            Problem(FILE, "structures", problem, "change the weights so that they sum to 1")
        )
    return problems
