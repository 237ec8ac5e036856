"""Claims held against the posterior of the real case."""

import pytest

import stakes
from stakes.assessment.claims import hold


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
    value = stakes.net_value(
        stakes.consequences(real_case, real_fit, weights=real_weights), real_weights
    ).drop_sel(option="defer")
    alone = float((value.sel(option="go_alone") >= value).all("option").mean())
    assert float(table["probability"].sel(claim="not_now")) == pytest.approx(alone)
