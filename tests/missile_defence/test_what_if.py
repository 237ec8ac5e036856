"""What each mechanism does once it is set: no exposure, a repair that is free and whole, years that
add up, and topics that nothing joins but the named links.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pytensor.graph.traversal import ancestors

from stakes.case.reading.module_loading import load_module
from stakes.inference.model.joint_model import build
from stakes.outcomes.consequence_model import Beliefs, Call

KINDS = ("interceptor", "sensor", "battle")
FEW = 25  # draws that are reckoned one by one


def valued(believed, changes, agreed=True, **parameters):
    """Values by attribute with quantities set and the reader's numbers chosen."""
    case, fit = believed
    draws = fit["posterior"].to_dataset()
    new = {name: draws[name] * 0.0 + value for name, value in changes.items()}
    chosen = {
        name: p.model_copy(update={"value": parameters.get(name, p.value)})
        for name, p in case.parameters.items()
    }
    call = Call(replace(case, parameters=chosen), case.as_of, agreed=agreed)
    return call.values(Beliefs(draws.assign(new)))[0]


@pytest.mark.parametrize(
    ("quantity", "options"),
    [
        ("exposure_warning", ["transparency", "exercises", "warning"]),
        ("exposure_safeguards", ["safeguards"]),
        ("exposure_separate", ["separate_systems"]),
    ],
)
def test_without_exposure_a_compromise_costs_nothing(believed, quantity, options):
    shown, hidden = (
        valued(believed, {"pass_entities": 1.0} | set_).sel(option=options, attribute="leak")
        for set_ in ({}, {quantity: 0.0})
    )
    assert (shown.mean(("chain", "draw", "set")) < 0).all()
    assert not hidden.values.any()


@pytest.fixture(scope="module")
def parts(believed):
    """The parts of consequences, and the numbers and steps that they are given."""
    case, fit = believed
    code = load_module(case.root / "analysis" / "consequences.py")
    package = code.__name__.rpartition(".")[0]
    names = ("compromise", "numbers", "shield")
    found = {n: __import__(f"{package}.effects.{n}", fromlist=["x"]) for n in names}

    def given(**changes):
        draws = fit["posterior"].to_dataset().isel(draw=slice(0, FEW), chain=slice(0, 1))
        new = {name: draws[name] * 0.0 + value for name, value in changes.items()}
        beliefs = Beliefs(draws.assign(new))
        setting = Call(case, case.as_of).setting(beliefs, case.as_of)
        return found["numbers"].Numbers(beliefs, setting), found["numbers"].Steps(
            setting, setting.ends
        )

    return SimpleNamespace(given=given, **found)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("free", [True, False])
def test_what_a_pass_costs_is_the_sum_over_when_it_is_found(parts, kind, free):
    """Of a repair that is free, whole and sure only the first edition's loss is left: what is lost
    from when Iran can use it until the system has adapted.
    """
    whole = {"found_within": 1.0, "repair_restores": 1.0, "repair_chance": 1.0}
    whole |= {f"repair_cost_{k}": 0.0 for k in KINDS}
    n, steps = parts.given(**(whole if free else {}))
    shield = parts.shield.shield(n, steps)
    found = parts.compromise._cost(n, steps, shield, kind)
    loss = parts.compromise._loss(n, shield, kind)
    for draw in range(0, loss.shape[1], 7):
        one = _by_hand(n, steps, loss[:, draw], kind, draw)
        np.testing.assert_allclose(found[:, draw], one, rtol=1e-9, atol=1e-15)
    lived_with = parts.compromise._cost(parts.given(found_within=0.0)[0], steps, shield, kind)
    if free:
        assert (found <= lived_with + 1e-15).all()
        assert found.sum() < lived_with.sum()


def _by_hand(n, steps, loss, kind, draw):
    """Cost of a pass at each step in one draw: found in a later step or never, mended after a while
    from the step that follows.
    """
    data = {"battle": "battle_management"}.get(kind, kind)
    wait = n["repair_time_keys" if kind == "battle" else "repair_time_hardware"][draw]
    start, wait = (round(min(x, 1e3) / steps.length) for x in (n["leak_delay"][draw], wait))
    stay = np.exp(-steps.length / n["found_lag"][draw])
    repaired = n["found_within"][draw] * n.at("repair_chance", data)[draw]
    costs = []
    for t in range(steps.number):
        total = loss[t + start :].sum()
        for f in range(t, steps.number):
            chance = repaired * (1 - stay) * stay ** (f - t)
            saved = loss[max(f + 1 + wait, t + start) :].sum() * n["repair_restores"][draw]
            total += chance * (n[f"repair_cost_{kind}"][draw] * steps.discount[f] - saved)
        costs.append(total)
    return costs


def test_years_at_work_add_up_whatever_the_horizon(believed):
    """Undiscounted, and where nothing ends it, guarding costs the same in every year."""
    never = {"rupture_by_type": 0.0, "end_other": 0.0, "pass_policy": 0.0, "pass_entities": 0.0}
    never |= {"guard_cost": 0.01, "exposure_cost": 0.0}
    case, _ = believed
    years = (case.horizon - case.as_of).days / 365.25
    for beyond in (0, 10):
        found = valued(believed, never, discount_rate=0.0, years_beyond=beyond)
        cost = found.sel(option="information_sharing", attribute="guarding")
        np.testing.assert_allclose(-cost, 0.01 * (years + beyond), rtol=1e-3)


def test_no_evidence_speaks_to_two_topics_at_once(real_case):
    """Each likelihood hangs on numbers of one file alone: topics are independent but for what
    consequences take from Moscow's type.
    """
    model = build(real_case)
    home = {model[name]: file for name, file in model.homes.items() if name in model.named_vars}
    seen = [*model.observed_RVs, *model.potentials]
    for likelihood in seen:
        files = {home[v] for v in ancestors([likelihood]) if v in home}
        assert len(files) == 1, (likelihood.name, files)
    files = {model.homes[rv.name] for rv in model.observed_RVs}
    assert {"moscow", "agreements", "alliance", "compromise", "race", "shield"} <= files
