"""The ladder: what logic orders is ordered in every draw, and with Moscow's type known topics hang
together by the named links alone.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from stakes.case.reading.module_loading import load_module
from stakes.outcomes.consequence_model import Beliefs, Call

EXPOSURE = [("transparency", "exercises"), ("exercises", "warning"), ("warning", "information")]
TOP = [("information", "safeguards"), ("information", "separate"), ("separate", "joint")]
DEEPER = {
    "exposure": [
        *EXPOSURE,
        ("safeguards", "information"),
        ("separate", "information"),
        ("information", "joint"),
    ],
    "met": [*EXPOSURE, *TOP, ("separate", "limits")],
    "erosion": [*EXPOSURE, *TOP],
    "interface": [*EXPOSURE, *TOP],
    "signing": [
        ("warning", "exercises"),
        ("one_way", "warning"),
        ("information", "warning"),
        ("limits", "information"),
        *((heavier, lighter) for lighter, heavier in TOP),
    ],
}


@pytest.fixture(scope="module")
def ready(believed):
    """The parts of consequences, and the numbers that they are given."""
    case, fit = believed
    code = load_module(case.root / "analysis" / "consequences.py")
    beliefs = Beliefs(fit["posterior"].to_dataset())
    setting = Call(case, case.as_of).setting(beliefs, case.as_of)
    package = code.__name__.rpartition(".")[0]
    parts = {
        name: __import__(f"{package}.effects.{name}", fromlist=["x"])
        for name in ("rungs", "moscow", "numbers", "status")
    }
    numbers = parts["numbers"].Numbers(beliefs, setting)
    steps = parts["numbers"].Steps(setting, setting.ends)
    return SimpleNamespace(n=numbers, steps=steps, options=list(case.options.values()), **parts)


@pytest.mark.parametrize("name", DEEPER)
def test_orders_hold_in_every_draw(ready, name):
    found = getattr(ready.rungs, name)(ready.n)
    for lighter, heavier in DEEPER[name]:
        assert (found[lighter] <= found[heavier] * (1 + 1e-12)).all(), (lighter, heavier)


def test_masses_stay_within_those_of_the_type(ready):
    options = [o for o in ready.options if o.until is None]
    chain = ready.moscow.Chain(ready.n, ready.steps)
    state = ready.status.status(ready.n, ready.steps, chain, options)
    gone = chain.path[:, :, None] - state.talks - state.paper - state.work
    for mass in (state.talks, state.paper, state.work, gone):
        assert mass.min() > -1e-12
    np.testing.assert_allclose(chain.path.sum(axis=1), 1.0)
    assert (state.signed.sum(axis=0) <= 1 + 1e-12).all()
    assert (state.began.sum(axis=0) <= state.signed.sum(axis=0) + 1e-12).all()


def test_the_chain_moves_as_its_steps_do(ready):
    chain = ready.moscow.Chain(ready.n, ready.steps)
    stepped = chain.now
    for _ in range(7):
        stepped = chain.mixed(stepped)
    np.testing.assert_allclose(chain.moved(chain.now, 7), stepped, atol=1e-12)


def test_a_ratio_by_type_has_mean_one_over_the_record(ready):
    for given in ({}, {"partner": 0.2}, {"partner": 0.2, "rival": ready.n["pass_rival"]}):
        found = ready.moscow.ratio(ready.n, **given)
        np.testing.assert_allclose((ready.n["moscow_share"] * found).sum(axis=0), 1.0)
    shifted = ready.moscow.shift(ready.n, 1.0, -2.0)
    np.testing.assert_allclose((ready.n["moscow_share"] * shifted).sum(axis=0), 0.0, atol=1e-12)


LINKS = {
    "link_sign_partner": 0.0, "link_sign_rival": 0.0, "link_work_partner": 0.0,
    "link_work_rival": 0.0, "link_race_rival": 1.0, "link_consent_rival": 0.0,
    "link_sincere_partner": 0.0, "pass_partner": 1.0, "pass_rival": 1.0,
}  # fmt: skip


def test_without_the_links_the_type_tells_nothing(believed):
    """Values do not hang on the type once every named link is cut: nothing else joins topics."""
    case, fit = believed
    draws = fit["posterior"].to_dataset()
    cut = {name: draws[name] * 0.0 + value for name, value in LINKS.items()}
    cut["rupture_by_type"] = draws["rupture_by_type"] * 0.0 + 0.2
    values = [
        Call(case, case.as_of).values(
            Beliefs(draws.assign(cut | {"moscow_type": draws["moscow_type"] * 0.0 + kind}))
        )[0]
        for kind in (1.0, 3.0)
    ]
    np.testing.assert_allclose(values[0], values[1], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("link", [*LINKS, "rupture_by_type"])
def test_every_link_matters(believed, link):
    case, fit = believed
    draws = fit["posterior"].to_dataset().isel(draw=slice(0, 20))
    changed = draws.assign({link: draws[link] * 0.0 + LINKS.get(link, 0.0)})
    plain, cut = (
        Call(case, case.as_of).values(Beliefs(x))[0].sum("attribute") for x in (draws, changed)
    )
    assert not np.allclose(plain, cut)
