"""Claims held against the posterior of the real case."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.claims import NO_EFFECT, SETS, Values, _conditional, _effect, hold, sized
from stakes.case.reading.python_files import effect_of
from stakes.errors import CaseError
from stakes.inference.drawn.draw_sets import fewer


@pytest.mark.slow
def test_claims_are_probabilities_with_errors(real_case, real_fit, real_weights):
    table = hold(real_case, real_fit, real_weights)
    assert list(table["claim"].values) == [
        name for name, claim in real_case.claims.items() if claim.testable
    ]
    assert ((table["probability"] >= 0) & (table["probability"] <= 1)).all()
    assert (table["se"] > 0).all()  # none is taken for certain
    draws = fewer(real_fit["posterior"].to_dataset(), SETS)
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


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("share", [1.0, 0.2])
def test_an_effect_has_mean_and_quantiles_with_their_errors(seed, share):
    """Over repetitions, of an exponential that is one on average: against its own quantiles."""
    rng, found = np.random.default_rng(seed), []
    true = {"mean": 1.0, "lower": -np.log(0.95), "median": np.log(2.0), "upper": -np.log(0.05)}
    for _ in range(200):
        x = np.where(rng.random((4, 500)) < share, rng.exponential(size=(4, 500)), np.nan)
        found.append(sized(x))
    for name, value in true.items():
        each, errors = (np.array([f[k] for f in found]) for k in (name, f"{name}_se"))
        assert abs(each.mean() - value) < 4 * each.std() / np.sqrt(200) + 0.01 * value, name
        assert 0.8 < errors.mean() / each.std() < 1.25, name
    assert np.mean([f["given"] for f in found]) == pytest.approx(share, abs=0.01)


def test_an_effect_by_draws_that_keep_their_value_for_long_is_known_less_well():
    rng = np.random.default_rng(1)
    each = rng.normal(size=(4, 500))
    slow = np.repeat(each[:, :50], 10, axis=1)
    for name in ("mean_se", "median_se", "upper_se"):
        assert sized(slow)[name] > 2 * sized(each)[name]


def test_the_effect_of_a_condition_that_never_holds_is_not_known():
    found = sized(np.full((2, 10), np.nan))
    assert found["given"] == 0.0
    assert found.keys() == NO_EFFECT.keys()
    assert all(np.isnan(x) for name, x in found.items() if name != "given")


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (lambda beliefs, values: beliefs["unheard"], r"cannot be used \(KeyError"),
        (lambda beliefs, values: beliefs["rate"] / 0, "must return a number for each draw, or NaN"),
    ],
)
def test_code_of_an_effect_that_goes_wrong_is_a_line(returned, said):
    draws = xr.Dataset({"rate": (("chain", "draw"), np.ones((2, 4)))})
    tree = xr.DataTree.from_dict({"posterior": draws})
    values = SimpleNamespace(case=SimpleNamespace(root=Path("/case")))
    name = effect_of("often")
    with pytest.raises(CaseError, match=f"analysis/claims.py: {name}: .*{name} .*{said}"):
        _effect(SimpleNamespace(**{name: returned}), "often", tree, values)


@pytest.mark.parametrize("seed", range(3))
def test_a_verdict_on_expected_values_is_open_where_their_errors_leave_it_so(seed):
    x = np.random.default_rng(seed).normal(size=(4, 500))
    x -= x.mean()  # a mean of 0 exactly: whatever is added is so many errors
    error = 1 / np.sqrt(x.size)
    draws = [xr.DataArray(x + k * error, dims=("chain", "draw")) for k in (-5, -1, 1, 5)]
    np.testing.assert_array_equal([Values.clearly(d) for d in draws], [0, np.nan, np.nan, 1])
