"""A chemotherapy as a new user writes it, against the same model on draws of its closed posterior.

The model is that of Heath, Kunst and Jackson (eds., 2024), Value of Information for Healthcare
Decision-Making, as its code stood in July 2022.
"""

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.runs.small_run import go

CASE = Path(__file__).parent / "chemotherapy"
CYCLES, DRAWS = 50, 400_000


@pytest.fixture(scope="module")
def decision(tmp_path_factory):
    root = tmp_path_factory.mktemp("chemotherapy") / "case"
    return go(Path(shutil.copytree(CASE, root)), draws=1000, tune=500)[0]


@pytest.fixture(scope="module")
def truth():
    """QALYs gained and costs added by the new treatment, and the log odds ratio, on independent
    draws of the posterior.
    """
    rng = np.random.default_rng(8)
    ill = rng.beta(53, 60, DRAWS)
    home_hospital = 1 - (1 - rng.beta(44, 10, DRAWS)) ** (1 / CYCLES)
    hospital_dead = 1 - (1 - rng.beta(9, 36, DRAWS)) ** (1 / CYCLES)
    log_or = rng.normal(np.log(0.54), 0.3, DRAWS)
    home, hospital = rng.beta(38.5, 144.8333, DRAWS), rng.beta(20.63272, 667.1247, DRAWS)
    well, at_home, in_hospital = (
        rng.beta(*ab, DRAWS) for ab in ((18.228, 0.372), (6.65, 2.85), (1.8, 4.2))
    )
    odds = ill / (1 - ill) * np.exp(log_or)
    fewer = ill - odds / (1 + odds)
    stay = (1 - home) * (1 - home_hospital)  # cycles at home and in hospital, in closed form
    keep = (1 - hospital) * (1 - hospital_dead)
    t = CYCLES + 1
    cycles_home = (1 - stay**t) / (1 - stay)
    cycles_hospital = home_hospital * _paths(stay, keep, t)
    died = hospital_dead * home_hospital * _paths(stay, keep, CYCLES)
    cycles_dead = hospital_dead * home_hospital * _summed(stay, keep)
    cycles_well = t - cycles_home - cycles_hospital - cycles_dead
    quality = cycles_home * at_home + cycles_hospital * in_hospital + cycles_well * well
    care = cycles_home * 830 + cycles_hospital * 2400 + died * 1710  # costs are independent
    return fewer * (t * well - quality), 10180 - fewer * care, log_or


def _summed(a, b):
    """Cycles that the dead have been dead: the sum of deaths up to each cycle but the last."""
    return sum(_paths(a, b, k) for k in range(CYCLES + 1))


def _paths(a, b, n):
    """Sum over j + k < n - 1 of a**j b**k: time in the second of two states, n steps on."""
    return ((1 - a**n) / (1 - a) - (1 - b**n) / (1 - b)) / (a - b)


def _mean(x):
    return x.mean(), x.std() / np.sqrt(x.size)


def test_the_lead_is_that_of_the_closed_posterior(decision, truth):
    gained, added, _ = truth
    lead, error = _mean(20000 * gained - added)
    new = decision["options"]["new"]
    assert decision["best"] == "new"
    assert abs(new["expected"] - lead) < 4 * np.hypot(new["mcse"], error)
    assert abs(new["p_best"] - (20000 * gained > added).mean()) < 4 * new["p_best_mcse"] + 0.003


def test_perfect_information_is_worth_what_it_is(decision, truth):
    gained, added, _ = truth
    net = 20000 * gained - added
    value, error = _mean(np.maximum(net, 0))
    evpi = value - max(net.mean(), 0)
    assert abs(decision["evpi"]["value"] - evpi) < 4 * np.hypot(decision["evpi"]["mcse"], error)


def test_the_log_odds_ratio_carries_most_of_it(decision, truth):
    gained, added, log_or = truth
    net = (20000 * gained - added)[np.argsort(log_or)].reshape(400, -1).mean(axis=1)  # binned
    value = np.maximum(net, 0).mean() - max(net.mean(), 0)
    found = decision["evppi"]["log_odds_ratio"]
    assert abs(found["value"] - value) < 5 * found["se"] + 0.01 * value
    assert found == max(decision["evppi"].values(), key=lambda entry: entry["value"])


@pytest.mark.parametrize(("view", "threshold"), [(1, 10000), (3, 30000), (5, 50000)])
def test_the_decision_follows_the_threshold(decision, truth, view, threshold):
    gained, added, _ = truth
    lead, error = _mean(threshold * gained - added)
    cell = decision["views"][f"parameter:threshold:{view}"]["profiles"]["run"]
    assert cell["best"] == ("new" if lead > 0 else "standard")
    assert abs(cell["lead"] - abs(lead)) < 4 * np.hypot(cell["lead_se"], error)
