"""Quantities set in draws: numbers, arrays and states."""

import numpy as np
import pytest
import xarray as xr

from stakes.case.case import open_case
from stakes.inference.fitting import prior_draws
from stakes.outcomes.option_values import among, check_read, quantities_read, set_to, values_of


@pytest.fixture
def draws():
    rng = np.random.default_rng(4)
    dims = ("chain", "draw")
    by_state = rng.normal([0.0, 10.0], 1.0, (2, 50, 2))
    return xr.Dataset(
        {
            "rate": (dims, rng.gamma(2.0, size=(2, 50))),
            "damage": (dims, by_state[..., 0]),
            "damage_state": (dims, np.zeros((2, 50))),
            "damage_by_state": ((*dims, "damage_level"), by_state),
        },
        {"damage_level": ["low", "high"]},
    )


def test_a_number_and_an_array_are_set_in_every_draw(draws):
    (number,) = set_to(draws, "rate", 2).values()
    assert number.dtype == float
    assert set(number.values.ravel()) == {2.0}
    (array,) = set_to(draws, "rate", 2 * draws["rate"]).values()
    np.testing.assert_allclose(array, 2 * draws["rate"])


def test_a_state_is_set_with_the_quantity_that_it_picks(draws):
    found = set_to(draws, "damage_state", "high")
    assert set(found["damage_state"].values.ravel()) == {1.0}
    np.testing.assert_array_equal(
        found["damage"], draws["damage_by_state"].sel(damage_level="high")
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("damage_state", "middling", r"'middling' is not one of its states \(low, high\)"),
        ("nothing", 1.0, "nothing: no such quantity in the posterior"),
    ],
)
def test_what_cannot_be_set_is_named(draws, name, value, said):
    with pytest.raises(ValueError, match=said):
        set_to(draws, name, value)


def test_what_would_change_nothing_is_named_once():
    check_read(["rate", "damage_state"], ["rate", "damage"])
    with pytest.raises(ValueError, match=r"^cost, size: consequences.py does not read it"):
        check_read(["cost", "rate", "size", "cost"], ["rate"])


ALL_NEEDED = """
from .whole import consequences as whole

def consequences(beliefs, setting):
    {first}
    return whole(beliefs, setting)
"""


@pytest.fixture
def with_code(tiny_case):
    """The tiny case, its consequences after a line of code, and a fit."""

    def made(first):
        held = tiny_case / "analysis" / "consequences.py"
        held.rename(held.with_name("whole.py"))
        held.write_text(ALL_NEEDED.format(first=first), encoding="utf-8")
        case = open_case(tiny_case)
        return case, prior_draws(case)

    return made


def ready(case):
    return [name for name, o in case.options.items() if o.until is None]


def test_options_alone_are_worth_what_they_are_beside_others(with_code):
    case, fit = with_code("pass")
    read = quantities_read(case, fit)
    few = among(case, fit, [], read)
    assert set(few.options) == {case.baseline}
    assert set(ready(case)) > {case.baseline}
    draws = fit["posterior"].to_dataset()
    alone, whole = (values_of(c, fit, [(draws, {})], read) for c in (few, case))
    xr.testing.assert_identical(alone, whole.sel(option=alone["option"]))


@pytest.mark.parametrize(
    "first",
    [
        "assert len(setting.options) > 1",
        "[setting.options[name] for name in {names}]",
    ],
)
def test_where_the_code_needs_all_options_all_are_kept(with_code, tiny_case, first):
    names = ready(open_case(tiny_case))
    case, fit = with_code(first.format(names=names))
    assert among(case, fit, [], quantities_read(case, fit)) is case
