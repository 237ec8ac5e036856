"""The case as others see it, its claims, its other structure, and what scaling priors does when
sampled again.
"""

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.assessment.sensitivity.scenarios import ENOUGH, THIN, _cell, mixture, views
from stakes.decision.draws.arrays import mcse
from stakes.outcomes.exact.expectations import expectations
from stakes.outcomes.exact.linearity import exact


@pytest.fixture(scope="module")
def how(real_case, real_fit):
    return exact(real_case, real_fit)


@pytest.fixture(scope="module")
def table(real_case, real_fit, real_other, real_weights, how):
    means = expectations(real_case, real_fit, [{}], how).isel(setting=0)
    return views(real_case, real_fit, {"strategic": real_other}, means, real_weights, how)


@pytest.mark.long
@pytest.mark.slow
def test_every_structure_school_and_profile_is_there(real_case, table):
    schools, structures = (
        [v for v in table["view"].values if v.startswith(k)] for k in ("school:", "structure:")
    )
    assert len(schools) == len(real_case.challenges.schools)
    assert len(structures) == len(real_case.structures) == 2
    assert list(table["profile"].values) == ["run", *real_case.profiles]
    assert (table["lead"] >= 0).all()
    assert (table["lead_se"] >= 0).all()


@pytest.mark.long
@pytest.mark.slow
def test_base_structure_is_what_is_believed(table):
    for column in ("best", "lead", "resolved"):
        assert (
            table[column].sel(view="structure:hazard") == table[column].sel(view="believed")
        ).all()


@pytest.mark.long
@pytest.mark.slow
def test_a_school_without_evidence_is_what_if(real_case, real_fit, table, real_weights):
    for name, change in (
        ("critics", {"combat_factor_state": "critics"}),
        ("levers", {"refusal_linkage_state": "lever"}),
    ):
        cell = table.sel(view=f"school:{name}", profile="run")
        value = stakes.net_value(
            stakes.what_if(real_case, real_fit, change), real_weights
        ).drop_sel(option="defer")
        lead = value.sel(option=str(cell["best"].item())) - value.sel(
            option=str(cell["runner_up"].item())
        )
        assert str(cell["best"].item()) == str(stakes.compare(value)["best"].item())
        assert abs(float(cell["lead"]) - float(lead.mean())) < 4 * np.hypot(
            float(cell["lead_se"]), float(mcse(lead))
        ), name
        assert float(cell["lead_se"]) < float(mcse(lead))  # with less noise than if all were drawn
        sizes = real_fit["posterior"].sizes
        assert float(cell["draws"]) == sizes["chain"] * sizes["draw"] / THIN


@pytest.mark.slow
def test_mixture_is_the_average_by_weight_draw_by_draw():
    x = xr.DataArray(
        np.random.default_rng(1).normal(size=(3, 2, 1000)), dims=("structure", "chain", "draw")
    )
    found = mixture(
        {name: x[i] for i, name in enumerate("abc")}, {"a": 1.0, "b": 0.6, "c": 0.4}
    )  # weights need not add up
    np.testing.assert_allclose(found, 0.5 * x[0] + 0.3 * x[1] + 0.2 * x[2], atol=1e-15)


@pytest.mark.long
@pytest.mark.slow
def test_averaged_structures_lie_between_them(real_case, table):
    """Expected leads are linear in the weights, so that of the average is theirs, wherever the same
    two options lead.
    """
    weight = {name: s.weight for name, s in real_case.structures.items()}
    for profile in table["profile"].values:
        cells = [
            table.sel(view=view, profile=profile)
            for view in ("averaged", "structure:hazard", "structure:strategic")
        ]
        if len({(str(c["best"].item()), str(c["runner_up"].item())) for c in cells}) == 1:
            average, hazard, strategic = (float(c["lead"]) for c in cells)
            share = weight["hazard"] / sum(weight.values())
            assert average == pytest.approx(share * hazard + (1 - share) * strategic, abs=1e-9)


def cell(*means, today=(0, 1), draws=1000, seed=1):
    noise = np.random.default_rng(seed).normal(0, 0.1, (4, 250))
    x = np.stack([np.zeros((4, 250)) if m == 0 else m + noise for m in means])
    return _cell(xr.DataArray(x, dims=("option", "chain", "draw")), today, draws)


def test_two_rivals_of_equal_worth_do_not_hide_each_other():
    found = cell(0, 1.0, 1.0)
    assert not found["resolved"]
    assert found["ahead"] == 1


@pytest.mark.parametrize(("mean", "ahead"), [(-1.0, -1), (0.0001, -1), (1.0, 1)])
def test_ahead_is_clear_of_today(mean, ahead):
    assert cell(0, mean)["ahead"] == ahead


def test_few_draws_show_nothing():
    found = cell(0, 1.0, draws=ENOUGH - 1)
    assert not found["resolved"]
    assert found["ahead"] == -1
    assert cell(0, 1.0, draws=ENOUGH)["ahead"] == 1


def test_the_best_of_those_ahead_is_named():
    assert cell(0, 1.0, 2.0)["ahead"] == 2
    assert cell(0, 1.0, 2.0, today=(2, 1))["ahead"] == -1
