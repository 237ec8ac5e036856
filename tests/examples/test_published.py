"""What is published of the examples holds in them."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy.special import expit, logit
from tests.runs.small_run import edit

import stakes
from stakes.case.case import open_case
from stakes.decision.net_value import net_value
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.consequences import consequences
from stakes.outcomes.study_simulation import simulate_study

EXAMPLES = Path(__file__).parents[2] / "examples"
VALUES = "analysis/values.toml"
DRAWS = 10_000  # on which the published values of information rest
# R voi, tests of evpi and evppi on chemo_cea and chemo_nb, by threshold
EVPI = {10_000: 8.76487, 20_000: 368.6051, 30_000: 206.4687, 40_000: 150.4729, 50_000: 126.9835}
# of the risk under the novel treatment, by three regressions; of a trial of both arms
EVPPI, EVSI = (262.1109, 261.8708, 265.1299), 242.1268


@pytest.fixture(scope="module")
def chemotherapy(tmp_path_factory):
    unwanted = shutil.ignore_patterns("__pycache__", "results")
    root = tmp_path_factory.mktemp("published") / "chemotherapy"
    shutil.copytree(EXAMPLES / "chemotherapy", root, ignore=unwanted)
    case = open_case(root)
    return root, stakes.fit(case, draws=1250, tune=500, chains=2, progress=False)


def valued(case, fit):
    weights = case.profiles[case.default_profile].weights
    return net_value(consequences(case, fit, weights=weights), weights)


@pytest.mark.slow
@pytest.mark.parametrize("threshold", EVPI)
def test_whoever_changes_the_threshold_gets_the_published_curve(chemotherapy, threshold, tmp_path):
    source, fit = chemotherapy
    root = Path(shutil.copytree(source, tmp_path / "mine"))
    edit(root, VALUES, "value = 20000", f"value = {threshold}")
    value = valued(open_case(root), fit)
    found = stakes.evpi(value)
    lead = value.sel(option="novel")
    published = float(np.maximum(lead, 0).std()) / DRAWS**0.5  # their error; ours is smaller
    assert abs(float(found["evpi"]) - EVPI[threshold]) < 3 * (published + float(found["mcse"]))


@pytest.mark.slow
def test_knowing_the_risk_under_the_novel_treatment_is_worth_what_is_published(chemotherapy):
    root, fit = chemotherapy
    value, draws = valued(open_case(root), fit), fit["posterior"].to_dataset()
    risk = expit(logit(draws["p_side_effects"]) + draws["logor"])
    found = stakes.evppi(value, xr.Dataset({"risk": risk}))
    spread = float(np.maximum(value.sel(option="novel"), 0).std()) / DRAWS**0.5
    for published in EVPPI:
        assert abs(float(found["evppi"].squeeze()) - published) < 3 * spread


@pytest.mark.slow
def test_a_trial_of_a_hundred_is_worth_what_is_published(chemotherapy):
    root, fit = chemotherapy
    case = open_case(root)
    found = stakes.evsi(valued(case, fit), simulate_study(case, fit, "trial").sel(size=100))
    spread = float(np.maximum(valued(case, fit).sel(option="novel"), 0).std()) / DRAWS**0.5
    assert abs(float(found["evsi"].squeeze()) - EVSI) < 3 * spread


def exact(name, **given):
    """Values and level of a case with every quantity at one number."""
    case = open_case(EXAMPLES / name)
    draws = {q: (("chain", "draw"), np.full((1, 1), float(x))) for q, x in given.items()}
    values, level = Call(case, case.as_of).values(Beliefs(xr.Dataset(draws)))
    return values.isel(chain=0, draw=0), level.isel(chain=0, draw=0)


def test_damage_is_van_dantzigs_where_the_sea_does_not_rise():
    p, alpha, worth, rate, years = 0.0038, 2.6, 20_000, 0.02, 76
    given = {"flood_chance": p, "steepness": alpha, "damage": worth, "cost_metre": 42}
    values, level = exact("dike", **given, cost_start=0, rise=0, sinking=0)
    damage = p * worth * (1 - np.exp(-rate * years)) / rate
    assert float(level.sel(attribute="damage")) == pytest.approx(-damage, rel=1e-3)
    averted = values.sel(option="now", attribute="damage")
    assert float(averted) == pytest.approx(damage * (1 - np.exp(-alpha * 2)), rel=1e-3)
    assert float(values.sel(option="now", attribute="dike")) == pytest.approx(-84)


def wildcatter(well):
    """Raiffa's field: what a well is worth at once, and after soundings, for its cost."""
    oil, chance = np.array([0, 120, 270]), np.array([0.5, 0.3, 0.2])
    shows = np.array([[0.6, 0.3, 0.1], [0.3, 0.4, 0.3], [0.1, 0.4, 0.5]])
    by_structure = (chance[:, None] * shows * (oil - well)[:, None]).sum(axis=0)
    return float(chance @ oil - well), float(np.maximum(by_structure, 0).sum())


def test_the_published_field_is_the_published_one():
    assert wildcatter(70) == pytest.approx((20.0, 32.5))


def test_soundings_and_the_order_are_worth_what_they_are_by_hand():
    case = open_case(EXAMPLES / "oil_field")
    fit = stakes.fit(case, draws=1000, tune=50, chains=2, progress=False)
    table = stakes.compare(valued(case, fit))
    casing = {q: 2 * q + 8 * np.exp(-0.7 * q) / 0.7 for q in (0, 1, 2, 4)}
    for order, name in {0: "drill", 1: "drill_100", 2: "drill_200", 4: "drill_400"}.items():
        row = table.sel(option=name)
        assert abs(float(row["expected"]) - (20 - casing[order])) < 4 * float(row["mcse"])
    _, after = wildcatter(70 + min(casing.values()))
    row = table.sel(option="sound")
    assert abs(float(row["expected"]) - (after - 10)) < 4 * float(row["mcse"])


def test_the_longer_a_patch_waits_the_more_attacks_there_are():
    numbers = {"exploited": 0.02, "before_patch": 0.6, "critical": 5, "delay": 12, "reached": 0.03}
    costs = {"loss": 1000, "others": 30, "breaks": 0.04, "found": 0.7, "outage": 100, "hurry": 10}
    for hunts in (0, 1):
        values, _ = exact("patching", **numbers, **costs, hunts=hunts)
        by_days = values.sel(option=["now", "week", "monthly", "never"], attribute="attacks")
        assert (np.diff(by_days) < 0).all()
    # by hand: struck = 0.1 * 0.03 * (0.6 + 0.4 * (1 - exp(-30 / 12)))
    late = 0.4 * -np.expm1(-30 / 12)
    assert float(by_days.sel(option="now")) == pytest.approx(0.1 * 0.03 * late * 1000)
