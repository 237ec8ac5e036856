import numpy as np
import pytest
import xarray as xr

import stakes

SEEDS = [1, 2, 3]
MEANS = np.array([[10.0, 9.8, 7.0, 10.0], [1.0, 5.0, 90.0, 1.0]])
IDS = {"attribute": ["lives", "money"], "option": ["a", "b", "c", "d"]}


def parts(seed, n=4_000):
    """What moves all options alike is large; the last is the first."""
    rng = np.random.default_rng(seed)
    draws = MEANS[:, :, None] + rng.normal(0, 1, (2, 4, n)) + 20 * rng.normal(size=(2, 1, n))
    draws[:, 3] = draws[:, 0]
    return xr.DataArray(draws, IDS, ("attribute", "option", "sample"))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_counts_first_decides(seed):
    found = stakes.lexicographic(parts(seed), ["lives", "money"])
    assert found["verdict"].sel(attribute="lives").values.tolist() == [
        "stays",
        "goes",
        "goes",
        "stays",
    ]
    assert found["kept"].values.tolist() == [True, False, False, True]
    lead = found.sel(attribute="lives", option="c")
    assert abs(lead["lead"] - 3.0) < 4 * lead["lead_mcse"]
    assert lead["lead_mcse"] < lead["mcse"] / 3  # paired


@pytest.mark.parametrize("seed", SEEDS)
def test_slack_hands_the_choice_on(seed):
    found = stakes.lexicographic(parts(seed), ["lives", "money"], {"lives": 1.0})
    assert found["kept"].values.tolist() == [False, True, False, False]
    assert found["verdict"].sel(attribute="money").values.tolist() == ["goes", "stays", "-", "goes"]
    assert found["left"].sel(attribute="money").values.tolist() == [True, True, False, True]


def test_a_lead_at_the_slack_cannot_be_told_and_stays():
    found = stakes.lexicographic(parts(1), ["lives"], {"lives": 0.2})
    row = found.sel(attribute="lives", option="b")
    assert abs(row["lead"] - 0.2) < 4 * row["lead_mcse"]
    assert found["kept"].sel(option="b")


@pytest.mark.parametrize(
    ("order", "slack", "said"),
    [
        ([], {}, "order names none"),
        (["lives", "lives"], {}, "twice"),
        (["lifes"], {}, "order names lifes"),
        (["lives"], {"money": 1.0}, "slack of money"),
        (["lives"], {"lives": -1.0}, "slack of lives"),
    ],
)
def test_what_is_wrong_is_said(order, slack, said):
    with pytest.raises(ValueError, match=said):
        stakes.lexicographic(parts(1, 10), order, slack)


def test_unlabelled_attributes_and_draws_that_are_not_numbers():
    with pytest.raises(ValueError, match="labelled dim"):
        stakes.lexicographic(parts(1, 10).drop_vars("attribute"), ["lives"])
    with pytest.raises(ValueError, match="NaN"):
        stakes.lexicographic(parts(1, 10) * np.nan, ["lives"])
