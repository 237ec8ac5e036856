"""A made-up past: dates on which one option leads and then another, and forecasts scored."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from stakes.assessment.scores.scoreboard import one
from stakes.assessment.scores.summary import summary
from stakes.case.statements.predictions import Forecast, Prediction
from stakes.report.track_record.given import TrackRecord

CASE = SimpleNamespace(title="Small case", as_of=date(2011, 6, 10), seed=1)
EVENTS = 12


def prediction(name, kind, outcome, **more):
    known = {} if outcome is None else {"known": more.pop("known", date(2015, 1, 1))}
    return Prediction(
        id=name,
        topic="water",
        statement=f"About {name}.",
        type=kind,
        resolves=date(2020, 12, 31),
        outcome=outcome,
        source="someone",
        **known,
        **more,
    )


def foretold(sure, seed=2):
    """Events of which every second comes, given `sure` if it does and the rest if not; a number
    that is a surprise; and one event that is open.
    """
    rng = np.random.default_rng(seed)
    prior = rng.random((1, 200))
    told = Forecast(value=0.5, said="as may be", date=date(2010, 1, 1), source="someone")
    events = [
        one(
            prediction(
                f"e{i}", "event", bool(i % 2), known=date(2012 + i // 2, 1, 1), forecast=told
            ),
            CASE.as_of,
            {"model": np.full((2, 50), sure if i % 2 else 1 - sure), "prior": prior},
        )
        for i in range(EVENTS)
    ]
    number = one(
        prediction("levels", "amount", 3.0, unit="metres"),
        CASE.as_of,
        {"model": rng.normal(0, 0.5, (2, 50)), "prior": prior},
    )
    later = one(
        prediction("later", "event", None),
        CASE.as_of,
        {"model": np.full((2, 50), 0.5), "prior": prior},
    )
    return [*events, number, later]


@pytest.fixture(scope="session")
def scores():
    return summary(CASE, foretold(0.8), "0123abcd")


@pytest.fixture(scope="session")
def backtest():
    days = pd.DatetimeIndex([f"{year}-06-10" for year in range(2008, 2022, 2)])
    n = days.size
    best = ["act", "act", "act", "half", "half", "", "act"]
    lead = np.array([0.1, 0.2, 0.3, 0.2, 0.1, np.nan, 0.001])
    columns = {
        "best": best,
        "runner_up": ["half"] * 3 + ["act"] * 2 + ["", "half"],
        "lead": lead,
        "lead_mcse": np.where(np.isnan(lead), np.nan, 0.01),
        "lead_low": lead - 2.0,
        "lead_low_mcse": np.where(np.isnan(lead), np.nan, 0.05),
        "lead_high": lead + 1.5,
        "lead_high_mcse": np.where(np.isnan(lead), np.nan, 0.05),
        "p_best": np.where(np.isnan(lead), np.nan, np.linspace(0.3, 0.6, n)),
        "p_best_mcse": np.where(np.isnan(lead), np.nan, 0.005),
        "evpi": lead + 0.2,
        "evpi_mcse": np.where(np.isnan(lead), np.nan, 0.01),
        "hindsight": [True, True, *[False] * (n - 2)],
        "moved_on": [*[False] * (n - 1), True],
        "resolved": [*[True] * 5, False, False],
        "arrived": [9, 1, 2, 0, 3, 1, 1],
    }
    attrs = {"unit": "euros", "horizon": "2020-12-31"}
    return xr.Dataset({k: ("date", x) for k, x in columns.items()}, {"date": days}, attrs)


@pytest.fixture(scope="session")
def past(backtest, scores):
    return TrackRecord(backtest, scores)
