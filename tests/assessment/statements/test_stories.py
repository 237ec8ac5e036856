"""Which futures are told: the middle of each kind, by known truth."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from made_up_record import made_up
from stakes.assessment.statements.stories import FEW, WORST, stories
from stakes.outcomes.futures import Futures

OPTIONS, ATTRIBUTES = ["wait", "dam", "dyke"], ["saved", "cost"]
CASE = SimpleNamespace(
    baseline="wait",
    quantities={
        "rate": SimpleNamespace(states=None),
        "kind": SimpleNamespace(states={"calm": None, "wild": None}),
    },
)
WEIGHTS = {"saved": 1.0, "cost": 2.0}


def decision(of="dam", over="dyke"):
    worth = {"value": 1.0, "se": 0.01, "noise_floor": 0.01}
    difference = {"of": of, "over": over}
    return made_up(
        {"difference": difference, "evppi": {"rate": worth, "kind_state": worth | {"value": 0.5}}}
    )


def futures(seed=1, n=4000):
    """The dam saves by the rate, half as much in calm years, and costs 1; the dyke saves 1."""
    rng = np.random.default_rng(seed)
    rate, wild = rng.lognormal(size=n), rng.integers(0, 2, n)
    parts = np.zeros((n, 3, 2))
    parts[:, 1, 0] = 6 * rate * (1 + wild) / 2
    parts[:, 1, 1] = -0.5 - 0.1 * rng.normal(size=n)
    parts[:, 2, 0] = 1 + 0.1 * rng.normal(size=n)
    draws = xr.Dataset(
        {
            "rate": (("chain", "draw"), rate.reshape(4, -1)),
            "kind_state": (("chain", "draw"), wild.reshape(4, -1)),
        }
    )
    return Futures(draws, parts, OPTIONS, ATTRIBUTES, {"flood": rng.poisson(1.0, n).astype(float)})


@pytest.mark.parametrize("seed", range(5))
def test_each_story_is_of_its_kind_and_in_its_middle(seed):
    held = futures(seed)
    worth = (held.parts * [1.0, 2.0]).sum(-1)
    gain = worth[:, 1] - worth[:, 2]
    told = {s.kind: s for s in stories(CASE, decision(), held, WEIGHTS)}
    assert list(told) == ["typical", "rival", "worst"]
    middle = told["typical"]
    low, high = np.quantile(gain, (0.25, 0.75))
    assert low < sum(middle.parts.values()) < high
    rate = next(s for s in middle.seen if s.quantity == "rate")
    assert rate.below == pytest.approx(0.5, abs=0.2)
    rival = told["rival"]
    assert sum(rival.parts.values()) < 0
    assert rival.of == (gain < 0).sum()
    assert (rival.over, told["worst"].over) == ("dyke", "wait")  # what hurts is beside the baseline
    hurts = told["worst"]
    assert hurts.worth["dam"] <= np.quantile(worth[:, 1], WORST)
    assert sum(hurts.parts.values()) == pytest.approx(hurts.worth["dam"] - hurts.worth["wait"])


def test_two_seeds_tell_the_same_in_kind():
    def kinds(seed):
        return [
            (
                s.kind,
                max(s.parts, key=lambda a: abs(s.parts[a])),
                np.sign(sum(s.parts.values())),
                [(x.quantity, x.state) for x in s.seen if s.kind == "worst"],
            )
            for s in stories(CASE, decision(), futures(seed), WEIGHTS)
        ]

    assert kinds(11) == kinds(12) == kinds(13)


def test_it_belongs_to_one_draw():
    held = futures()
    for story in stories(CASE, decision(), held, WEIGHTS):
        rate = next(s.value for s in story.seen if s.quantity == "rate")
        (at,) = np.flatnonzero(held.draws["rate"].to_numpy().ravel() == rate)
        assert story.events == {"flood": held.events["flood"][at]}
        assert story.worth["dyke"] == pytest.approx(held.parts[at, 2] @ [1.0, 2.0])
        state = next(s.state for s in story.seen if s.quantity == "kind")
        assert state == ["calm", "wild"][int(held.draws["kind_state"].to_numpy().ravel()[at])]


def test_a_set_of_few_has_no_story():
    held = futures()
    held.parts[:, 2, 0] = -9.0
    held.parts[: FEW - 1, 2, 0] = 1e3  # the dyke wins in fewer than it takes
    assert [s.kind for s in stories(CASE, decision(), held, WEIGHTS)] == ["typical", "worst"]


def test_where_the_best_is_the_baseline_it_hurts_beside_the_next():
    told = stories(CASE, decision("wait", "dam"), futures(), WEIGHTS)
    assert {s.over for s in told} == {"dam"}
    worst = told[-1]
    assert (worst.kind, sum(worst.parts.values()) < 0) == ("worst", True)


def test_without_two_options_to_compare_there_is_none():
    assert stories(CASE, made_up({}), futures(), WEIGHTS) == []
