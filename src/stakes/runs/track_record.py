"""What stands beside a decision of a backtest and of scores, for its page."""

from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ValidationError

from stakes.assessment.scores.record import Scores
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.report.track_record.given import TrackRecord
from stakes.runs.backtesting.left import JSON, made_from
from stakes.runs.backtesting.record import Backtest

SCORES = "scores.json"


def beside(case: Case, decision: Decision, out: Path) -> TrackRecord:
    """What `stakes backtest` and `stakes score` left in a folder, if it is of the same case and its
    own date; a backtest also of the base structure and the same profile. What is torn counts as not
    there.

    Parameters
    ----------
    case : an open case.
    decision : in whose page it is shown.
    out : the folder.
    """
    stale = []
    backtest, scores = _read(Backtest, out / JSON), _read(Scores, out / SCORES)
    own = (case.title, str(case.as_of))
    if backtest is not None:
        told = (backtest.case, backtest.as_of, backtest.profile, backtest.structure)
        if told != (*own, decision.profile, ""):
            backtest = None
        elif backtest.fingerprint != made_from(case, decision.profile):
            stale.append("the decisions as of other dates")
    if scores is not None:
        if (scores.case, scores.as_of) != own:
            scores = None
        elif scores.fingerprint != decision.fingerprint:
            stale.append("the scores")
    shown = backtest.to_xarray() if backtest is not None else None
    return TrackRecord(shown, scores, tuple(stale))


def _read[T: BaseModel](record: type[T], path: Path) -> T | None:
    with suppress(OSError, UnicodeDecodeError, ValidationError):
        return record.model_validate_json(path.read_text(encoding="utf-8"))
    return None
