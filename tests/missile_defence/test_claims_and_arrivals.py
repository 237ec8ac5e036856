"""The case's claims, what arrives and what studies report, on beliefs as before any evidence."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.assessment.claims import hold
from stakes.case.reading.module_loading import load_module
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.waiting import arriving

CONDITIONAL = "leak_too_costly"


@pytest.fixture(scope="module")
def held(believed):
    case, fit = believed
    return hold(case, fit, case.profiles[case.default_profile].weights)


def test_claims_are_chances_with_errors(believed, held):
    case, _ = believed
    assert set(held["claim"].values) == {n for n, c in case.claims.items() if c.testable}
    assert ((held["probability"] >= 0) & (held["probability"] <= 1)).all()
    assert (held["se"] > 0).all()


def test_a_forecast_is_an_expected_chance(held):
    """Not the share of draws in which a chance is below one half."""
    assert 0.02 < float(held["probability"].sel(claim="still_difficult")) < 0.98


def claims(case):
    return load_module(case.root / "analysis" / "claims.py")


def is_positive(x):
    return float(x.mean() > 0)


def net(**by_option):
    """Net values of information sharing by draw; what stands alone is worth nothing."""
    options = ["keep_talking", "close_file", "go_alone", "information_sharing"]
    rows = [np.zeros(4)] * 3 + [np.array(by_option["information_sharing"], float)]
    return xr.DataArray(np.array(rows)[:, None], {"option": options}, ("option", "chain", "draw"))


def test_the_claim_about_a_leak_is_a_conditional(believed):
    case, _ = believed
    worlds = {
        0.0: net(information_sharing=[1, 1, -1, 2]),
        3.0: net(information_sharing=[-1, 1, -2, -1]),
    }
    values = SimpleNamespace(what_if=lambda pass_entities, **_: worlds[pass_entities])
    found = claims(case).leak_too_costly({}, values).values[0]
    np.testing.assert_array_equal(found, [1.0, 0.0, np.nan, 1.0])


def test_now_and_later_are_two_claims(believed):
    """A choice that would change with Moscow's type bears out the second and not the first."""
    case, _ = believed
    kinds = xr.DataArray([[1.0, 1.0, 2.0, 3.0]], dims=("chain", "draw"))
    beliefs = {"moscow_type": kinds, "attack_rate": kinds * 0.0}
    values = SimpleNamespace(net=net(information_sharing=[1, 1, -3, -3]), clearly=is_positive)
    found = claims(case).not_now(beliefs, values).values[0]
    np.testing.assert_array_equal(found, [1.0, 1.0, 0.0, 0.0])
    values = SimpleNamespace(net=net(information_sharing=[-1, -1, -3, -3]), clearly=is_positive)
    assert not claims(case).not_now(beliefs, values).values.any()


def test_what_arrives_speaks_of_the_type_on_that_day(believed):
    case, fit = believed
    beliefs = Beliefs(fewer(fit["posterior"].to_dataset(), 4))
    (waits,) = (o for o in case.options.values() if o.until)
    found = arriving(case, beliefs, case.as_of, waits.until)
    assert {"acts_of_a_partner", "acts_of_a_rival", "ruptures", "answer_new"} <= set(found)
    call = Call(case, case.as_of)
    work = call.values(beliefs, waits.until)[0].sel(option="exercises", attribute="guarding")
    assert np.isfinite(work.values).all()
    plain = SimpleNamespace(**{k: beliefs.labelled(beliefs[k]) for k in ("moscow_type",)})
    partner, rival = (
        float(found["acts_of_a_rival"].where(plain.moscow_type == kind).mean()) for kind in (1, 3)
    )
    assert rival > partner


def test_studies_report_more_closely_when_larger(believed):
    case, fit = believed
    found = stakes.simulate_study(case, fit, "repair_costing")["repair_cost_interceptor"]
    true = np.log(fit["posterior"]["repair_cost_interceptor"].clip(min=1e-6))
    error = [float((found.isel(size=i) - true).std()) for i in (0, -1)]
    assert error[1] < error[0] / 2
