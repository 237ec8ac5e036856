"""The section of the page on what the model would have said before, and what came."""

from typing import Any

from stakes.assessment.findings import Findings
from stakes.report.track_record.dates import as_of_dates
from stakes.report.track_record.given import TrackRecord
from stakes.report.track_record.scores import scores_shown

Row = dict[str, Any]


def track_record(findings: Findings, given: TrackRecord | None) -> Row | None:
    """The decision as of each date, and the scores; None where neither stands beside the decision.

    Parameters
    ----------
    findings : finished results of a run.
    given : what stands beside it.
    """
    if not given:
        return None
    dates, scores = as_of_dates(findings, given), scores_shown(given.scores)
    if dates is None and scores is None:
        return None
    return {"dates": dates, "scores": scores, "stale": given.stale}
