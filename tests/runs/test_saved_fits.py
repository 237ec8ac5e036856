"""Saved results that are torn, stale or missing, and what is set aside."""

import json

import pytest
import xarray as xr
from tests.runs.small_run import (
    contents,
    go,
)

from stakes.runs import store
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.saved_fits import FIT


@pytest.mark.parametrize("length", [0, 100, 100_000, -1], ids=lambda n: f"cut at {n}")
def test_torn_fit_is_made_again(length, done, sampled):
    path = done / "results" / FIT
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    _, said = go(done)
    assert said[0] == "fit.nc is torn or no fit of ours: fitting again."
    assert len(sampled) == 1
    assert store.read_fit(path) is not None


def test_foreign_fit_is_made_again(done, sampled):
    xr.Dataset({"x": 1.0}).to_netcdf(done / "results" / FIT, engine="netcdf4")
    _, said = go(done)
    assert said[0] == "fit.nc is torn or no fit of ours: fitting again."
    assert len(sampled) == 1


TORN = {
    "cut": lambda b: b[: len(b) // 2],
    "empty": lambda _: b"",
    "no object": lambda _: b"[1]",
    "binary": lambda _: b"\xff\xfe",
}


@pytest.mark.parametrize("tear", TORN.values(), ids=TORN)
def test_torn_decision_is_made_again(tear, done, sampled):
    before = contents(done)
    path = done / "results" / DECISION
    path.write_bytes(tear(path.read_bytes()))
    go(done)
    assert sampled == []
    assert path.read_bytes() == before[DECISION][0]


def test_stale_decision_is_not_passed_off_as_new(done, sampled):
    path = done / "results" / DECISION
    old = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(
        json.dumps(old | {"best": "nothing", "fingerprint": "another"}), encoding="utf-8"
    )
    decision, _ = go(done)
    assert decision == old == json.loads(path.read_text(encoding="utf-8"))
    assert sampled == []


def test_missing_report_is_made_again(done, sampled):
    before = contents(done)
    (done / "results" / REPORT).unlink()
    go(done)
    assert sampled == []
    assert contents(done)[REPORT][0] == before[REPORT][0]
