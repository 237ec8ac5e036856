"""A choice on a later day: the type of Moscow by then, the same for values and for what arrives,
and what an option that is given up has set in motion.
"""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from stakes.case.reading.module_loading import load_module
from stakes.outcomes.consequence_model import Beliefs, Call

MANY = 20_000
SWITCH, MIDDLE = 0.3, 0.7
FIRST, SECOND = "moscow_luck_2013", "moscow_luck_2016"


@pytest.fixture(scope="module")
def code(believed):
    case, _ = believed
    names = ("arrivals", "consequences")
    found = {name: load_module(case.root / "analysis" / f"{name}.py") for name in names}
    package = found["consequences"].__name__.rpartition(".")[0]
    names = ("moscow", "numbers")
    found |= {n: __import__(f"{package}.effects.{n}", fromlist=["x"]) for n in names}
    return SimpleNamespace(**found)


def chances(years):
    """Chances of the type so many years after a partner, by steps of about a quarter."""
    steps = round(years * 4)
    leave = -np.expm1(-SWITCH * years / steps)
    near, far = leave * MIDDLE, leave * (1 - MIDDLE)
    rows = [[1 - leave, near, far], [leave / 2, 1 - leave, leave / 2], [far, near, 1 - leave]]
    return np.linalg.matrix_power(np.array(rows), steps)[0]


def test_a_partner_is_sincere_by_the_odds_of_the_link(believed, code):
    """Averaged over draws of sincerity, which the formula takes for even."""
    case, _ = believed
    assert case.quantities["objection_sincere"].probability == 0.5
    for log_odds in (-2.0, -0.3, 0.0, 0.8):
        n = {"objection_sincere": np.array([0.0, 1.0]), "link_sincere_partner": log_odds}
        partner, trader, rival = code.moscow.sincere(n)
        assert partner.mean() == pytest.approx(1 / (1 + np.exp(-log_odds)))
        assert trader.tolist() == rival.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("now", "then"),
    [
        (2011.44, 2013.0),
        (2011.44, 2014.5),
        (2011.44, 2016.5),
        (2013.41, 2014.0),
        (2013.41, 2016.5),
        (2014.9, 2018.0),
        (2017.0, 2018.0),
    ],
)
def test_the_type_moves_for_as_long_as_lies_between(code, now, then, seed):
    rng = np.random.default_rng(seed)
    one = np.ones(MANY)
    draws = {"moscow_type": one, "moscow_switch": SWITCH * one, "moscow_to_middle": MIDDLE * one}
    draws |= {name: rng.random(MANY) for name in (FIRST, SECOND)}
    state = code.moscow.type_then(draws, now, then)
    assert (state.sum(axis=0) == 1).all()
    true = chances(then - now)
    error = np.sqrt(true * (1 - true) / MANY)
    assert (np.abs(state.mean(axis=1) - true) < 4.5 * error).all()


def test_the_type_on_the_day_of_the_choice_is_as_drawn(believed, code):
    """Also where that is after the first review."""
    case, fit = believed
    beliefs, day = Beliefs(fit["posterior"].to_dataset()), date(2013, 6, 1)
    setting = Call(case, day).setting(beliefs, day)
    n = code.numbers.Numbers(beliefs, setting)
    chain = code.moscow.Chain(n, code.numbers.Steps(setting, setting.ends))
    np.testing.assert_array_equal(chain.path[0].argmax(axis=0) + 1.0, n["moscow_type"].round())


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (date(2011, 6, 10), date(2012, 2, 1)),
        (date(2011, 6, 10), date(2014, 6, 1)),
        (date(2011, 6, 10), date(2016, 6, 30)),
        (date(2013, 6, 1), date(2014, 6, 1)),
        (date(2013, 6, 1), date(2016, 6, 30)),
    ],
)
def test_what_arrives_and_what_follows_know_the_same_type(believed, code, now, then):
    case, fit = believed
    beliefs = Beliefs(fit["posterior"].to_dataset())
    setting = Call(case, now).setting(beliefs, then)
    n = code.numbers.Numbers(beliefs, setting)
    chain = code.moscow.Chain(n, code.numbers.Steps(setting, setting.ends))
    draws = code.arrivals._Draws(beliefs, np.random.default_rng(1))
    kind = code.arrivals._type_then(draws, now, then)
    np.testing.assert_array_equal(chain.path[0].argmax(axis=0), kind.values.ravel())
    assert (chain.path[0].argmax(axis=0) + 1 != n["moscow_type"].round()).any()


def test_acts_of_one_year_hang_together(believed, code):
    """With years that all reflect an occasion, acts tell nothing of the type; else they do."""
    _, fit = believed
    draws = fit["posterior"].to_dataset()

    def more(telling):
        changed = draws.assign(
            signal_year=draws["signal_year"] * 0.0 + telling,
            signal_own=draws["signal_own"] * 0.0 + 0.9,
            signal_clear=draws["signal_clear"] * 0.0 + 0.9,
        )
        rng = np.random.default_rng(1)
        each = code.arrivals._Draws(Beliefs(changed), rng)
        rival = each.of(np.full(each.like.shape, 2.0))
        acts = code.arrivals._acts(each, rival, 2.0)
        gap = acts["acts_of_a_rival"] - acts["acts_of_a_partner"]
        return float(gap.mean()), float(gap.std()) / np.sqrt(gap.size)

    none, error = more(0.0)
    assert abs(none) < 4.5 * error
    assert more(1.0)[0] > 10 * error


def test_what_an_option_sets_in_motion_is_paid_for_after_it_is_given_up(believed):
    """Answers in parts of the time cost what they cost in all of it, where nothing else changes:
    one type, hazards that are the same in every state, talks that never end.
    """
    case, fit = believed
    same = {"moscow_switch": 0.0, "link_race_rival": 1.0, "state_talks": 0.0, "lapse_time": 1e6}
    same |= {"pursued_longer": 1e6, "answer_stopped": 0.0}
    draws = fit["posterior"].to_dataset()
    beliefs = Beliefs(draws.assign({k: draws[k] * 0.0 + x for k, x in same.items()}))
    review = case.stages[0].date

    def race(start, ends=None):
        level = Call(case, case.as_of, ends=ends).values(beliefs, start)[1]
        return level.sel(attribute="arms_race")

    whole = race(case.as_of)
    parts = race(case.as_of, review) + race(review)
    begun = float(race(case.as_of, review).mean() / whole.mean())
    assert 0.1 < begun < 0.9
    assert float(parts.mean() / whole.mean()) == pytest.approx(1.0, abs=0.02)  # steps differ a bit


def test_evidence_arrives_from_the_day_of_the_choice(believed, code):
    """On what was known in 2005 as on what is known now: the choice is not made before."""
    case, fit = believed
    beliefs = Beliefs(fit["posterior"].to_dataset())
    early, now, later = (
        code.arrivals.arrivals(
            beliefs, case.evidence_as_of(day), date(2013, 1, 1), np.random.default_rng(1)
        )
        for day in (date(2005, 6, 10), case.as_of, date(2012, 6, 10))
    )
    xr.testing.assert_identical(early, now)
    assert float(later["ruptures"].mean()) < float(now["ruptures"].mean())
