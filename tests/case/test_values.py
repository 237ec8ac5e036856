"""Whose weights follow whose, and what a case may leave out of its files."""

import shutil

import pytest

from stakes.case.case import open_case
from stakes.case.values import Attribute, Profile

VALUES = "analysis/values.toml"


@pytest.mark.parametrize(
    ("weights", "found", "unlike"),
    [
        ("protection = 2.0", {"protection": 2, "leak": 2, "money": 1}, ""),
        ("leak = 2.0", {"protection": 1, "leak": 2, "money": 1}, "protection"),
        ("leak = 2.0, protection = 2", {"protection": 2, "leak": 2, "money": 1}, ""),
        ("money = 0", {"protection": 1, "leak": 1, "money": 0}, ""),
    ],
)
def test_an_attribute_weighs_what_the_one_does_that_it_is_like(tiny_case, weights, found, unlike):
    file = tiny_case / "analysis/values.toml"
    file.write_text(file.read_text().replace("leak = 3.0", weights))
    case = open_case(tiny_case)
    profile = case.profiles["engineer"]
    assert profile.weights == found
    assert [profile.unlike(a) for a in case.attributes.values()] == ["", unlike, ""]


def test_without_like_every_attribute_weighs_1(tiny_case):
    file = tiny_case / "analysis/values.toml"
    file.write_text(file.read_text().replace('like = "protection"\n', ""))
    assert open_case(tiny_case).profiles["miller"].weights == {
        "protection": 2,
        "leak": 1,
        "money": 0,
    }


def test_an_attribute_may_say_what_it_weighs_where_a_profile_is_silent(tiny_case):
    file = tiny_case / "analysis/values.toml"
    text = file.read_text().replace('like = "protection"\n', "weight = 0.5\n")
    file.write_text(text.replace("leak = 3.0", "protection = 2.0"))
    case = open_case(tiny_case)
    assert {p: case.profiles[p].weights["leak"] for p in ("miller", "engineer")} == {
        "miller": 0.5,
        "engineer": 0.5,
    }
    file.write_text(text)
    assert open_case(tiny_case).profiles["engineer"].weights["leak"] == 3.0


def test_an_attribute_weighs_what_the_one_like_it_does_where_a_profile_is_silent(tiny_case):
    file = tiny_case / "analysis/values.toml"
    text = file.read_text().replace(
        "[attributes.protection]\n", "[attributes.protection]\nweight = 0.5\n"
    )
    file.write_text(text.replace("leak = 3.0", "money = 2.0"))
    profile = open_case(tiny_case).profiles["engineer"]
    assert profile.weights == {"protection": 0.5, "leak": 0.5, "money": 2.0}


def test_a_weight_and_likeness_exclude_each_other(tiny_case, complaints):
    file = tiny_case / "analysis/values.toml"
    old = 'like = "protection"\n'
    file.write_text(file.read_text().replace(old, old + "weight = 0.5\n"))
    assert complaints() == [
        "analysis/values.toml: attributes.leak.weight: is given besides 'like'; leave out one of "
        "the two"
    ]


def test_kinds_of_claims_are_free_where_none_are_listed(tiny_case):
    file = tiny_case / "analysis/claims.toml"
    file.write_text(
        file.read_text()
        .replace('kinds = ["fact", "forecast"]\n', "")
        .replace('"fact"', '"a boast"')
    )
    assert open_case(tiny_case).claims["old"].kind == "a boast"


def test_claims_may_be_left_out(tiny_case):
    (tiny_case / "analysis/claims.toml").unlink()
    case = open_case(tiny_case)
    assert case.claims == {}
    assert case.absent() == "claims, predictions, studies, structures, schools and thresholds"
    assert case.origin == ""


def test_claims_may_say_of_which_text_they_are(tiny_case):
    file = tiny_case / "analysis/claims.toml"
    assert open_case(tiny_case).origin == ""
    file.write_text(f'origin = "The miller\'s letter of 2010"\n{file.read_text()}')
    assert open_case(tiny_case).origin == "The miller's letter of 2010"


def test_the_text_may_have_an_author_a_date_and_an_address(tiny_case, complaints):
    file = tiny_case / "analysis/claims.toml"
    text = file.read_text()
    assert open_case(tiny_case).byline is None
    file.write_text(
        f'author = "A. Miller"\ndate = "2010-05"\nlink = "https://example.org/"\n{text}'
    )
    by = open_case(tiny_case).byline
    assert (by.author, by.publisher, by.date, by.link) == (
        "A. Miller",
        None,
        "2010-05",
        "https://example.org/",
    )
    file.write_text(f'date = "last May"\nlink = "javascript:alert(1)"\n{text}')
    assert complaints() == [
        "analysis/claims.toml: date: 'last May' is not a date; "
        'write "2011", "2011-06" or "2011-06-10"',
        "analysis/claims.toml: link: 'javascript:alert(1)' is not the address of a page; "
        "begin it with https:// or http://",
    ]


def test_sources_are_asked_for_where_one_is_cited(tiny_case, complaints):
    shutil.rmtree(tiny_case / "priors/evidence")
    (tiny_case / "priors/sources.toml").unlink()
    assert complaints() == ["priors/sources.toml: is missing; add it: the sources"]


def test_a_profile_and_attributes_by_hand():
    kinds = {
        name: Attribute(id=name, label="l", description="d", like=like)
        for name, like in (("a", None), ("b", "a"))
    }
    profile = Profile(id="p", label="l", rationale="r", weights={"a": 2.0, "b": 1.0})
    assert [profile.unlike(kinds[name]) for name in ("a", "b")] == ["", "a"]


@pytest.mark.parametrize("key", ["profiles", "attributes"])
def test_nothing_valued(tiny_case, complaints, key):
    text = (tiny_case / VALUES).read_text()
    (tiny_case / VALUES).write_text(
        "\n\n".join(part for part in text.split("\n\n") if f"[{key}" not in part)
    )
    assert complaints()[0] == f"{VALUES}: {key}: is missing; write at least one table [{key}.<id>]"


def test_parameters_may_be_left_out(tiny_case):
    text = (tiny_case / VALUES).read_text()
    (tiny_case / VALUES).write_text(
        "\n\n".join(part for part in text.split("\n\n") if "[parameters" not in part)
    )
    assert open_case(tiny_case).parameters == {}
