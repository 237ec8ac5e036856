"""The files of a case: where they lie, which belong there, and what the records call for."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stakes.case import evidence, sources
from stakes.case.choices.stages import DecisionPoint, check_ends
from stakes.case.claims import FILE as CLAIMS
from stakes.case.options import FILE as OPTIONS
from stakes.case.options import Option
from stakes.case.reading.files import list_folder, read_toml, stray
from stakes.case.reading.python_files import check_consequences, check_forecasts, check_tests
from stakes.case.reading.records import Ids
from stakes.case.sensitivity import FILE as CHALLENGES
from stakes.case.statements.predictions import FILE as PREDICTIONS
from stakes.case.studies import CODE, Study
from stakes.case.studies import FILE as STUDIES
from stakes.case.values import FILE as VALUES
from stakes.errors import CaseError, Problem

MARK = "case.toml"
OPTIONAL = (CLAIMS, STUDIES, CHALLENGES, PREDICTIONS)
_PAPERS = {"LICENSE", "README.md"}
_SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "bars"}


def find_root(path: Path) -> Path:
    """The folder at or above `path` that holds a ``case.toml``."""
    try:
        start = Path(os.path.realpath(path, strict=True))
    except (OSError, ValueError):
        raise CaseError(
            [Problem(str(path), "", "does not exist", "name the folder of a case")]
        ) from None
    root = next(
        (
            folder
            for folder in (start, *start.parents)
            if os.path.isdir(folder) and os.path.lexists(folder / MARK)
        ),
        None,
    )
    if root is None:
        fix = "name the folder of a case, or begin one with `stakes new`"
        raise CaseError([Problem(MARK, "", f"not found in {start} or any folder above it", fix)])
    return root


def prior_files(root: Path, problems: list[Problem]) -> tuple[list[str], list[str]]:
    """Paths of the topic files, and names of the tables of evidence; what does not belong becomes a
    problem.
    """
    wanted = "sources.toml, a file for each topic and the folder evidence"
    names = list_folder(root, "priors", problems, wanted)
    if names is None:
        return [], []
    topics = [name for name in names if _seen(name, ".toml") and name != "sources.toml"]
    belongs = {"sources.toml", "evidence", "posteriors", *topics, *_PAPERS}
    others = [name for name in names if name not in belongs]
    problems.extend(stray("priors", others, "topics, sources.toml and evidence"))
    if not topics:
        fix = "add a file priors/<topic>.toml with its quantities"
        problems.append(Problem("priors", "", "has no topic", fix))
    tables = _tables(root, problems) if "evidence" in names else []
    return [f"priors/{name}" for name in topics], tables


def _tables(root: Path, problems: list[Problem]) -> list[str]:
    """Names of the tables of evidence, each a .csv with a .toml beside it."""
    inside = list_folder(root, evidence.FOLDER, problems, "the tables of evidence") or []
    pairs = [name for name in inside if _seen(name, ".csv", ".toml")]
    others = [name for name in inside if name not in {*pairs, *_PAPERS}]
    problems.extend(stray(evidence.FOLDER, others, "tables and their records"))
    wrong = {Path(name).stem: mark for name in pairs if (mark := _separator(root, name))}
    for name, mark in wrong.items():
        problem, fix = f"has cells separated by {mark}", "save it as CSV, separated by commas"
        problems.append(Problem(f"{evidence.FOLDER}/{name}.csv", "line 1", problem, fix))
    return sorted({Path(name).stem for name in pairs} - set(wrong))


def _separator(root: Path, name: str) -> str:
    """What separates the names of columns in a table, if that is no comma; empty where it is."""
    path = root / evidence.FOLDER / name
    if not name.endswith(".csv") or not path.is_file():
        return ""
    with path.open("rb") as file:
        header = file.readline(10_000)
    if b"," in header:
        return ""
    return next((word for mark, word in _SEPARATORS.items() if mark in header), "")


def _seen(name: str, *ends: str) -> bool:
    return name.endswith(ends) and not name.startswith(".")


def read_documents(
    root: Path, topics: list[str], tables: list[str], problems: list[Problem]
) -> dict[str, dict[str, Any]]:
    """Every TOML file of the case that can be parsed, by path."""
    there = {sources.FILE: "the sources"} if tables or (root / sources.FILE).exists() else {}
    wanted = (
        there
        | dict.fromkeys(topics, "")
        | {f"{evidence.FOLDER}/{name}.toml": f"the record of {name}.csv" for name in tables}
    )
    wanted |= {OPTIONS: "what can be done", VALUES: "attributes and profiles"}
    wanted |= dict.fromkeys((file for file in OPTIONAL if (root / file).exists()), "")
    parsed = {
        file: read_toml(root, file, problems, needed_for) for file, needed_for in wanted.items()
    }
    if not there and any(map(_cites, parsed.values())):
        parsed[sources.FILE] = read_toml(root, sources.FILE, problems, "the sources")
    return {file: document for file, document in parsed.items() if document is not None}


def _cites(found: object) -> bool:
    """Whether some record of a parsed file names a source."""
    if not isinstance(found, Mapping):
        return False
    return bool(found.get("sources")) or any(map(_cites, found.values()))


def _needed(
    root: Path,
    options: Mapping[str, Option],
    studies: Mapping[str, Study],
    stages: Sequence[DecisionPoint],
) -> list[Problem]:
    """Code that the records call for and that is not there."""
    waits = next((name for name, option in options.items() if option.until), None)
    arrives = f"option '{waits}' waits" if waits else stages and f"{OPTIONS} has stages"
    wanted = {
        "analysis/arrivals.py": arrives,
        CODE: studies and f"{STUDIES} lists studies",
    }
    fix = "add the file, or take out what needs it"
    return [
        Problem(file, "", f"is missing, though {why}", fix)
        for file, why in wanted.items()
        if why and not (root / file).is_file()
    ]


def ids_below(documents: Mapping[str, Mapping[str, Any]], files: list[str], key: str) -> Ids:
    """All ids below `key` in the files, valid or not; None unless every file could be read, lest
    references be blamed for it.
    """
    tables = [documents.get(file, {}).get(key) for file in files]
    if not tables or not all(isinstance(table, dict) for table in tables):
        return None
    return frozenset(name for table in tables if isinstance(table, dict) for name in table)


def listed(document: Mapping[str, Any] | None) -> list[str]:
    """The model files named in a case.toml that is otherwise not valid."""
    models = (document or {}).get("models")
    return (
        [path for path in models if isinstance(path, str) and path]
        if isinstance(models, list)
        else []
    )


def check_code(root: Path, analysis: Mapping[str, Any], problems: list[Problem]) -> None:
    """Check the Python files in ``analysis/``, by their text, against what its records ask of
    them.
    """
    claims = analysis["claims"]
    testable = [name for name, claim in claims.items() if claim.testable]
    measured = [name for name, claim in claims.items() if claim.effect]
    check_consequences(root, problems)
    check_tests(root, testable, measured, problems)
    check_forecasts(root, analysis["predictions"].ids, problems)
    problems.extend(_needed(root, analysis["options"], analysis["studies"], analysis["stages"]))
    check_ends(root, analysis, problems)
