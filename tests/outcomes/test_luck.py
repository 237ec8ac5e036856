"""Luck of chance events: uniform over all branches by weight, whatever is asked of it."""

import numpy as np
import pytest
import xarray as xr

from stakes.outcomes.consequence_model import Setting
from stakes.outcomes.luck import Luck, branches

SEEDS = [1, 2, 3]
SHAPE, YEARS = (4, 5_000), [2011, 2012, 2013, 2014]
PERIODS = xr.Dataset(
    {"at": ("period", [0.5, 1.5, 2.5]), "length": ("period", [1.0, 1.0, 1.0])},
    coords={"period": YEARS[1:]},
)
YEARLY = xr.DataArray([0.002, 0.0, 0.004], PERIODS.coords, "period")


def by_draw(x):
    return xr.DataArray(np.full(SHAPE, x), dims=("chain", "draw"))


def setting(luck):
    when = np.datetime64("2011-06-10")
    return Setting({}, {}, PERIODS, when, 0.0, 3.0, 3.0, 2012.0, luck=luck)


def drawn(seed, ask, alike=1):
    """Of each branch, what `ask` draws and its weight."""
    found = []
    for branch in branches(["war", "flood"], alike):
        luck = Luck(seed, SHAPE, YEARS, branch)
        found.append((branch, ask(setting(luck)), luck.weight))
    return found


def outcome(s):
    war = s.chance("war", by_draw(0.01), rare=True)
    floods = s.count("flood", by_draw(1.0) * YEARLY, rare=True)
    stopped = s.chance("stopped", by_draw(0.3), by_period=False)
    return war, floods, stopped


def weighted(found, f):
    """Mean over branches and draws of a function of what was drawn, and its error."""
    series = sum(np.asarray(f(*drawn)) * weight for _, drawn, weight in found)
    return series.mean(), series.std() / np.sqrt(series.size)


@pytest.mark.parametrize("alike", [1, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_means_over_branches_are_the_expectations(seed, alike):
    found = drawn(seed, outcome, alike)
    total = sum(weight for *_, weight in found)
    np.testing.assert_allclose(total, 1.0, rtol=1e-12)
    for f, truth in (
        (lambda war, floods, stopped: war, 0.01),
        (lambda war, floods, stopped: floods.sum("period"), 0.006),
        (lambda war, floods, stopped: floods.isel(period=2), 0.004),
        (lambda war, floods, stopped: war * floods.sum("period"), 0.01 * 0.006),
        (lambda war, floods, stopped: (1 - stopped) * (war + floods.sum("period")), 0.7 * 0.016),
    ):
        mean, error = weighted(found, f)
        assert abs(mean - truth) <= 4 * error + 1e-12, (mean, truth, error)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rare_event_has_a_tenth_of_the_error(seed):
    plain = Luck(seed, SHAPE, YEARS)
    war, _, stopped = outcome(setting(plain))
    series = np.asarray(war * (1 - stopped))
    _, error = weighted(drawn(seed, outcome, 1), lambda war, _, stopped: war * (1 - stopped))
    assert error < 0.15 * series.std() / np.sqrt(series.size)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("at", [0.001, 0.02, 0.5, 0.97])
def test_luck_is_uniform_whatever_is_asked_of_it_later(seed, at):
    def ask(s):
        outcome(s)
        return (s.luck.uniform("flood", True) < at).mean("period"), s.luck.uniform(
            "war", False
        ) < at

    found = drawn(seed, ask)
    for f in (lambda floods, war: floods, lambda floods, war: war):
        mean, error = weighted(found, f)
        assert abs(mean - at) <= 4 * error + 1e-12


def test_luck_without_weights_is_not_uniform():
    found = drawn(1, lambda s: (outcome(s)[0],))
    assert np.mean([np.mean(war) for _, (war,), _ in found]) > 0.2  # a sabotaged twin


def test_an_event_occurs_in_its_branches_and_those_before_it_do_not():
    none, war, flood = drawn(1, outcome)
    assert not none[1][0].any()
    assert not none[1][1].any()
    assert war[1][0].all()
    assert not flood[1][0].any()
    assert (flood[1][1].sum("period") >= 1).all()
    assert not flood[1][1].isel(period=1).any()  # where its probability is 0


def test_what_occurs_first_is_spread_over_the_periods_by_their_probabilities():
    _, _, (_, (_, floods, _), _) = drawn(1, outcome)
    first = np.asarray(floods.argmax("period"))
    share, error = np.mean(first == 0), 1 / np.sqrt(first.size)
    assert abs(share - 1 / 3) < 3 * error


def test_branches_alike_share_out_the_luck_of_other_events():
    found = [
        s.uniform("stopped", False)
        for s in (Luck(1, SHAPE, YEARS, b) for b in branches(["war"], 4)[1:])
    ]
    parts = np.sort(np.floor(4 * np.stack(found)), axis=0)
    np.testing.assert_array_equal(parts, np.arange(4.0)[:, None, None] * np.ones(SHAPE))


def test_an_option_that_starts_later_meets_the_same_luck_in_the_same_year():
    luck = Luck(1, SHAPE, YEARS, branches(["flood"], 1)[1])
    now = setting(luck).count("flood", by_draw(1.0) * YEARLY, rare=True)
    later = Setting(
        {}, {}, PERIODS.isel(period=[2]), np.datetime64("2011-06-10"), 2.0, 1.0, 3.0, 2014.0,
        luck=luck,
    ).count("flood", by_draw(1.0) * YEARLY.isel(period=[2]), rare=True)  # fmt: skip
    np.testing.assert_array_equal(now.isel(period=2), later.isel(period=0))


def test_an_event_that_cannot_occur_weighs_nothing():
    luck = Luck(1, SHAPE, YEARS, branches(["war"], 1)[1])
    assert not setting(luck).chance("war", by_draw(0.0), rare=True).any()
    assert not luck.weight.any()


def test_an_event_that_must_occur_weighs_all():
    for branch, weight in zip(branches(["war"], 1), (0.0, 1.0), strict=True):
        luck = Luck(1, SHAPE, YEARS, branch)
        setting(luck).chance("war", by_draw(1.0), rare=True)
        assert (luck.weight == weight).all()
