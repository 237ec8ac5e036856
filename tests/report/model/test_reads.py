"""What reads what, from the text of a case's code."""

from types import SimpleNamespace

import pytest

from stakes.report.model.reads import topics_of_attributes

CODE = """
from .effects.race import race

def consequences(beliefs, setting):
    world = {"attacks": beliefs["attacks"]}
    loss = beliefs["damage"] * world["attacks"]
    return _parts(harm=-loss, money=cost(beliefs), race=race(beliefs))

def cost(b):
    price = b["price"]
    return price * 2

def _parts(**parts):
    return parts
"""
RACE = """
def race(n):
    return n["answer"] + twice(n)

def twice(n):
    return 2 * n["sincere"]
"""
TOPICS = {
    "attacks": "threat",
    "damage": "threat",
    "price": "town",
    "answer": "race",
    "sincere": "moscow",
}


@pytest.fixture
def case(tmp_path):
    (tmp_path / "analysis/effects").mkdir(parents=True)
    (tmp_path / "analysis/consequences.py").write_text(CODE)
    (tmp_path / "analysis/effects/race.py").write_text(RACE)
    return SimpleNamespace(
        root=tmp_path,
        models=(),
        topics=dict.fromkeys(("threat", "town", "race", "moscow"), ""),
        quantities={q: SimpleNamespace(topic=t) for q, t in TOPICS.items()},
        attributes=dict.fromkeys(("harm", "money", "race"), ""),
    )


def test_what_enters_an_attribute_directly_or_through_what_it_calls(case):
    assert topics_of_attributes(case) == {
        "harm": ["threat"],
        "money": ["town"],
        "race": ["race", "moscow"],
    }


def test_what_a_model_file_registers_belongs_to_its_topic(case):
    (case.root / "town.py").write_text('def add(p, e):\n    pm.Deterministic("size", p["price"])\n')
    case.models = (case.root / "town.py",)
    text = (case.root / "analysis/consequences.py").read_text()
    (case.root / "analysis/consequences.py").write_text(text.replace('b["price"]', 'b["size"]'))
    assert topics_of_attributes(case)["money"] == ["town"]


def test_code_that_cannot_be_read_says_nothing(case):
    (case.root / "analysis/consequences.py").write_text("def consequences(:")
    assert topics_of_attributes(case)["harm"] == []
