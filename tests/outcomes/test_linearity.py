"""In which quantities values are linear, found by trial: and functions that fool."""

import pytest
from tests.outcomes.drawn_case import brute, error, lead, of_all_sets

from stakes.inference.drawn.recipe import recipe_of
from stakes.outcomes.exact.linearity import exact

LINEAR = {
    "itself": ("<effect> + 0.0", {"effect"}),
    "a sum": ("3 * <effect> - <flood_rate> + <cost>", {"effect", "flood_rate", "cost"}),
    "a product": ("<effect> * <flood_rate> + <effect>", {"effect", "flood_rate"}),
    "a product with a number by states": ("<flood_rate> * <damage>", {"flood_rate", "damage"}),
    "with an event": ("<flood_rate> * (1 + <wet_decade>) + <effect>", {"flood_rate", "effect"}),
    "a nonlinear other": ("<flood_rate> * <effect> ** 2", {"flood_rate"}),
    "nil": ("0.0 * <effect>", set()),
}


FOOLS = {
    "a square": ("<effect> ** 2", "effect"),
    "itself times itself": ("<effect> * (<effect> + 1)", "effect"),
    "a threshold": ("(<effect> > 0.5) * 1.0", "effect"),
    "a clip in the far tail": ("<effect>.clip(max=3.5)", "effect"),
    "a clip beyond a thousandth": ("<sign_pact> + (<effect> - 3.8).clip(min=0)", "effect"),
    "a kink in the middle of a symmetric function": ("abs(<effect>)", "effect"),
    "even about the mean at equal distances": ("<effect> ** 3 - 9.549 * <effect>", "effect"),
    "a wave": ("__import__('numpy').sin(<effect> * 40)", "effect"),
    "the greater of two": ("<effect>.where(<effect> > <flood_rate>, <flood_rate>)", "effect"),
    "a rare corner of two": ("((<effect> - 2.4).clip(min=0)) * (<flood_rate> > 1.1)", "effect"),
    "a rare corner of three": (
        "((<effect> - 1.7).clip(min=0)) * (<flood_rate> > 0.9) * (<sign_pact> > 0.8)",
        "effect",
    ),
    "a jump of small weight": ("10 * <flood_rate> + 1e-4 * (<effect> > 2.5)", "effect"),
    "its own double": ("<effect> * <double>", "effect"),
    "its own child": ("<a> * <child>", "a"),
    "its own state": ("<damage> * (<damage_state> == 1)", "damage"),
    "its own states": ("<damage> * <damage_by_state>[..., 0].drop_vars('damage_level')", "damage"),
}


@pytest.mark.parametrize("name", LINEAR)
def test_what_is_linear_is_found(valued, name):
    expression, answer = LINEAR[name]
    case, fit = valued(expression)
    found = set(exact(case, fit).linear)
    assert found - {"cost"} == answer - {"cost"}


def test_what_makes_no_difference_today_stays_drawn(valued):
    """It may make one to an option that waits."""
    case, fit = valued("<flood_rate> + 0 * <effect>")
    assert "effect" not in exact(case, fit).linear


@pytest.mark.parametrize("name", FOOLS)
def test_what_is_not_linear_stays_drawn(valued, name):
    expression, quantity = FOOLS[name]
    case, fit = valued(expression)
    how = exact(case, fit)
    assert quantity not in how.linear
    assert abs(lead(of_all_sets(case, fit, [{}], how)) - brute(case, fit)).max() < 1e-6 + 4 * error(
        case, fit
    )


def test_what_stands_behind_evidence_to_come_stays_drawn(valued):
    case, fit = valued("<effect> + <flood_rate> + <damage> + <a>")
    how, recipe = exact(case, fit), recipe_of(fit["posterior"].to_dataset())
    assert {"effect", "flood_rate", "damage", "a"} <= set(how.linear)
    assert set(how.without(["flood_rate"], recipe).linear) == {"effect", "damage", "a"}
    assert set(how.without(["double", "child"], recipe).linear) == {"flood_rate", "damage"}
    assert "damage" not in how.without(["damage_by_state"], recipe).linear
    assert "damage" not in how.without(["damage_state"], recipe).linear
