"""Futures one by one: with the events that came, and values that follow from them."""

import numpy as np

from stakes.outcomes.futures import simulated_futures


def test_values_follow_from_the_events_that_came(valued):
    case, fit = valued('setting.chance("pact", 0.3 + 0 * <effect>) * <effect>')
    found = simulated_futures(case, fit, {})
    assert found.options == ["wait", "dam"]
    came = found.events["pact"]
    assert set(np.unique(came)) == {0.0, 1.0}
    assert abs(came.mean() - 0.3) < 4 * np.sqrt(0.21 / came.size)
    effect = found.draws["effect"].to_numpy().ravel()
    saved = found.parts[:, 1, found.attributes.index("protection")]
    np.testing.assert_allclose(saved, came * effect)
    again = simulated_futures(case, fit, {})
    np.testing.assert_array_equal(found.parts, again.parts)


def test_events_by_year_are_counted(valued):
    chance = 'setting.chance("flood", 0.1 + 0 * <effect>, by_period=True)'
    case, fit = valued(f'{chance}.sum("period")')
    found = simulated_futures(case, fit, {})
    saved = found.parts[:, 1, found.attributes.index("protection")]
    np.testing.assert_allclose(saved, found.events["flood"])
    assert found.events["flood"].max() > 1
