"""One box, where it was planted."""

import numpy as np
import pytest

from stakes.decision.sensitivity.scenarios.prim import Cases, holds, simplified

N = 4000


def cases(x, lost, state=None):
    state = np.zeros(len(x), bool) if state is None else state
    return Cases(x, lost, state, N // 20, int(lost.sum()))


@pytest.mark.parametrize("seed", range(3))
def test_a_box_of_two_parameters_is_found_and_the_others_stay_free(seed):
    x = np.random.default_rng(seed).uniform(size=(4, N))
    lost = (x[0] > 0.6) & (x[2] < 0.5)
    box = simplified(cases(x, lost), 1.0)
    assert box[0, 0] == pytest.approx(0.6, abs=0.03)
    assert box[2, 1] == pytest.approx(0.5, abs=0.03)
    assert np.isinf(box[0, 1])
    assert np.isinf(box[2, 0])
    assert np.isinf(box[[1, 3]]).all()


def test_a_state_is_cut_level_by_level():
    rng = np.random.default_rng(1)
    x = np.stack([rng.integers(0, 5, N).astype(float), rng.uniform(size=N)])
    box = simplified(cases(x, x[0] >= 3, np.array([True, False])), 1.0)
    assert box.tolist() == [[3.0, np.inf], [-np.inf, np.inf]]


def test_limits_are_inclusive():
    box = np.array([[1.0, 2.0], [-np.inf, np.inf]])
    x = np.array([[0.9, 1.0, 1.5, 2.0, 2.1], [0.0, 1.0, 2.0, 3.0, 4.0]])
    assert holds(box, x).tolist() == [False, True, True, True, False]
