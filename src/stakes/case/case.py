"""A case: all that its files say, checked, in one frozen record."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case import evidence, sources
from stakes.case.claims import FILE as CLAIMS
from stakes.case.claims import Claim, read_claims
from stakes.case.evidence import Evidence, Table, known_by, read_evidence
from stakes.case.options import FILE as OPTIONS
from stakes.case.options import Agreed, Option, Options, read_options
from stakes.case.priors import Quantity, read_priors
from stakes.case.reading.files import list_folder, read_toml, stray
from stakes.case.reading.python_files import check_consequences, check_tests, read_models
from stakes.case.reading.records import Count, Day, Ids, Record, Text, fault
from stakes.case.reading.validation import checked
from stakes.case.sensitivity import FILE as CHALLENGES
from stakes.case.sensitivity import Challenges, read_challenges
from stakes.case.sources import Source, read_sources
from stakes.case.structures import Structure, read_structures
from stakes.case.studies import CODE, Study, read_studies
from stakes.case.studies import FILE as STUDIES
from stakes.case.values import FILE as VALUES
from stakes.case.values import Attribute, Parameter, Profile, Values, read_values
from stakes.errors import CaseError, Problem

MARK = "case.toml"
OPTIONAL = (CLAIMS, STUDIES, CHALLENGES)
_PAPERS = {"LICENSE", "README.md"}


@dataclass(frozen=True)
class Case:
    """One question with everything its answer rests on; made by `open_case`.

    `topics` are labels by id; `quantities`, `sources`, `evidence` (whole tables), `options`,
    `attributes`, `parameters`, `profiles`, `claims`, `studies`, `structures` and what is in
    `challenges` are records by id; `models` are the paths of the model files, in order. Options
    differ by levels on `dimensions` (each with its levels, in order) and by `amounts` (each with
    its unit); `agreed` are words for their value if what they need from others were in force.
    `risk_aversion` is per unit of the case; None for multiples of what the outcomes suggest.
    """

    root: Path
    title: str
    question: str
    as_of: date
    horizon: date
    unit: str
    seed: int
    models: tuple[Path, ...]
    topics: Mapping[str, str]
    quantities: Mapping[str, Quantity]
    sources: Mapping[str, Source]
    evidence: Mapping[str, Table]
    baseline: str
    options: Mapping[str, Option]
    dimensions: Mapping[str, tuple[str, ...]]
    amounts: Mapping[str, str]
    agreed: Agreed | None
    attributes: Mapping[str, Attribute]
    parameters: Mapping[str, Parameter]
    profiles: Mapping[str, Profile]
    default_profile: str
    risk_aversion: tuple[float, ...] | None
    claims: Mapping[str, Claim]
    studies: Mapping[str, Study]
    structures: Mapping[str, Structure]
    challenges: Challenges

    def evidence_as_of(self, as_of: date | None = None) -> Evidence:
        """The evidence that was known on the day `as_of` (default: the case's own date).

        Raises
        ------
        CaseError
            If the day is not before the horizon.
        """
        asked = self.as_of if as_of is None else as_of
        day = asked.date() if isinstance(asked, datetime) else asked
        if day >= self.horizon:
            problem = f"the as-of date {day} is not before the horizon {self.horizon}"
            raise CaseError([Problem(MARK, "horizon", problem, "choose an earlier as-of date")])
        tables = {name: known_by(table, day) for name, table in self.evidence.items()}
        return Evidence(tables, day, max(day, self.as_of), self.horizon, self.evidence)

    def absent(self) -> str:
        """Names of what a case may have and this one has not, as one text; empty where it
        has all.
        """
        parts = {
            "evidence": self.evidence,
            "claims": self.claims,
            "studies": self.studies,
            "structures": self.structures,
        }
        parts |= {"schools": self.challenges.schools, "thresholds": self.challenges.thresholds}
        waits = [option for option in self.options.values() if option.until]
        names = [
            name for name, held in {**parts, "an option that waits": waits}.items() if not held
        ]
        return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)

    def fingerprint_files(self) -> list[str]:
        """Files that make up the beliefs, sorted, relative to the root: case.toml, all of priors/,
        and the models listed.
        """
        priors = [path for path in (self.root / "priors").rglob("*") if path.is_file()]
        return self._relative([self.root / MARK, *priors, *self.models])

    def decision_files(self) -> list[str]:
        """Files that make up the decision, sorted, relative to the root: the records and code in
        analysis/.
        """
        return self._relative(
            [path for end in ("toml", "py") for path in (self.root / "analysis").glob(f"*.{end}")]
        )

    def _relative(self, paths: list[Path]) -> list[str]:
        return sorted({path.relative_to(self.root).as_posix() for path in paths})


def _after_as_of(horizon: date, info: ValidationInfo) -> date:
    as_of = info.data.get("as_of")
    if as_of and horizon <= as_of:
        raise fault(f"is {horizon}, not after as_of ({as_of})", "give a later date")
    return horizon


class _CaseFile(Record):
    title: Text
    question: Text
    as_of: Day
    horizon: Annotated[Day, AfterValidator(_after_as_of)]
    unit: Text
    seed: Count
    models: Annotated[tuple[Text, ...], Field(min_length=1)]
    structures: object = None


def open_case(path: str | os.PathLike[str] | None = None) -> Case:
    """Read and check the case at or above `path` (default: the working directory).

    Nothing is run: models and consequences are checked by their text.

    Raises
    ------
    CaseError
        If there is no case, or anything in its files is wrong: all problems at once, one line each.
    """
    root = _find_root(Path() if path is None else Path(path))
    problems: list[Problem] = []
    head_document = read_toml(root, MARK, problems)
    head = None if head_document is None else checked(_CaseFile, head_document, MARK, "", problems)
    topic_files, tables = _prior_files(root, problems)
    documents = _documents(root, topic_files, tables, problems)
    source_ids = _ids(documents, [sources.FILE], "sources")
    quantity_ids = _ids(documents, topic_files, "quantities")
    all_sources = (
        read_sources(documents[sources.FILE], problems) if sources.FILE in documents else {}
    )
    found = {file: documents[file] for file in topic_files if file in documents}
    topics, quantities = read_priors(found, source_ids, problems)
    all_evidence = read_evidence(root, documents, tables, source_ids, problems)
    models = read_models(root, head.models if head else _listed(head_document), problems)
    span = (head.as_of, head.horizon) if head else None
    options = (
        read_options(documents[OPTIONS], span, problems)
        if OPTIONS in documents
        else Options("", {}, {}, {}, None)
    )
    values = (
        read_values(documents[VALUES], source_ids, problems)
        if VALUES in documents
        else Values({}, {}, {})
    )
    claims = read_claims(documents[CLAIMS], quantity_ids, problems) if CLAIMS in documents else {}
    studies = read_studies(documents[STUDIES], source_ids, problems) if STUDIES in documents else {}
    structures = read_structures(root, (head_document or {}).get("structures"), models, problems)
    challenges = (
        read_challenges(documents[CHALLENGES], quantities, problems)
        if CHALLENGES in documents
        else Challenges()
    )
    check_consequences(root, problems)
    check_tests(root, [name for name, claim in claims.items() if claim.testable], problems)
    problems.extend(_needed(root, options.options, studies))
    if head is None or problems:
        raise CaseError(problems)
    facts: dict[str, Any] = {
        name: getattr(head, name)
        for name in ("title", "question", "as_of", "horizon", "unit", "seed")
    }
    facts |= {
        "models": models,
        "topics": topics,
        "quantities": quantities,
        "sources": all_sources,
        "evidence": all_evidence,
    }
    facts |= {
        "claims": claims,
        "studies": studies,
        "structures": structures,
        "challenges": challenges,
    }
    return Case(root=root, **facts, **options._asdict(), **values._asdict())


def _find_root(path: Path) -> Path:
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


def _prior_files(root: Path, problems: list[Problem]) -> tuple[list[str], list[str]]:
    """Paths of the topic files, and names of the tables of evidence; what does not belong becomes a
    problem.
    """
    names = list_folder(
        root, "priors", problems, "sources.toml, a file for each topic and the folder evidence"
    )
    if names is None:
        return [], []
    topics = [
        name
        for name in names
        if name.endswith(".toml") and not name.startswith(".") and name != "sources.toml"
    ]
    belongs = {"sources.toml", "evidence", *topics, *_PAPERS}
    problems.extend(
        stray(
            "priors",
            [name for name in names if name not in belongs],
            "topics, sources.toml and evidence",
        )
    )
    if not topics:
        problems.append(
            Problem(
                "priors", "", "has no topic", "add a file priors/<topic>.toml with its quantities"
            )
        )
    inside = []
    if "evidence" in names:
        inside = list_folder(root, evidence.FOLDER, problems, "the tables of evidence") or []
    pairs = {
        name: Path(name).suffix
        for name in inside
        if name.endswith((".csv", ".toml")) and not name.startswith(".")
    }
    problems.extend(
        stray(
            evidence.FOLDER,
            [name for name in inside if name not in {*pairs, *_PAPERS}],
            "tables and their records",
        )
    )
    return [f"priors/{name}" for name in topics], sorted({Path(name).stem for name in pairs})


def _documents(
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
    root: Path, options: Mapping[str, Option], studies: Mapping[str, Study]
) -> list[Problem]:
    """Code that the records call for and that is not there."""
    waits = next((name for name, option in options.items() if option.until), None)
    wanted = {
        "analysis/arrivals.py": waits and f"option '{waits}' waits",
        CODE: studies and f"{STUDIES} lists studies",
    }
    fix = "add the file, or take out what needs it"
    return [
        Problem(file, "", f"is missing, though {why}", fix)
        for file, why in wanted.items()
        if why and not (root / file).is_file()
    ]


def _ids(documents: Mapping[str, Mapping[str, Any]], files: list[str], key: str) -> Ids:
    """All ids below `key` in the files, valid or not; None unless every file could be read, lest
    references be blamed for it.
    """
    tables = [documents.get(file, {}).get(key) for file in files]
    if not tables or not all(isinstance(table, dict) for table in tables):
        return None
    return frozenset(name for table in tables if isinstance(table, dict) for name in table)


def _listed(document: Mapping[str, Any] | None) -> list[str]:
    """The model files named in a case.toml that is otherwise not valid."""
    models = (document or {}).get("models")
    return (
        [path for path in models if isinstance(path, str) and path]
        if isinstance(models, list)
        else []
    )
