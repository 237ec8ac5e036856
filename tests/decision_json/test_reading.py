"""A decision read back: whole and the same, from earlier files where that can be, else refused in
one line.
"""

import json
import shutil

import pytest
from tests.decision_json.decision_files import EARLIER, find_in, leaves, refused

import stakes
from stakes.decision_json.decision import SCHEMA, Decision
from stakes.decision_json.reading import as_json, read_decision
from stakes.decision_json.records import find
from stakes.errors import CaseError


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


def test_a_folder_or_a_file_will_do(tmp_path):
    shutil.copy(EARLIER, tmp_path / "decision.json")
    assert (
        read_decision(tmp_path)
        == read_decision(tmp_path / "decision.json")
        == read_decision(EARLIER)
    )
