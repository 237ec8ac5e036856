"""What follows from each option of the real case: identities draw by draw, and one code path for
chance and certainty.
"""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.decision.draws.arrays import sample_dims
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.option_values import quantities_read

pytestmark = pytest.mark.slow
COOPERATION = ["information_sharing", "separate_systems", "joint_control"]
WEIGHTS = dict.fromkeys(
    ["protection", "veto", "leak", "arms_race", "alliance", "politics", "programme"], 1.0
)


@pytest.fixture(scope="module")
def parts(real_case, real_fit):
    return stakes.consequences(real_case, real_fit)


def few(fit, draws=500):
    """The fit with fewer draws and sets, for tests of identities."""
    thin = fewer(fit["posterior"].to_dataset().isel(draw=slice(0, draws)), 2)
    return xr.DataTree.from_dict({"/": fit.to_dataset(), "posterior": thin})


def test_dims_and_labels(real_case, parts):
    assert parts.dims == ("chain", "draw", "set", "option", "attribute")
    assert list(parts["option"].values) == list(real_case.options)
    assert list(parts["attribute"].values) == list(real_case.attributes)
    assert np.isfinite(parts.values).all()
    assert parts.attrs["unit"] == real_case.unit


def test_attributes_sum_to_the_net_value(parts):
    np.testing.assert_allclose(parts.sum("attribute"), stakes.net_value(parts, WEIGHTS), atol=1e-9)


def test_the_baseline_is_exactly_zero(parts):
    assert not parts.sel(option="go_alone").values.any()


def test_cooperation_protects_before_veto_and_leak_take_from_it(parts):
    assert (parts.sel(option=COOPERATION, attribute="protection") >= 0).all()
    assert (parts.sel(option=COOPERATION, attribute=["veto", "leak"]) <= 1e-15).all()


def _with(option, dimension, level):
    return option.model_copy(update={"levels": option.levels | {dimension: level}})


@pytest.mark.parametrize(
    ("field", "level", "attribute", "option"),
    [
        ("exposure", "none", "leak", "information_sharing"),
        ("exposure", "none", "protection", "information_sharing"),
        ("veto", "none", "veto", "joint_control"),
        ("veto", "none", "veto", "separate_systems"),
        ("agreement", "none", "arms_race", "information_sharing"),
    ],
)
def test_removing_a_cause_removes_its_effect(
    real_case, real_fit, parts, field, level, attribute, option
):
    assert parts.sel(
        option=option, attribute=attribute
    ).values.any()  # there is something to remove
    options = real_case.options | {option: _with(real_case.options[option], field, level)}
    without = stakes.consequences(replace(real_case, options=options), few(real_fit))
    assert not without.sel(option=option, attribute=attribute).values.any()


def test_a_certain_leak_lowers_protection(real_case, real_fit):
    fit = few(real_fit)
    calm = stakes.what_if(real_case, fit, {"leak_hazard": 0.0}).sel(attribute="leak")
    certain = stakes.what_if(real_case, fit, {"leak_hazard": 3.0, "leak_delay": 0.0}).sel(
        attribute="leak"
    )
    assert not calm.values.any()
    assert (certain.sel(option=COOPERATION).mean(sample_dims(certain)) < 0).all()
    assert (certain <= stakes.consequences(real_case, fit).sel(attribute="leak") + 1e-12).all()


def test_setting_a_quantity_at_its_own_draws_changes_nothing(real_case, real_fit):
    fit = few(real_fit)
    draws, unchanged = fit["posterior"].to_dataset(), stakes.consequences(real_case, fit)
    for name in ("leak_hazard", "combat_factor", "race_cost", "sign_to_work", "block_success"):
        for own in (draws[name], draws[name].to_numpy()):
            np.testing.assert_array_equal(
                stakes.what_if(real_case, fit, {name: own}), unchanged, err_msg=name
            )


def test_what_if_sets_a_school(real_case, real_fit):
    fit = few(real_fit)
    critics = stakes.what_if(real_case, fit, {"combat_factor_state": "critics"}).sel(
        option="joint_control", attribute="veto"
    )
    agency = stakes.what_if(real_case, fit, {"combat_factor_state": "agency"}).sel(
        option="joint_control", attribute="veto"
    )
    assert (
        float(agency.mean()) < float(critics.mean()) < 0
    )  # a shield that works has more to lose to a veto


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"no_such_thing": 1.0}, "no such quantity"),
        ({"block_spread": 0.0}, "does not read it"),
        ({"combat_factor_state": "optimists"}, "not one of its states"),
    ],
)
def test_what_if_refuses_what_would_change_nothing(real_case, real_fit, change, message):
    with pytest.raises(ValueError, match=message):
        stakes.what_if(real_case, few(real_fit), change)


# With attacks made common and nothing heavy-tailed, means over simulated outcomes can be held
# against the expectations.
COMMON = {
    "attack_rate": 0.5, "nuclear_2020": 1.0, "nuclear_given_attack": 0.4, "damage_nuclear": 0.01,
    "deaths_nuclear": 1.0,
    "raid": 20.0, "sign_information": 0.8, "sign_separate": 0.7, "sign_joint": 0.9,
    "sign_to_work": 1.0, "leak_hazard": 0.3,
    "leak_loss": 0.5, "erode_cost": 1.0, "erode_information": 0.5, "erode_joint": 0.6,
    "race_cost": 5.0,
}  # fmt: skip


def simulated_gap(case, fit, changes, seed):
    expected = stakes.what_if(case, fit, changes)
    drawn = stakes.what_if(case, fit, changes, simulate=True, seed=seed)
    return gap_and_error(drawn - expected)


def gap_and_error(gap):
    """Mean over all draws, and its error: luck is drawn anew for each, but what is sampled is
    shared by the sets of a draw.
    """
    each = gap.mean("set").stack(sample=("chain", "draw"))
    return each.mean("sample"), each.std("sample") / np.sqrt(each.sizes["sample"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_outcomes_average_to_the_expectations(real_case, real_fit, seed):
    mean, error = simulated_gap(real_case, real_fit, COMMON, seed)
    assert (np.abs(mean) <= 4.5 * error + 1e-12).all(), (mean / error).to_pandas()
    assert (error.sel(option=COOPERATION) > 0).sum() >= 15  # noise there is


def test_simulated_outcomes_under_other_beliefs_do_not(real_case, real_fit):
    wrong = {**COMMON, "leak_hazard": 1.5}
    expected = stakes.what_if(real_case, real_fit, COMMON)
    gap, error = gap_and_error(
        stakes.what_if(real_case, real_fit, wrong, simulate=True, seed=1) - expected
    )
    z = gap / error
    assert abs(float(z.sel(option="information_sharing", attribute="leak"))) > 4.5


def test_event_noise_is_common_to_all_options(real_case, real_fit):
    noisy = stakes.what_if(
        real_case, few(real_fit), COMMON, relative=False, simulate=True, seed=5
    ).sum("attribute")
    assert (
        float(xr.corr(noisy.sel(option="go_alone"), noisy.sel(option="information_sharing"))) > 0.8
    )


def test_absolute_values_differ_from_relative_by_the_same_amount_for_all(
    real_case, real_fit, parts
):
    absolute = stakes.consequences(real_case, real_fit, relative=False)
    shift = absolute - parts
    np.testing.assert_allclose(
        shift,
        shift.sel(option="go_alone", drop=True).broadcast_like(shift).transpose(*shift.dims),
        atol=1e-9,
    )
    assert float(absolute.sel(option="go_alone").sum("attribute").mean()) < 0


def test_given_agreement_magnifies_what_an_agreement_does(real_case, real_fit, parts):
    agreed = stakes.consequences(real_case, few(real_fit), agreed=True).mean(sample_dims(parts))
    hoped = parts.mean(sample_dims(parts))
    assert not agreed.sel(attribute="politics").values.any()  # nothing was pursued in vain
    for attribute in ("protection", "veto", "alliance"):
        assert abs(agreed.sel(option="joint_control", attribute=attribute)) > abs(
            hoped.sel(option="joint_control", attribute=attribute)
        )


def test_a_later_start_leaves_less_time(real_case, real_fit):
    fit = few(real_fit)
    later = fit.copy()
    later.attrs["as_of"] = "2016-06-10"
    now, then = (
        stakes.consequences(real_case, f).mean(("chain", "draw", "set")) for f in (fit, later)
    )
    assert abs(then.sel(option="joint_control", attribute="veto")) < abs(
        now.sel(option="joint_control", attribute="veto")
    )


def test_every_quantity_either_feeds_the_decision_or_a_likelihood(real_case, real_fit):
    read = set(quantities_read(real_case, real_fit))
    # these shape what the evidence says, and act through variables that are read
    inner = {
        "test_success",
        "block_spread",
        "discrepancy_low",
        "discrepancy_medium",
        "discrepancy_missile_defence",
        "detect_ever",
        "detect_lag",
        "sanctions_rate",
        "sanctions_trend",
        "sanctions_dispersion",
        "trend_is_real",
        "race_level",
        "race_cooperation",
        "race_cluster_spread",
        "cooperation_rate",
        "coder_sensitivity",
        "coder_specificity",
        "cooperation_sensitivity",
        "cooperation_specificity",
        "plan_discrepancy",
        "hostile_discrepancy",
        "work_discrepancy_near",
        "work_discrepancy_other",
    }
    reported = {"sanctioned_share"}  # scales a number that is reported only, and says so
    base = {
        name for name, q in real_case.quantities.items() if q.topic != "tech_transfer_strategic"
    }
    assert base - read == inner | reported


def test_every_quantity_of_the_other_structure_is_drawn_by_its_model(real_case):
    from stakes.inference import fitting

    files = [
        path
        for path in real_case.structures["strategic"].models(real_case.root, real_case.models)
        if "strategic" in path.name
    ]
    model = fitting.build(replace(real_case, models=tuple(files)))
    drawn = {label for labels in model.coords.values() for label in labels or ()} | {
        v.name for v in model.free_RVs
    }
    assert {
        name for name, q in real_case.quantities.items() if q.topic == "tech_transfer_strategic"
    } <= drawn
