"""What can be done: at least two options, and what arrives for one that waits."""

import pytest

from stakes.case.options import Option, traits


def test_a_choice_needs_two_options_today(tiny_case, complaints):
    text = (tiny_case / "analysis/options.toml").read_text(encoding="utf-8")
    start, end = text.index("[options.dam]"), text.index("[options.later]")
    (tiny_case / "analysis/options.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    problem = "has fewer than two options that do not wait; add what else could be done"
    assert complaints() == [f"analysis/options.toml: options: {problem}"]


def test_an_option_that_waits_needs_to_know_what_arrives(tiny_case, complaints):
    (tiny_case / "analysis" / "arrivals.py").unlink()
    (line,) = complaints()
    assert line.startswith("analysis/arrivals.py: is missing, though option '")
    assert line.endswith("' waits; add the file, or take out what needs it")


def test_levels_and_amounts_are_read_by_their_names():
    dam = Option(
        id="dam",
        label="Dam",
        description="To dam.",
        levels={"bank": "left_side"},
        amounts={"height": 2.5},
    )
    assert (dam.bank, dam.height) == ("left_side", 2.5)
    assert traits(dam, {"height": "m"}) == ["bank: left side", "height: 2.5 m"]
    with pytest.raises(AttributeError, match="no 'depth'; the case declares bank, height"):
        _ = dam.depth
    with pytest.raises(AttributeError, match=r"has no '_depth'$"):
        _ = dam._depth


def test_an_option_without_any_says_nothing_of_others():
    plain = Option(id="dam", label="Dam", description="To dam.")
    with pytest.raises(AttributeError, match=r"has no 'depth'$"):
        _ = plain.depth
    assert traits(plain, {}) == []
