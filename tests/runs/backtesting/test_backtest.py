"""The decision as of each date, against fits of their own and under every scheduler."""

import os
import signal
from dataclasses import replace
from datetime import date
from io import StringIO
from math import hypot
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from rich.console import Console
from tests.optional import needs

import stakes
from stakes.case.case import open_case
from stakes.decision.draws.summaries.sampling_errors import quantile_error
from stakes.decision_json.options import Sampling
from stakes.runs.backtesting.backtest import _refits
from stakes.runs.backtesting.left import left
from stakes.runs.backtesting.record import Backtest
from stakes.runs.backtesting.table import show_backtest
from stakes.runs.many_fits.study import Task

TINY = Path(__file__).parents[2] / "tiny"
SPAN = (date(2009, 6, 10), date(2013, 6, 10), 24)
ENOUGH = Sampling(draws=1000, tune=500, chains=4, seed=3)
CLEARLY = 4.0  # standard errors, for a dozen comparisons


@pytest.fixture(scope="module")
def case():
    return open_case(TINY)


@pytest.fixture(scope="module")
def made(case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("threads")
    return folder, left(case, SPAN, folder, sampling=ENOUGH, learned=True)


def test_beliefs_and_lead_are_those_of_a_fit_as_of_the_date(case, made):
    day = made[1].dates[-1]
    fit = stakes.fit(case, as_of=date.fromisoformat(day.date), seed=11, progress=False)
    rate, told = fit["posterior"]["flood_rate"], day.quantities["flood_rate"]
    error = hypot(told.mcse, float(stakes.compare(_pair(rate))["mcse"][1]))
    assert abs(told.mean - float(rate.mean())) < CLEARLY * error
    weights = case.profiles[case.default_profile].weights
    table = stakes.compare(stakes.net_value(stakes.consequences(case, fit), weights))
    assert str(table["best"].item()) == day.best
    lead = table.sel(option=day.runner_up)
    assert abs(day.lead - float(lead["lead"])) < CLEARLY * hypot(
        day.lead_mcse, float(lead["lead_mcse"])
    )


def test_the_lead_lies_across_draws_where_draws_of_a_fit_put_it(case, made):
    day = made[1].dates[-1]
    fit = stakes.fit(case, as_of=date.fromisoformat(day.date), seed=11, progress=False)
    weights = case.profiles[case.default_profile].weights
    value = stakes.net_value(stakes.consequences(case, fit), weights)
    lead = value.sel(option=day.best) - value.sel(option=day.runner_up)
    for prob, told, error in (
        (0.05, day.lead_low, day.lead_low_mcse),
        (0.95, day.lead_high, day.lead_high_mcse),
    ):
        own = quantile_error(lead.to_numpy(), prob)
        assert abs(told - float(lead.quantile(prob))) < CLEARLY * hypot(error, own)
    assert day.lead_low < day.lead < day.lead_high


def _pair(draws):
    return xr.concat([0 * draws, draws], "option").assign_coords(option=["none", "it"])


def test_leaving_a_row_out_by_weights_is_a_fit_without_it(case, made):
    day = made[1].dates[-1]
    (row,) = day.learned
    assert (row.table, row.row, row.refitted) == ("floods", 4, False)
    table = case.evidence["floods"]
    shorter = replace(table, frame=table.frame.drop(index=3))
    other = replace(case, evidence={**case.evidence, "floods": shorter})
    fit = stakes.fit(other, as_of=date.fromisoformat(day.date), seed=5, progress=False)
    weights = case.profiles[case.default_profile].weights
    found = stakes.compare(stakes.net_value(stakes.consequences(case, fit), weights))
    lead = found.sel(option=day.runner_up)
    truth, error = day.lead - float(lead["lead"]), float(lead["lead_mcse"])
    assert abs(row.by - truth) < CLEARLY * np.sqrt(row.by_mcse**2 + day.lead_mcse**2 + error**2)
    assert row.by > CLEARLY * row.by_mcse  # it tells something, so that the test can fail


def test_rows_whose_weights_cannot_be_trusted_are_fitted_without(case, monkeypatch):
    from stakes.runs.backtesting import backtest as module

    by_weights = module.backtest(case, *SPAN, sampling=ENOUGH, learned=True).dates[-1].learned[0]
    monkeypatch.setattr(module, "TRUSTED", -np.inf)
    (again,) = module.backtest(case, *SPAN, sampling=ENOUGH, learned=True).dates[-1].learned
    assert again.refitted
    assert not by_weights.refitted
    assert abs(again.by - by_weights.by) < CLEARLY * hypot(again.by_mcse, by_weights.by_mcse)


@pytest.mark.parametrize(("failures", "again"), [("", ["2011-06-10.floods.4"]), ("R-hat", [])])
def test_no_row_of_a_date_whose_chains_failed_is_fitted_without(failures, again):
    result = xr.Dataset(
        {"pareto_k": ("row", [0.9, 0.1]), "expected": ("option", [0.0, 2.0, 1.0])},
        {"row": ["floods.4", "floods.5"], "option": ["wait", "dam", "later"]},
        {"failures": failures},
    )
    without = {"floods.4": {"counts": np.array([1])}, "floods.5": {"counts": np.array([2])}}
    task = Task("2011-06-10", 1, 100, 100, given={"day": "2011-06-10", "without": without})
    found = _refits([task], {task.name: result})
    assert [one.name for one in found] == again
    assert all(one.given == {"day": "2011-06-10", "pair": ("dam", "later")} for one in found)
    assert all(one.data is without["floods.4"] for one in found)


def test_what_is_marked_and_what_is_left(case, made):
    folder, found = made
    assert Backtest.model_validate_json((folder / "backtest.json").read_text()) == found
    assert [day.hindsight for day in found.dates] == [True, False, False]
    assert {"backtest", "backtest.json", "backtest.svg"} == {p.name for p in folder.iterdir()}
    arrays = found.to_xarray()
    assert arrays["lead"].to_numpy().tolist() == [day.lead for day in found.dates]
    told = arrays["option_expected"].sel(option="wait")
    assert (told == 0).all()
    (last,) = found.dates[-1].learned
    assert float(arrays["moved_by"][-1]) == last.by
    assert arrays["moved_by_row"][-1].item() == "Floods by year, row 4"
    assert arrays["arrived"].to_numpy().tolist() == [3, 2, 1]


def test_a_table_of_sixty_columns(case, made):
    console = Console(width=60, record=True, file=StringIO())
    show_backtest(made[1], {name: o.label for name, o in case.options.items()}, console)
    text = console.export_text()
    assert all(len(line) <= 60 for line in text.splitlines())
    assert "2009-06-10*" in text
    assert "Dam" in text


def test_a_date_whose_chains_did_not_converge_has_no_numbers(case):
    few = Sampling(draws=50, tune=50, chains=2, seed=1)
    (day,) = stakes.backtest(case, case.as_of, case.as_of, sampling=few).dates
    assert day.unconverged
    assert (day.best, day.lead, day.options, day.quantities) == (None, None, {}, {})


@pytest.mark.parametrize("kill", [False, True], ids=["whole", "killed"])
def test_any_scheduler_gives_the_same_bytes_also_when_a_worker_is_killed(
    case, made, tmp_path, kill
):
    distributed = needs("distributed", "test")
    killed = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:

        def kill_one(line):
            if kill and not killed:
                killed.append(next(iter(cluster.workers.values())).process.pid)
                os.kill(killed[0], signal.SIGKILL)

        given = {"sampling": ENOUGH, "learned": True, "scheduler": cluster.scheduler_address}
        left(case, SPAN, tmp_path, say=kill_one, **given)
    assert bool(killed) is kill
    for path in made[0].rglob("*.*"):
        there = tmp_path / path.relative_to(made[0])
        assert there.read_bytes() == path.read_bytes(), path.name


def test_its_schema_stands_in_docs():
    import json

    from stakes.runs.backtesting.record import json_schema

    schema = Path(__file__).parents[3] / "docs" / "backtest.schema.json"
    assert json.loads(schema.read_text(encoding="utf-8")) == json_schema()
