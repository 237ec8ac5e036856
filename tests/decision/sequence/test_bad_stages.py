"""Stages that cannot be: one line each, which says what to do."""

import numpy as np
import pytest
import xarray as xr

import stakes
from known_sequences import of
from stakes.decision.sequence.stage import Stage

X = np.random.default_rng(1).normal(size=100)
VALUE = of(stay=0 * X, act=X)
BY_SECOND = xr.DataArray(
    np.zeros((2, 2, 100)),
    {"second": ["stay", "act"], "option": ["stay", "act"]},
    ("second", "option", "sample"),
)
BY_FIRST = BY_SECOND.rename(second="first")
FIRST = Stage("first", VALUE)

BAD = {
    "no stage": ([], "at least one stakes.Stage"),
    "not a stage": ([VALUE], "at least one stakes.Stage"),
    "dates out of order": (
        [Stage("first", VALUE, at=2), Stage("second", VALUE, at=1)],
        "stages are out of order: 'second' (1) does not come after 'first' (2); list them by date",
    ),
    "depends on a later one": (
        [Stage("first", BY_SECOND), Stage("second", VALUE)],
        "stages are out of order: the value of stage 'first' depends on 'second', which does not "
        "come before 'first'",
    ),
    "sees by a later choice": (
        [
            Stage("first", VALUE, xr.Dataset({"y": BY_SECOND.isel(option=0, drop=True)})),
            Stage("second", VALUE),
        ],
        "stages are out of order: y, what stage 'first' sees, depends on 'second'",
    ),
    "two of one name": ([FIRST, FIRST], "two stages are called first"),
    "a name that is a dim": ([Stage("sample", VALUE)], "a stage cannot be called sample"),
    "a dim that is no stage": (
        [FIRST, Stage("second", BY_FIRST.rename(first="year"))],
        "the value of stage 'second' has the dim 'year', which is no stage",
    ),
    "options of a stage that are not there": (
        [FIRST, Stage("second", BY_FIRST.assign_coords(first=["stay", "go"]))],
        "has stay, go along 'first', whose options are stay, act",
    ),
    "no option": ([Stage("first", VALUE.isel(option=0))], "has no dim 'option'"),
    "no draws": (
        [Stage("first", VALUE.isel(sample=0, drop=True))],
        "no stage has draws: its value needs the dims",
    ),
    "closed to all": (
        [Stage("first", VALUE, opens={"stay": ["stay"], "act": ["stay"]}), Stage("second", VALUE)],
        "act of stage 'second' is a choice that no choice of 'first' leaves open",
    ),
    "closed to all that can be had": (
        [
            Stage("first", VALUE, opens={"stay": ["stay"], "act": ["act"]}),
            Stage("second", VALUE, opens={"stay": ["stay"], "act": ["stay"]}),
            Stage("third", VALUE),
        ],
        "act of stage 'third' is a choice that no choice of 'second' leaves open",
    ),
    "nothing left": (
        [Stage("first", VALUE, opens={"stay": []}), Stage("second", VALUE)],
        "stay of stage 'first' leaves no choice open",
    ),
    "an unknown choice opens": (
        [Stage("first", VALUE, opens={"go": ["stay"]}), Stage("second", VALUE)],
        "opens of stage 'first' names go, which is none of its options, stay, act",
    ),
    "an unknown choice is left open": (
        [Stage("first", VALUE, opens={"stay": ["go"]}), Stage("second", VALUE)],
        "leaves go open, which is none of the next stage's options, stay, act",
    ),
    "the last leaves something": (
        [Stage("first", VALUE, opens={"stay": ["stay"]})],
        "the last stage, 'first', leaves nothing open",
    ),
    "summaries of other draws": (
        [Stage("first", VALUE, {"y": X[:50]})],
        "y has 50 along 'sample', the utilities 100",
    ),
    "values of other draws": (
        [FIRST, Stage("second", VALUE.isel(sample=slice(50)))],
        "the value of stage 'second' has 50 along 'sample'",
    ),
    "chains and independent draws": (
        [
            FIRST,
            Stage("second", xr.DataArray(np.zeros((2, 4, 25)), dims=("option", "chain", "draw"))),
        ],
        "has the sample dims ('chain', 'draw')",
    ),
    "draws that are NaN": (
        [Stage("first", VALUE.where(VALUE["option"] == "stay"))],
        "utilities must be finite: 100 of 100 draws of act are NaN",
    ),
    "summaries that are NaN": (
        [Stage("first", VALUE, {"y": X * np.nan})],
        "100 draws of y are NaN or infinite",
    ),
    "fewer draws than folds": (
        [Stage("first", VALUE.isel(sample=slice(4)))],
        "4 draws are too few for 5 folds",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_stages_are_named_in_one_line(name):
    stages, said = BAD[name]
    with pytest.raises(ValueError) as caught:
        stakes.policy(stages)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
