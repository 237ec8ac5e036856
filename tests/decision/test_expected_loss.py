import pytest

from made_up.options import off, sweep, true_losses, two_parts
from stakes.decision.expected_loss import expected_loss

SEEDS = [1, 2, 3]
CARE = [0.0, 0.25, 0.5, 1.0, 2.0]


@pytest.mark.parametrize("seed", SEEDS)
def test_expected_loss_of_the_linear_normal_case(seed):
    curve = expected_loss(two_parts(seed), sweep())
    assert off(curve, curve["mcse"], true_losses()) < 4
