"""What a page is given of the past."""

from dataclasses import dataclass

import xarray as xr

from stakes.assessment.scores.record import Scores


@dataclass(frozen=True)
class TrackRecord:
    """What stands beside a decision.

    Attributes
    ----------
    backtest : Dataset[date] of a saved backtest, as `stakes.backtest` gives it as arrays; None if
        there is none.
    scores : of the case's predictions; None if there are none.
    stale : which of the two, in words, were made from other files, settings or versions than the
        decision.
    """

    backtest: xr.Dataset | None = None
    scores: Scores | None = None
    stale: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.backtest is not None or self.scores is not None
