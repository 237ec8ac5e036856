"""A backtest and the files that it leaves."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stakes.case.case import Case
from stakes.errors import CaseError, Problem
from stakes.runs import store
from stakes.runs.backtesting.backtest import backtest
from stakes.runs.backtesting.plot import plot_backtest
from stakes.runs.backtesting.record import Backtest

KEPT, JSON, FIGURE = "backtest", "backtest.json", "backtest.svg"


def made_from(case: Case, profile: str) -> str:
    """Fingerprint of what a backtest is made from, but for its dates and draws."""
    return store.decision_fingerprint(case, store.fit_fingerprint(case, case.as_of, {}), profile)


def left(case: Case, span: tuple[date, date, int], out: Path, **given: Any) -> Backtest:
    """`stakes.backtest`, with its records and its figure in a folder, and beside them what is kept
    of each date.

    Parameters
    ----------
    case : an open case.
    span : the first date, the last, and months between.
    out : the folder.
    **given : as in `stakes.backtest`.
    """
    made = backtest(case, *span, keep=out / KEPT, **given)
    found = made.model_copy(update={"fingerprint": made_from(case, made.profile)})
    store.write_text(out / JSON, found.model_dump_json(indent=2) + "\n")
    axes, _ = plot_backtest(found)
    store.write_picture(out / FIGURE, axes)
    return found


def read_backtest(path: Path | str) -> Backtest:
    """The backtest that ``stakes backtest`` left.

    Parameters
    ----------
    path : a ``backtest.json``, or the folder that holds one.

    Returns
    -------
    Backtest
        As `stakes.backtest` returns it.

    Raises
    ------
    CaseError
        If there is no file, or it is torn or no backtest: one line.

    Examples
    --------
    >>> import stakes
    >>> stakes.read_backtest("nowhere")
    Traceback (most recent call last):
    stakes.errors.CaseError: nowhere: is not there; make it with `stakes backtest`
    """
    file = Path(path) / JSON if Path(path).is_dir() else Path(path)
    try:
        return Backtest.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError:
        problem = "is not there"
    except (UnicodeDecodeError, ValidationError):
        problem = "is torn, or no backtest"
    raise CaseError([Problem(str(file), "", problem, "make it with `stakes backtest`")])
