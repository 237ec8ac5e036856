"""Futures one by one: with the events that came, and values that follow from them."""

import numpy as np

from stakes.outcomes.consequences import reviews
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.futures import simulated_futures


def futures(case, fit):
    weights = case.profiles[case.default_profile].weights
    return simulated_futures(case, fit, reviews(case, fit, weights, exact(case, fit)))


def test_values_follow_from_the_events_that_came(valued):
    case, fit = valued('setting.chance("pact", 0.3 + 0 * <effect>) * <effect>')
    found = futures(case, fit)
    assert found.options == ["wait", "dam", "later"]
    came = found.events["pact"]
    assert set(np.unique(came)) == {0.0, 1.0}
    assert abs(came.mean() - 0.3) < 4 * np.sqrt(0.21 / came.size)
    effect = found.draws["effect"].to_numpy().ravel()
    saved = found.parts[:, 1, found.attributes.index("protection")]
    np.testing.assert_allclose(saved, came * effect)
    again = futures(case, fit)
    np.testing.assert_array_equal(found.parts, again.parts)


def test_events_by_year_are_counted(valued):
    yearly = "(0.1 + 0 * <effect>).expand_dims(period=setting.periods['period'].to_numpy())"
    case, fit = valued(f'setting.chance("flood", {yearly}, by_period=True).sum("period")')
    found = futures(case, fit)
    saved = found.parts[:, 1, found.attributes.index("protection")]
    np.testing.assert_allclose(saved, found.events["flood"])
    assert found.events["flood"].max() > 1
