"""Single parts of what follows, each against what it must be."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from stakes.case.reading.module_loading import load_module
from stakes.outcomes.consequence_model import Beliefs, Call


@pytest.fixture(scope="module")
def ready(believed):
    """The parts of consequences, the draws and what they are given."""
    case, fit = believed
    code = load_module(case.root / "analysis" / "consequences.py")
    package = code.__name__.rpartition(".")[0]
    names = ("answers", "forecasts", "foreseen", "numbers", "shield")
    parts = {n: __import__(f"{package}.effects.{n}", fromlist=["x"]) for n in names}
    draws = fit["posterior"].to_dataset()
    setting = Call(case, case.as_of).setting(Beliefs(draws), case.as_of)
    return SimpleNamespace(draws=draws, setting=setting, **parts)


def worth(ready, changes):
    draws = ready.draws.assign({k: ready.draws[k] * 0.0 + x for k, x in changes.items()})
    n = ready.numbers.Numbers(Beliefs(draws), ready.setting)
    return ready.shield.shield(n, ready.numbers.Steps(ready.setting, ready.setting.ends)).worth


def test_what_the_plan_is_worth_to_europe_is_less_by_the_damage_to_members_alone(ready):
    known = {"shield_worth": 5.0, "attack_rate": 0.3, "partner_rate": 0.5, "raid": 20.0}
    plain = worth(ready, known)
    assert (plain > 0).any()
    np.testing.assert_array_equal(plain, worth(ready, known | {"partner_rate": 5.0}))
    assert (worth(ready, known | {"attack_rate": 0.6}) <= plain).all()
    assert (worth(ready, known | {"attack_rate": 0.6}) < plain).any()


def test_nothing_is_eroded_by_what_never_works(ready):
    often = ready.draws.assign(erosion_level=ready.draws["erosion_level"] * 0.0 + 5.0)
    found = ready.forecasts.forecasts(Beliefs(often), ready.setting)
    assert (found["eroded"] <= found["works"] + 1e-12).all()
    deal = found.sel(option="exercises")
    assert float((deal["eroded"] / deal["works"]).mean()) > 0.9  # a certainty, where it works


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_not_yet_at_work_comes_to_work_by_its_lag(ready, seed):
    """Against lags that are drawn."""
    beliefs = {"work_level": 0.4, "work_lag": -0.2, "work_lag_spread": 0.9, "work_lag_needs": 0.5,
               "work_hardware": -0.6}  # fmt: skip
    beliefs = {name: xr.DataArray(x) for name, x in beliefs.items()}
    rng, many, since, span = np.random.default_rng(seed), 200_000, 0.55, 2.4
    told = ready.foreseen.working(beliefs, SimpleNamespace(span=span), since, hardware=1)
    works = rng.random(many) < 1 / (1 + np.exp(0.2))
    lag = np.where(works, np.exp(0.3 + 0.9 * rng.standard_normal(many)), np.inf)
    open_still = lag[lag > since]
    share = (open_still < since + span).mean()
    assert abs(float(told) - share) < 4.5 * np.sqrt(share * (1 - share) / open_still.size)


def came(ready, hazard, sooner, years, exposure):
    """Expected answers of one type that cost 1 each."""
    given = {"answered_sooner": sooner, "answer_cost_new": 1.0}

    class One:
        setting = SimpleNamespace(parameters={"answers_broad": 0.0})
        at = staticmethod(lambda *_: hazard)
        __getitem__ = staticmethod(given.__getitem__)

    running = np.array([0.0, exposure])[:, None, None]
    return float(ready.answers._came(One(), ("new",), years, running)[1, 0, 0])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("hazard", "sooner"), [(0.05, 0.5), (0.8, 1.4), (40.0, 2.0)])
def test_a_further_answer_waits_for_the_one_before(ready, seed, hazard, sooner):
    """Against answers that are drawn one after another, over so long that where they begin does
    not matter.
    """
    rng, years, exposure, runs = np.random.default_rng(seed), 10.0, 20_000.0, 20
    most = int(exposure / min(years, 1 / hazard)) + 1
    counts = []
    for _ in range(runs):
        waits = years + rng.exponential(1 / (hazard * sooner), most)
        at = np.cumsum([rng.exponential(1 / hazard), *waits])
        counts.append(np.searchsorted(at, exposure))
    error = np.std(counts, ddof=1) / np.sqrt(runs)
    assert abs(came(ready, hazard, sooner, years, exposure) - np.mean(counts)) < 4 * error + 2


def test_the_first_answer_comes_at_the_hazard(ready):
    for hazard in (0.01, 0.3, 5.0):
        assert came(ready, hazard, 0.0, 8.0, 6.0) == pytest.approx(-np.expm1(-6 * hazard))
