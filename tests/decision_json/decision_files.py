"""Files of decisions, whole and spoilt."""

import json
from pathlib import Path

import pytest

from stakes.decision_json.reading import read_decision
from stakes.errors import CaseError

EARLIER = (
    Path(__file__).parents[1] / "truth" / "earlier_decision.json"
)  # of the starter case, by schema 1


def refused(folder, content) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "decision.json").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as error:
        read_decision(folder)
    assert "\n" not in str(error.value)
    return str(error.value).removeprefix(str(folder / "decision.json"))


def leaves(node, path=()):
    entries = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else None
    )
    if entries is None:
        yield path, node
        return
    for key, value in entries:
        yield from leaves(value, (*path, key))


def find_in(node, path):
    for key in path:
        node = node[key]
    return node
