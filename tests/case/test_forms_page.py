"""Every form that docs/forms.md shows is one that a case may have."""

import re
import tomllib
from pathlib import Path

import pytest

from stakes.case.priors import FORMS, read_priors
from stakes.case.sensitivity import read_challenges
from stakes.case.values import Profile

PAGE = Path(__file__).parents[2] / "docs/forms.md"
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
KEYS = {
    "label": "X",
    "unit": "m",
    "grade": "D",
    "basis": "expert judgement",
    "rationale": "A guess.",
}
NEEDED = {  # what the page's examples name and do not show
    "delay": {"value": 1.0, **KEYS},
    "rise_a_year": {"quantiles": [0.001, 0.004, 0.01], **KEYS},
    "cost": {"quantiles": [1, 2, 4], **KEYS},
}


def shown(block):
    """The document of a topic that a block is part of."""
    found = tomllib.loads(block)
    quantities = dict(found.pop("quantities", {}))
    alone = {key: found.pop(key) for key in FORMS if key in found}
    quantities |= {"x": alone} if alone else {}
    quantities = {name: KEYS | table for name, table in quantities.items()}
    if "correlations" in found:
        quantities |= {"cost": NEEDED["cost"], "delay": NEEDED["cost"]}
    if "trend" in str(quantities):
        quantities["rise_a_year"] = NEEDED["rise_a_year"]
    return {"topic": "t", "label": "T", "quantities": quantities, **found}


OF_VALUES = ("[profiles.", "[subgroups.")


@pytest.mark.parametrize("block", [b for b in BLOCKS if not b.startswith(OF_VALUES)])
def test_beliefs_are_read_as_they_stand(block):
    problems, document = [], shown(block)
    _, found = read_priors({"priors/t.toml": document}, frozenset({"office"}), problems)
    assert [str(problem) for problem in problems] == []
    assert set(found) == set(document["quantities"])


def test_subgroups_are_read_as_they_stand():
    (block,) = [b for b in BLOCKS if "subgroups" in b]
    named = {n: KEYS | {"value": 1.0} for n in ("frailty", "effect", "effect_young")}
    document, problems = {"topic": "t", "label": "T", "quantities": named}, []
    _, quantities = read_priors({"priors/t.toml": document}, None, problems)
    found = read_challenges(tomllib.loads(block), quantities, problems)
    assert [str(problem) for problem in problems] == []
    assert found.subgroups["young"].has == {"frailty": 0.2, "effect": "effect_young"}


def test_a_profile_is_read_as_it_stands():
    (block,) = [b for b in BLOCKS if "profiles" in b]
    town = tomllib.loads(block)["profiles"]["town"]
    assert Profile.model_validate({"id": "town", **town}).constraints["ruin"].chance == 0.01
    for other in re.findall(r"# or (\{.*?\})", block):
        objective = tomllib.loads(f"objective = {other}")["objective"]
        assert Profile.model_validate({"id": "town", **town, "objective": objective})


def test_the_page_shows_every_form_but_those_of_the_starter_case():
    text = "".join(BLOCKS)
    missing = {f for f in FORMS if not re.search(rf"\b{f}\b", text)}
    assert missing <= {"value", "probability", "states"}
