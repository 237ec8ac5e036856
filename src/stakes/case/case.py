"""A case: all that its files say, checked, in one frozen record."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case import sources
from stakes.case.choices.stages import DecisionPoint
from stakes.case.choices.waiting import check_costs
from stakes.case.claims import FILE as CLAIMS
from stakes.case.claims import Byline, Claim, Claims, read_claims
from stakes.case.evidence import Evidence, Table, known_by, read_evidence
from stakes.case.layout import (
    MARK,
    check_code,
    find_root,
    ids_below,
    listed,
    prior_files,
    read_documents,
)
from stakes.case.options import FILE as OPTIONS
from stakes.case.options import Agreed, Option, Options, read_options
from stakes.case.priors import Quantity, read_priors, with_draws
from stakes.case.reading.files import read_toml
from stakes.case.reading.python_files import read_models
from stakes.case.reading.records import Count, Day, Ids, Record, Text, fault
from stakes.case.reading.validation import checked
from stakes.case.sensitivity import FILE as CHALLENGES
from stakes.case.sensitivity import Challenges, read_challenges
from stakes.case.sources import Source, read_sources
from stakes.case.statements import predictions as foretold
from stakes.case.structures import Structure, read_structures
from stakes.case.studies import FILE as STUDIES
from stakes.case.studies import Study, read_studies
from stakes.case.values import FILE as VALUES
from stakes.case.values import Attribute, Parameter, Profile, Values, read_values
from stakes.errors import CaseError, Problem

type _Documents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """One question with everything its answer rests on; made by `open_case`.

    `topics` are labels by id; `quantities`, `sources`, `evidence` (whole tables), `options`,
    `attributes`, `parameters`, `profiles`, `claims`, `studies`, `structures`, what is in
    `challenges` and what is in `predictions` are records by id; `models` are the paths of the model
    files, in order. Options differ by levels on `dimensions` (each with its levels, in order) and
    by `amounts` (each with its unit); `asked` are those that the question names, if it names any;
    `agreed` are words for their value if what they need from others were in force. `origin` says of
    which text the claims are, and of when, `byline` who wrote it; empty or None if that is not
    said. `stages` are the later days on which the choice may be changed, in order. `risk_aversion`
    is per unit of the case; None for multiples of what the outcomes suggest.
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
    stages: tuple[DecisionPoint, ...]
    asked: tuple[str, ...]
    attributes: Mapping[str, Attribute]
    parameters: Mapping[str, Parameter]
    profiles: Mapping[str, Profile]
    default_profile: str
    risk_aversion: tuple[float, ...] | None
    claims: Mapping[str, Claim]
    predictions: foretold.Predictions
    studies: Mapping[str, Study]
    structures: Mapping[str, Structure]
    challenges: Challenges
    origin: str = ""
    byline: Byline | None = None

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
        parts: dict[str, object] = {"evidence": self.evidence, "claims": self.claims}
        parts |= {"predictions": self.predictions.records, "studies": self.studies}
        parts |= {"structures": self.structures, "schools": self.challenges.schools}
        parts["thresholds"] = self.challenges.thresholds
        parts["an option that waits"] = any(option.until for option in self.options.values())
        names = [name for name, held in parts.items() if not held]
        return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)

    def fingerprint_files(self) -> list[str]:
        """Files that make up the beliefs, sorted, relative to the root: case.toml, all of priors/,
        the models listed, and data beside them, which a model may read.
        """
        priors = [path for path in (self.root / "priors").rglob("*") if path.is_file()]
        beside = [path for path in (self.root / "models").rglob("*.*") if path.is_file()]
        data = [path for path in beside if path.suffix not in (".py", ".pyc")]
        return self._relative([self.root / MARK, *priors, *data, *self.models])

    def decision_files(self) -> list[str]:
        """Files that make up the decision, sorted, relative to the root: the records and code in
        analysis/, and the folders into which that code is split.
        """
        folder = self.root / "analysis"
        patterns = ("*.toml", "*.py", "*/*.py")
        found = [path for pattern in patterns for path in folder.glob(pattern)]
        return self._relative([path for path in found if path.parent.name != "notebooks"])

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
    root = find_root(Path() if path is None else Path(path))
    problems: list[Problem] = []
    document = read_toml(root, MARK, problems)
    head = None if document is None else checked(_CaseFile, document, MARK, "", problems)
    files = prior_files(root, problems)
    documents = read_documents(root, *files, problems)
    known = _Known(
        ids_below(documents, [sources.FILE], "sources"),
        ids_below(documents, files[0], "quantities"),
    )
    beliefs = _beliefs(root, documents, files, known, problems)
    models = read_models(root, head.models if head else listed(document), problems)
    structures = read_structures(root, (document or {}).get("structures"), models, problems)
    span = (head.as_of, head.horizon) if head else None
    analysis = _analysis(documents, span, known, beliefs["quantities"], problems)
    check_code(root, analysis, problems)
    if head is None or problems:
        raise CaseError(problems)
    facts = head.model_dump(exclude={"models", "structures"})
    return Case(root=root, models=models, structures=structures, **facts, **beliefs, **analysis)


class _Known(NamedTuple):
    """Ids that records may refer to; None where they could not be read."""

    sources: Ids
    quantities: Ids


def _beliefs(
    root: Path,
    documents: _Documents,
    files: tuple[list[str], list[str]],
    known: _Known,
    problems: list[Problem],
) -> dict[str, Any]:
    """What the files in priors/ say, as fields of a `Case`."""
    topics, tables = files
    found = {file: documents[file] for file in topics if file in documents}
    cited: dict[str, Source] = {}
    if sources.FILE in documents:
        cited = read_sources(documents[sources.FILE], problems)
    labels, stated = read_priors(found, known.sources, problems)
    quantities = with_draws(root, stated, problems)
    evidence = read_evidence(root, documents, tables, known.sources, problems)
    return {"topics": labels, "quantities": quantities, "sources": cited, "evidence": evidence}


def _analysis(
    documents: _Documents,
    span: tuple[date, date] | None,
    known: _Known,
    quantities: Mapping[str, Quantity],
    problems: list[Problem],
) -> dict[str, Any]:
    """What the records in analysis/ say, as fields of a `Case`."""
    options, values = Options("", {}, {}, {}, None), Values({}, {}, {})
    claims = Claims({}, "")
    studies: dict[str, Study] = {}
    challenges = Challenges()
    if OPTIONS in documents:
        options = read_options(documents[OPTIONS], span, problems)
    if VALUES in documents:
        values = read_values(documents[VALUES], known.sources, problems)
    check_costs(options.options, values.attributes, problems)
    if CLAIMS in documents:
        claims = read_claims(documents[CLAIMS], known.quantities, problems)
    if STUDIES in documents:
        studies = read_studies(documents[STUDIES], known.sources, problems)
    if CHALLENGES in documents:
        challenges = read_challenges(documents[CHALLENGES], quantities, problems)
    predictions = foretold.read_predictions(documents.get(foretold.FILE), span, problems)
    parts = {"predictions": predictions, "studies": studies, "challenges": challenges}
    return options._asdict() | values._asdict() | claims._asdict() | parts
