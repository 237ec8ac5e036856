"""The option to wait: a two-state problem solved by hand, and the real case's arrivals."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.assessment import findings
from stakes.decision.sequence.policy import choices
from stakes.decision.sequence.stage import Stage
from stakes.outcomes import waiting
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.exact.parts import Exact

DRAWS = 20_000
PRIOR, RIGHT, WAIT = (
    0.4,
    0.9,
    0.97,
)  # chance of the good state, that the signal is right, and the discount of waiting
# By hand: after a good signal acting is worth 0.36 - 0.06 in all, after a bad one 0.04 - 0.54 < 0,
# so one acts on good ones only.
BY_HAND = WAIT * (PRIOR * RIGHT - (1 - PRIOR) * (1 - RIGHT))


def two_states(seed, right=RIGHT):
    rng = np.random.default_rng(seed)
    good = rng.random((4, DRAWS // 4)) < PRIOR
    signal = np.where(rng.random(good.shape) < right, good, ~good)
    act = WAIT * xr.DataArray(np.where(good, 1.0, -1.0), dims=("chain", "draw"))
    value = xr.concat([0 * act, act], "option").assign_coords(option=["stay", "act"])
    return value, xr.Dataset({"signal": (("chain", "draw"), signal.astype(float))})


@pytest.fixture
def stubbed(monkeypatch):
    """`choice_at` on the two-state problem, as if it were a case."""

    def run(seed, right=RIGHT):
        value, signal = two_states(seed, right)
        parts = value.expand_dims(attribute=["net"]).transpose(
            "chain", "draw", "option", "attribute"
        )
        fit = xr.DataTree.from_dict(
            {"/": xr.Dataset(attrs={"as_of": "2011-01-01"}), "posterior": xr.Dataset()}
        )
        monkeypatch.setattr(waiting, "arriving", lambda *_: signal)
        monkeypatch.setattr(
            waiting, "expectations_of", lambda *_, **__: parts.expand_dims("setting")
        )
        case = SimpleNamespace(as_of=date(2011, 1, 1))
        return waiting.choice_at(case, fit, date(2013, 1, 1), {"net": 1.0}, {}, Exact())

    return run


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_states_by_hand(stubbed, seed):
    found = stubbed(seed).taken.sum("attribute")
    error = float(found.std()) / np.sqrt(DRAWS)
    assert abs(float(found.mean()) - BY_HAND) < 4 * error
    assert abs(float(found.mean())) > 8 * error  # acting never, as one would without waiting, fails


def test_a_signal_that_says_nothing_is_worth_nothing_and_changes_nothing(stubbed):
    found = stubbed(4, right=0.5)
    assert bool(found.learned["indistinguishable"])
    assert not found.taken.values.any()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_choice_follows_the_signal(seed):
    value, signal = two_states(seed)
    chosen = choices([Stage("review", value, signal)]).isel(stage=0)
    assert float((chosen == signal["signal"]).mean()) > 0.999


@pytest.mark.long
@pytest.mark.slow
def test_waiting_in_the_real_case_is_one_of_the_options_from_then_on(real_case, real_fit):
    draws = real_fit["posterior"].to_dataset()
    weights = real_case.profiles[real_case.default_profile].weights
    found = waiting.choice_at(
        real_case, real_fit, date(2013, 1, 1), weights, {}, exact(real_case, real_fit)
    )
    later = Call(real_case, real_case.as_of).values(Beliefs(draws), date(2013, 1, 1))[0]
    chosen = found.choose(Beliefs(draws)).option
    parts = stakes.consequences(real_case, real_fit)
    for i, option in enumerate(later["option"].values):
        here = chosen == i
        np.testing.assert_array_equal(
            parts.sel(option="defer", drop=True).where(here),
            later.sel(option=option, drop=True).where(here),
        )


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("until", [date(2013, 1, 1), date(2015, 12, 31)])
def test_the_expected_value_of_waiting_is_that_of_what_is_then_pursued(real_case, real_fit, until):
    """With what can be integrated exactly at its expectation, and with everything drawn: the same
    mean, within the errors.
    """
    weights = real_case.profiles[real_case.default_profile].weights
    found = waiting.choice_at(real_case, real_fit, until, weights, {}, exact(real_case, real_fit))
    beliefs = Beliefs(real_fit["posterior"].to_dataset())
    drawn = stakes.net_value(Call(real_case, real_case.as_of).values(beliefs, until)[0], weights)
    little = stakes.compare(drawn, expected=stakes.net_value(found.parts, weights))
    much = stakes.compare(drawn)
    error = np.hypot(little["mcse"], much["mcse"])
    assert (np.abs(little["expected"] - much["expected"]) <= 4 * error + 1e-12).all()
    np.testing.assert_allclose(found.later, little["expected"], atol=1e-9)


@pytest.mark.slow
def test_arrivals_use_no_outcome_from_after_the_as_of_date(real_case, real_fit):
    """Turning every later outcome in the tables around changes no arrival."""
    beliefs = Beliefs(real_fit["posterior"].to_dataset().isel(draw=slice(0, 200)))
    before = waiting.arriving(real_case, beliefs, real_case.as_of, date(2015, 1, 1))
    frame = real_case.evidence["race_intervals"].frame
    late = frame["known_from"] > np.datetime64(real_case.as_of)
    turned = frame.copy()
    for column in [c for c in frame if c.endswith(("strict", "broad"))]:
        turned.loc[late, column] = 1 - turned.loc[late, column]
    table = replace(real_case.evidence["race_intervals"], frame=turned)
    other = replace(real_case, evidence={**real_case.evidence, "race_intervals": table})
    xr.testing.assert_identical(
        before, waiting.arriving(other, beliefs, real_case.as_of, date(2015, 1, 1))
    )


@pytest.mark.slow
def test_a_review_date_that_has_passed_leaves_the_option_out(real_case, real_fit):
    later = real_fit.copy()
    later.attrs["as_of"] = "2014-01-01"
    assert "defer" not in stakes.consequences(real_case, later)["option"]


@pytest.mark.long
@pytest.mark.slow
def test_findings_late_in_the_horizon_report_no_waiting(real_case, real_fit):
    later = real_fit.copy()
    later.attrs["as_of"] = "2019-06-01"
    decision = findings.find(real_case, later, "planner").decision
    assert decision.waiting == {}
    assert list(decision.options) == [
        name for name, option in real_case.options.items() if option.until is None
    ]
