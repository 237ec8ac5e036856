"""What numbers are, said from the records; the schema in docs/ is that of the records."""

import re
from typing import Any

import pytest

import decision_schema
from stakes.decision_json.decision import Decision
from stakes.decision_json.glossary import json_schema, rules
from stakes.decision_json.records import Record, find, joined


def records() -> dict[str, type[Record]]:
    """Every record by name, as Python knows them."""
    found, todo = {}, [Record]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if kind.__module__.startswith("stakes."):
            found[kind.__name__] = kind
    return {name: kind for name, kind in found.items() if kind is not Record}


def numeric(annotation: Any) -> bool:
    return bool(
        re.search(r"\b(float|int|Number)\b", str(annotation))
    ) and "decision_json" not in str(annotation).replace("decision_json.records.Number", "")


UNSAID = {
    "Power.alpha",
    "Plane.boundary",
    *(f"Sampling.{k}" for k in ("draws", "tune", "chains", "seed")),
}


def test_every_number_says_what_it_is():
    silent = {
        f"{kind.__name__}.{name}"
        for kind in records().values()
        for name, field in kind.model_fields.items()
        if numeric(field.annotation) and "unit" not in (field.json_schema_extra or {})
    }
    assert silent == UNSAID


def test_rules_are_filled_in_and_told_apart():
    made = rules()
    assert len({rule.pattern for rule in made}) == len(made) > 100
    for rule in made:
        assert "{this}" not in rule.meaning
        assert set(re.findall(r"\{(.+?)\}", rule.meaning)) <= set(
            re.findall(r"\{(.+?)\}", rule.pattern)
        ), rule
        assert rule.meaning[0] != ":"
    said = {rule.pattern: rule for rule in made}
    assert (
        said["beliefs.{quantity}.prior.low"].meaning
        == "5 % quantile before the evidence: {quantity}"
    )
    assert said["evpi.mcse"][1:] == (
        "Standard error of: Expected value of perfect information",
        "case",
        "all",
    )
    assert said["break_even.{pair}.value"][2:] == ("quantity", "")


def test_the_schema_in_docs_is_current():
    assert decision_schema.SCHEMA.read_text(encoding="utf-8") == decision_schema.text()


ADDED = {"demands", "subgroups"}  # since the first files of this schema, which lack it


def test_the_schema_asks_for_every_key():
    schema = json_schema()
    assert set(schema["required"]) == set(Decision.model_fields) - ADDED
    assert schema["$defs"]["Option"]["properties"]["p_best"]["unit"] == "share"
    assert schema["additionalProperties"] is False


def test_paths_may_have_dots_in_their_keys():
    class Holder(Record):
        certainty: dict[str, dict[str, float]]

    held = Holder(certainty={"0.0001": {"keep": 2.0}})
    path = ("certainty", "0.0001", "keep")
    assert find(held, path) == 2.0
    assert joined(path) == "certainty.0.0001.keep"
    with pytest.raises(KeyError):
        find(held, ("nothing",))
