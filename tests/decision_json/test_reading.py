"""A decision read back: whole and the same, from earlier files where that can be, else refused in
one line.
"""

import copy
import json
import shutil
from pathlib import Path

import pytest

import stakes
from stakes.decision_json.decision import SCHEMA, Decision
from stakes.decision_json.reading import as_json, read_decision
from stakes.decision_json.records import find
from stakes.errors import CaseError

EARLIER = (
    Path(__file__).parents[1] / "truth" / "earlier_decision.json"
)  # of the starter case, by schema 1


@pytest.fixture(scope="module")
def earlier():
    return json.loads(EARLIER.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def present():
    return json.loads(as_json(read_decision(EARLIER)))


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


def test_every_number_of_an_earlier_file_is_read(earlier):
    decision = read_decision(EARLIER)
    dropped = [
        path
        for path, _ in leaves(earlier)
        if "shapley" in str(path[-1]) and path[:2] == ("importance", "quantities")
    ]
    assert all(find_in(earlier, path) is None for path in dropped)
    kept = {path: value for path, value in leaves(earlier) if path not in dropped}
    assert len(kept) > 1000
    assert {path: find(decision, path) for path in kept} == kept
    assert decision.schema_version == SCHEMA


def find_in(node, path):
    for key in path:
        node = node[key]
    return node


def test_what_is_written_is_read_as_the_same(tmp_path):
    decision = stakes.read_decision(EARLIER)
    (tmp_path / "decision.json").write_text(as_json(decision), encoding="utf-8")
    assert stakes.read_decision(tmp_path) == decision
    assert as_json(stakes.read_decision(tmp_path)) == as_json(decision)


def test_counts_are_whole_numbers():
    decision = read_decision(EARLIER)
    counts = [box.restricted for box in decision.discover.boxes] + [
        v.draws for v in decision.views.values()
    ]
    assert counts
    assert all(type(count) is int for count in counts)


def test_nothing_can_be_assigned():
    decision = read_decision(EARLIER)
    with pytest.raises(ValueError, match="frozen"):
        decision.best = "other"
    with pytest.raises(ValueError, match="frozen"):
        decision.options[decision.best].expected = 1.0


def numbers_of(present):
    return [
        path
        for path, value in leaves(present)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def test_a_file_with_one_number_taken_out_is_refused_by_its_name(tmp_path, present):
    paths = {
        tuple("*" if isinstance(k, int) else k for k in p[:1] + p[-1:]): p
        for p in numbers_of(present)
        if named(present, p)
    }
    assert len(paths) > 80
    for path in paths.values():
        torn = json.loads(json.dumps(present))
        del find_in(torn, path[:-1])[path[-1]]
        if path != ("schema_version",):  # without it, the file is one of schema 1
            assert (
                refused(tmp_path, torn)
                == f": {'.'.join(map(str, path))}: is missing; make it again with `stakes run`"
            )


def named(present, path) -> bool:
    """Whether the last key of a path is a field, and no id or place."""
    holder = find(Decision.model_validate_json(json.dumps(present)), path[:-1])
    return hasattr(type(holder), "model_fields")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            ("options", "raise", "expected"),
            "1.5",
            ": options.raise.expected: is '1.5': input should be a valid number",
        ),
        (
            ("options", "raise", "expected"),
            None,
            ": options.raise.expected: is None: input should be a valid number",
        ),
        (("seed",), 2.5, ": seed: is 2.5: input should be a valid integer"),
        (("resolved",), 1, ": resolved: is 1: input should be a valid boolean"),
        (
            ("options", "raise", "height"),
            2.0,
            ": options.raise.height: is not known to this schema",
        ),
        (
            ("schema_version",),
            99,
            f": schema_version: is 99, and this program reads up to {SCHEMA}",
        ),
        (
            ("schema_version",),
            "x",
            f": schema_version: is 'x', and this program reads up to {SCHEMA}",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, present, path, value, said):
    wrong = json.loads(json.dumps(present))
    find_in(wrong, path[:-1])[path[-1]] = value
    assert refused(tmp_path, wrong).startswith(said)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", '"options"'])
def test_a_torn_file_is_refused(tmp_path, content):
    assert (
        refused(tmp_path, content) == ": is torn, or no decision; make it again with `stakes run`"
    )


def test_no_file_is_refused(tmp_path):
    with pytest.raises(CaseError, match="does not exist; make it again"):
        stakes.read_decision(tmp_path / "decision.json")


def test_an_earlier_file_that_lacks_whole_entries_is_read(tmp_path, earlier):
    core = (
        "case",
        "as_of",
        "unit",
        "profile",
        "seed",
        "options",
        "best",
        "resolved",
        "too_close_to_call",
        "evpi",
        "attributes",
    )
    old = copy.deepcopy({key: earlier[key] for key in (*core, "diagnostics")})
    for option in old["options"].values():
        option.pop("cvar_mcse", None)
    (tmp_path / "decision.json").write_text(json.dumps(old), encoding="utf-8")
    decision = read_decision(tmp_path)
    assert decision.options[decision.best].cvar_mcse is None
    assert (decision.tornado.quantities, decision.confidence, decision.views) == ({}, None, {})
    del old["evpi"]
    assert refused(tmp_path, old).startswith(": evpi: is missing")


def test_a_folder_or_a_file_will_do(tmp_path):
    shutil.copy(EARLIER, tmp_path / "decision.json")
    assert (
        read_decision(tmp_path)
        == read_decision(tmp_path / "decision.json")
        == read_decision(EARLIER)
    )
