"""Claims held against the posterior of the real case."""

import numpy as np
import pytest

from stakes.assessment.claims import _conditional, hold


@pytest.mark.slow
def test_claims_are_probabilities_with_errors(real_case, real_fit, real_weights):
    table = hold(real_case, real_fit, real_weights)
    assert list(table["claim"].values) == [
        name for name, claim in real_case.claims.items() if claim.testable
    ]
    assert ((table["probability"] >= 0) & (table["probability"] <= 1)).all()
    assert (table["se"] > 0).all()  # none is taken for certain
    draws = real_fit["posterior"].to_dataset()
    assert float(table["probability"].sel(claim="tracking")) == pytest.approx(
        float((draws["track_gain"] >= 0.1).mean())
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_conditional_claim_is_a_ratio_with_its_error(seed):
    """Over repetitions: the condition holds in 0.2 of the draws, the claim in 0.3 of those."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(300):
        given = rng.random((4, 500)) < 0.2
        holds = np.where(given, (rng.random((4, 500)) < 0.3) * 1.0, np.nan)
        found.append(_conditional(holds, given))
    shares, errors = np.transpose(found)
    assert abs(shares.mean() - 0.3) < 4 * shares.std() / np.sqrt(300)
    assert 0.85 < errors.mean() / shares.std() < 1.15


def test_a_condition_that_never_holds_leaves_all_open():
    never = np.zeros((2, 10), bool)
    assert _conditional(np.full((2, 10), np.nan), never) == (0.5, 0.5)
