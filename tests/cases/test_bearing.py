"""Bearing cages with censored lives as a new user writes them, against the posterior by
quadrature.

The lives are those of Abernethy et al. (1983), as in Meeker and Escobar (1998), table C.1; costs
and priors are made up.
"""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import gamma, gammainc
from tests.runs.small_run import go

CASE = Path(__file__).parent / "bearing"
AGES = {"h500": 500, "h1000": 1000, "h1500": 1500, "h2000": 2000, "h3000": 3000} | {
    "h4000": 4000, "h5000": 5000, "h7000": 7000, "h10000": 10000, "never": np.inf
}  # fmt: skip
PUBLISHED = {"shape": 2.035, "scale": 11792}  # by maximum likelihood


@pytest.fixture(scope="module")
def decision(tmp_path_factory):
    root = tmp_path_factory.mktemp("bearing") / "case"
    return go(Path(shutil.copytree(CASE, root)), draws=1500, tune=500)[0]


def log_likelihood(shape, scale, censored=True):
    """Of all lives; else of whether each cage has failed by the hours that it has run."""
    lives = pd.read_csv(CASE / "priors/evidence/lives.csv")
    total = 0.0
    for hours, number, failed in lives[["hours", "number", "failed"]].itertuples(index=False):
        hazard = (hours / scale) ** shape
        density = np.log(shape / scale) + (shape - 1) * np.log(hours / scale) - hazard
        seen = density if censored else np.log(-np.expm1(-hazard))
        total = total + (seen if failed else -number * hazard)
    return total


def costs(censored=True):
    """Expected cost of each option, by quadrature over both quantities."""
    shape, b10 = np.meshgrid(np.geomspace(0.4, 9, 300), np.geomspace(400, 90_000, 300))
    scale = b10 * (-np.log(0.9)) ** (-1 / shape)
    prior = stats.norm.logpdf(np.log(shape), 0.6931472, 0.4)
    prior += stats.norm.logpdf(np.log(b10), 8.5171932, 0.7)
    log = log_likelihood(shape, scale, censored) + prior
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    found = {}
    for option, age in AGES.items():
        hazard = (age / scale) ** shape
        hours = scale / shape * gamma(1 / shape) * gammainc(1 / shape, hazard)
        failed = -np.expm1(-hazard)
        found[option] = float((weight * 1e4 * (1 + 26 * failed) / hours).sum())
    return found


def test_the_likelihood_is_that_of_the_published_fit():
    at = np.array(list(PUBLISHED.values()))
    best = log_likelihood(*at)
    for step in ([0.02, 0], [-0.02, 0], [0, 150], [0, -150]):
        assert log_likelihood(*(at + step)) < best


def test_a_cage_is_replaced_after_two_thousand_hours(decision):
    assert decision["best"] == "h2000"
    exact = costs()
    assert min(exact, key=exact.get) == "h2000"
    for option, held in decision["options"].items():
        worth = exact["never"] - exact[option]
        assert abs(held["expected"] - worth) < 4 * held["mcse"] + 0.01, option
        lead = exact[option] - exact["h2000"]
        assert abs(held["lead"] - lead) < 4 * held["lead_mcse"] + 0.01, option


def test_whether_it_has_failed_by_the_hours_run_would_have_said_five_thousand():
    detour = costs(censored=False)
    assert min(detour, key=detour.get) == "h5000"


def test_the_model_describes_the_lives(decision):
    assert decision["confidence"]["passed"] == decision["confidence"]["checks"] == 2


def test_confidence_is_not_high_where_the_best_is_one_of_several(decision):
    assert decision["options"]["h2000"]["p_best"] < 0.5
    assert decision["confidence"]["level"] != "high"
