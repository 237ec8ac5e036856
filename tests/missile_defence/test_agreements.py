"""The likelihood of what became of agreements is one: over all that may have come of an undertaking
its probabilities add up to 1, and they are those of what the model draws.
"""

from pathlib import Path

import numpy as np
import pytensor.tensor as pt
import pytest
from scipy.integrate import quad

from stakes.case.reading.module_loading import load_module

FILE = Path(__file__).parents[2] / "models" / "agreements.py"
LOGIT, MIDDLE, SPREAD, AGE, GIVEN_UP = 0.4, 0.3, 0.8, 2.5, 0.7
DRAWS = 200_000


@pytest.fixture(scope="module")
def code():
    return load_module(FILE)


@pytest.fixture(scope="module")
def probability(code):
    """Density of a lag, or probability of having no lag to show."""
    given = [pt.as_tensor(x) for x in (LOGIT, MIDDLE, SPREAD, AGE, GIVEN_UP)]

    def at(lag):
        log = code._log_worked(pt.as_tensor(float(lag)), *given)
        return float(np.exp(log.eval(mode="FAST_COMPILE")))

    return at


def test_probabilities_add_up_to_1(code, probability):
    worked, _ = quad(probability, 1e-3, AGE, epsrel=1e-4)
    least = quad(probability, 1e-3, code.AT_ONCE)[0]
    whole = worked + probability(code.NEVER) + probability(code.OPEN)
    assert whole == pytest.approx(1, abs=2e-3 + least)


@pytest.mark.parametrize("kind", ["NEVER", "OPEN"])
def test_what_is_drawn_has_them(code, probability, kind):
    shape = np.zeros(DRAWS)
    drawn = code._random_worked(
        LOGIT + shape,
        MIDDLE + shape,
        SPREAD,
        AGE + shape,
        GIVEN_UP,
        rng=np.random.default_rng(1),
    )
    share, truth = (drawn == getattr(code, kind)).mean(), probability(getattr(code, kind))
    assert abs(share - truth) < 4 * np.sqrt(truth * (1 - truth) / DRAWS)
