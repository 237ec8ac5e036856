"""What follows from each option, draw by draw: identities, and what removing a cause removes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.missile_defence.asked import called, valued

from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.option_values import quantities_read

ALONE = ["close_file", "go_alone"]
DEALS = [
    "transparency",
    "exercises",
    "warning",
    "one_way",
    "information_sharing",
    "safeguards",
    "separate_systems",
    "joint_control",
    "limits",
]
NEVER_POSITIVE = ["veto", "leak", "guarding", "programme"]


def _with(believed, option, **levels):
    """The case with an option that has other levels."""
    case, fit = believed
    old = case.options[option]
    new = old.model_copy(update={"levels": old.levels | levels})
    return replace(case, options=case.options | {option: new}), fit


@pytest.fixture(scope="module")
def parts(believed):
    return valued(believed)


@pytest.fixture(scope="module")
def agreed(believed):
    return valued(believed, agreed=True)


def test_every_value_is_a_number(believed, parts):
    case, _ = believed
    assert list(parts["attribute"].values) == list(case.attributes)
    assert np.isfinite(parts.values).all()


def test_the_baseline_is_exactly_zero(parts):
    assert not parts.sel(option="keep_talking").values.any()


@pytest.mark.parametrize("attribute", NEVER_POSITIVE)
def test_what_only_costs_never_brings(parts, agreed, attribute):
    for found in (parts, agreed):
        assert (found.sel(attribute=attribute) <= 1e-12).all()


def test_better_tracking_never_harms(parts, agreed):
    for found in (parts, agreed):
        assert (found.sel(attribute="protection") >= 0).all()


def test_who_agrees_on_nothing_has_nothing_but_a_race_and_a_relation(parts):
    rest = parts.sel(option=ALONE).drop_sel(attribute=["arms_race", "politics"])
    assert not rest.values.any()


@pytest.mark.parametrize(
    ("changes", "attribute"),
    [
        ({"track_gain": 0.0}, "protection"),
        ({"pass_policy": 0.0, "pass_entities": 0.0}, "leak"),
        ({"pass_needed": 0.0}, "leak"),
        ({"exposure_cost": 0.0, "guard_cost": 0.0}, "guarding"),
        ({"warning_change": 0.0}, "warning"),
        ({"false_war_rate": 0.0}, "warning"),
        ({"answer_hazard": 0.0}, "arms_race"),
        ({"attributed_strict": 0.0}, "arms_race"),
        ({"refusal_linkage": 0.0, "failed_politics": 0.0, "keep_talking_cost": 0.0}, "politics"),
        ({"interface_transparency": 0.0, "limits_cost": 0.0}, "programme"),
        ({"erosion_lasts": 0.0}, "alliance"),
    ],
)
def test_without_the_cause_there_is_no_effect(believed, parts, changes, attribute):
    assert parts.sel(attribute=attribute).values.any()
    assert np.abs(valued(believed, changes).sel(attribute=attribute)).max() < 1e-9


@pytest.mark.parametrize(
    ("option", "levels", "attributes"),
    [
        ("information_sharing", {"rung": "one_way"}, ["leak", "guarding"]),
        ("joint_control", {"veto": "none"}, ["veto"]),
        ("separate_systems", {"veto": "none"}, ["veto"]),
        ("information_sharing", {"rung": "none"}, ["protection", "leak", "alliance", "programme"]),
    ],
)
def test_without_exposure_veto_or_agreement_there_is_no_cost_of_it(
    believed, agreed, option, levels, attributes
):
    found = valued(_with(believed, option, **levels), agreed=True).sel(option=option)
    assert agreed.sel(option=option, attribute=attributes).values.any(axis=(0, 1, 2)).all()
    assert not found.sel(attribute=attributes).values.any()


def test_a_repair_that_costs_nothing_and_mends_nothing_leaves_the_loss(believed):
    free = {f"repair_cost_{kind}": 0.0 for kind in ("sensor", "interceptor", "battle")}
    on = {"stop_on_suspicion": 0.0}
    loss = valued(believed, free | on | {"repair_restores": 0.0}, agreed=True)
    lived_with = valued(believed, on | {"found_within": 0.0}, agreed=True)
    # an option that stops by rule still stops: it is not compared
    same = [o for o in DEALS if o != "safeguards"]
    for found in (loss, lived_with):
        assert (found.sel(attribute="leak", option="information_sharing") < 0).any()
    np.testing.assert_allclose(
        loss.sel(attribute="leak", option=same),
        lived_with.sel(attribute="leak", option=same),
        rtol=1e-9,
        atol=1e-15,
    )
    mended = valued(believed, free | on, agreed=True)
    assert (mended.sel(attribute="leak") >= loss.sel(attribute="leak") - 1e-12).all()


def test_more_passes_cost_more(believed):
    found = [
        valued(believed, {"pass_entities": rate}, agreed=True).sel(attribute="leak").sum("option")
        for rate in (0.0, 0.1, 1.0)
    ]
    assert (found[1] < found[0]).all()
    assert (found[2] < found[1]).all()


def test_a_stop_on_suspicion_ends_work_and_what_it_brings_and_costs(believed):
    often = {"pass_entities": 1.0, "stop_on_suspicion": 0.0}
    judge = valued(believed, often, agreed=True).sel(option="information_sharing")
    stopping = _with(believed, "information_sharing", on_suspicion="stop")
    stop = valued(stopping, often, agreed=True).sel(option="information_sharing")
    for attribute in ("protection", "guarding"):
        judged, stopped = (np.abs(x.sel(attribute=attribute)) for x in (judge, stop))
        assert (stopped <= judged + 1e-12).all()
        assert float(stopped.mean()) < 0.95 * float(judged.mean())


def test_flows_scale_with_the_horizon(believed, agreed):
    """Ten years more bring more of everything that goes on; nothing turns round."""
    longer = valued(believed, agreed=True, years_beyond=10)
    for attribute in ("protection", "guarding", "leak", "warning"):
        near, far = (x.sel(attribute=attribute, option=DEALS) for x in (agreed, longer))
        ratio = float(np.abs(far).mean() / np.abs(near).mean())
        assert 1.0 < ratio < 5.0, attribute


def test_damage_only_takes_away_what_is_worth_beyond_it(believed, agreed):
    damage = valued(believed, agreed=True, damage_only=1)
    school = valued(believed, {"shield_worth": 0.0}, agreed=True)
    np.testing.assert_allclose(damage, school, atol=1e-12)
    assert np.abs(damage.sel(attribute="veto")).sum() < np.abs(agreed.sel(attribute="veto")).sum()


def test_definitions_are_switches(believed, parts):
    """Where allies do not slow the signing, the coding of erosions changes the alliance alone."""

    def moved(one, other):
        return {a for a in one["attribute"].values
                if not np.allclose(one.sel(attribute=a), other.sel(attribute=a))}  # fmt: skip

    assert moved(parts, valued(believed, answers_broad=1)) == {"arms_race"}
    heedless = {"consensus": 0.0}
    strict, loose = (valued(believed, heedless, erosion_loose=k) for k in (0, 1))
    assert moved(strict, loose) == {"alliance"}


def test_values_do_not_hang_on_how_draws_are_laid_out(believed, parts):
    case, fit = believed
    few = fit["posterior"].to_dataset().isel(draw=slice(0, 3))
    found = Call(case, case.as_of).values(Beliefs(few))[0]
    np.testing.assert_allclose(found, parts.isel(draw=slice(0, 3)), rtol=1e-9, atol=1e-12)


def test_the_plan_alone_leaves_damage_and_a_race(believed):
    level = called(believed)[1].mean(("chain", "draw", "set"))
    assert (level.sel(attribute=["protection", "arms_race"]) < 0).all()
    assert not level.sel(attribute=["leak", "alliance", "warning"]).any()


def test_an_agreement_in_force_magnifies_what_it_does(parts, agreed):
    for attribute in ("protection", "guarding", "alliance", "veto"):
        hoped, given = (
            abs(float(x.sel(option="joint_control", attribute=attribute).mean()))
            for x in (parts, agreed)
        )
        assert given > hoped


def test_a_later_start_leaves_less_time(believed, agreed):
    case, fit = believed
    call = Call(case, case.as_of, agreed=True)
    later = call.values(Beliefs(fit["posterior"].to_dataset()), date(2016, 6, 30))[0]
    here = {"option": "joint_control", "attribute": "guarding"}
    assert abs(float(later.sel(here).mean())) < abs(float(agreed.sel(here).mean()))


def test_every_quantity_feeds_a_choice_or_a_likelihood(believed):
    """Those that are not read shape what evidence says, or what arrives, or a claim."""
    case, fit = believed
    read = set(quantities_read(case, fit))
    shapes = {
        "answers": ["hazard", "period", "episode_spread", "state_other", "plan_discrepancy"],
        "acts": ["signal", "moscow_start", "link_rupture", "rupture_rate"],
        "others": ["detect", "discrepancy", "hostile", "partner_discrepancy", "worth_bias"],
        "spreads": ["worth_spread", "sign_cluster", "erosion_cluster", "repair_", "block_spread"],
        "claims": ["objection_reach", "test_success"],
        "of another definition": ["state_working_broad", "attributed_broad"],
    }
    known = tuple(start for starts in shapes.values() for start in starts)
    unread = [name for name in case.quantities if name not in read]
    assert [name for name in unread if not name.startswith(known)] == []
