"""A case's stages as those of a policy: what a history adds up to, and a problem solved by hand."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.case.choices.stages import DecisionPoint
from stakes.outcomes import sequences
from stakes.outcomes.consequence_model import _periods
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.sequences import as_stages, best_sequence

DAYS = (0.0, 2.0, 5.0, 10.0)  # of the choice, of two stages, and the horizon
STAGES = (DecisionPoint(date=date(2013, 1, 1)), DecisionPoint(date=date(2016, 1, 1)))
NONE_SEEN = [xr.Dataset({"nothing": (("chain", "draw"), np.zeros((2, 50)))})] * 2


def worth(rates, begins):
    """By pair of days: what each option earns a year from the one to the other, less what it costs
    to begin.
    """
    return {
        (i, j): xr.concat(
            [rate * (DAYS[j] - DAYS[i]) - begins * (rate != 0) for rate in rates], "option"
        ).assign_coords(option=["stay", "low", "high"])
        for j in range(1, len(DAYS))
        for i in range(j)
    }


def added(stages, history):
    """What a history of options is worth in all."""
    total, chosen = 0.0, {}
    for stage, option in zip(stages, history, strict=True):
        value = stage.value.sel(option=option)
        total = total + value.sel({s: o for s, o in chosen.items() if s in value.dims}).mean()
        chosen[stage.name] = option
    return float(total)


@pytest.fixture
def rates():
    one = xr.DataArray(np.ones((2, 50)), dims=("chain", "draw"))
    return [0 * one, one, 3 * one]


@pytest.mark.parametrize(
    ("history", "total"),
    [
        (("low", "low", "low"), 10 - 1),  # without a break: it begins once
        (("low", "low", "high"), 5 - 1 + 3 * 5 - 1),
        (("stay", "high", "high"), 3 * 8 - 1),  # as an option that waits
        (("low", "stay", "low"), 2 - 1 + 5 - 1),  # begins again
        (("low", "high", "stay"), 2 - 1 + 3 * 3 - 1),
    ],
)
def test_what_is_kept_is_pursued_without_a_break(rates, history, total):
    stages = as_stages(STAGES, NONE_SEEN, worth(rates, 1.0))
    assert [stage.name for stage in stages] == ["now", "2013-01-01", "2016-01-01"]
    assert added(stages, history) == pytest.approx(total)


def test_what_is_closed_is_not_there(rates):
    opens = {"stay": ("stay",), "low": ("low",), "high": ("low",)}
    closed = [stage.model_copy(update={"opens": opens}) for stage in STAGES]
    found = stakes.policy(as_stages(closed, NONE_SEEN, worth(rates, 1.0)))
    begun = found["option_of"].values[found["parent"].values == -1].tolist()
    assert begun == ["high"]  # 3 a year for 2 years, then 1
    assert float(found["value"]) == pytest.approx(3 * 2 - 1 + 8 - 1)


RIGHT = 0.9  # chance that the sign at a stage is right


@pytest.fixture
def by_stages(monkeypatch):
    """The best sequence where an option earns 1 a year or loses 1, each as likely, and a sign comes
    at the first stage.
    """

    def run(seed, stages=STAGES):
        rng = np.random.default_rng(seed)
        good = rng.random((4, 5000)) < 0.5
        sign = np.where(rng.random(good.shape) < RIGHT, good, ~good) * 1.0
        act = xr.DataArray(np.where(good, 1.0, -1.0), dims=("chain", "draw"))
        seen = xr.Dataset({"sign": (("chain", "draw"), sign)})
        years = [date(2011, 1, 1), *(stage.date for stage in stages), date(2021, 1, 1)]

        def earned(*_, start, ends, **__):
            first, last = start.year, (ends or years[-1]).year
            both = xr.concat([0 * act, act * (last - first)], "option")
            return both.assign_coords(option=["stay", "act"]).expand_dims("setting")

        monkeypatch.setattr(sequences, "arriving", lambda *_: seen)
        monkeypatch.setattr(sequences, "expectations_of", earned)
        fit = xr.DataTree.from_dict(
            {"/": xr.Dataset(attrs={"as_of": "2011-01-01"}), "posterior": xr.Dataset()}
        )
        case = SimpleNamespace(as_of=years[0], horizon=years[-1], stages=stages, unit="EUR")
        return best_sequence(case, fit, {}, Exact())

    return run


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sign_that_comes_at_a_stage(by_stages, seed):
    """Nothing is earned on average before it; after it 1 a year for 8 years by good signs alone."""
    found, truth = by_stages(seed), 8 * 0.5 * (2 * RIGHT - 1)
    error = float(found["value_se"])
    assert abs(float(found["value"]) - truth) < 4 * error
    flexibility = found["flexibility"].values  # at the first, three years, for it can be mended
    assert flexibility == pytest.approx([0, 3 / 8 * truth, 0], abs=5 * error)
    assert found.attrs["unit"] == "EUR"
    assert found["stage"].values.tolist() == ["now", "2013-01-01", "2016-01-01"]


def test_stages_that_have_passed_are_left_out(by_stages):
    assert by_stages(1, ()) is None
    passed = DecisionPoint(date=date(2010, 1, 1))
    assert by_stages(1, (passed, *STAGES))["stage"].size == 3


@pytest.mark.parametrize(
    ("ends", "pursued"),
    [
        (date(2013, 12, 31), [1, 1, 1]),  # the horizon
        (date(2012, 1, 1), [1, 0, 0]),
        (date(2012, 7, 1), [1, 182 / 366, 0]),
        (date(2011, 7, 1), [0, 0, 0]),
    ],
)
def test_periods_say_for_how_long_an_option_is_pursued(ends, pursued):
    found = _periods(date(2011, 7, 1), date(2013, 12, 31), ends)
    assert found["pursued"].values == pytest.approx(pursued)
    assert found["period"].values.tolist() == [2011, 2012, 2013]
