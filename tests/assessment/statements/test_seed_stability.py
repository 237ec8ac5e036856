"""Nothing that is noise is stated as a finding: seeds are held against each other, and planted
differences are found.
"""

import json
import shutil
from math import hypot
from pathlib import Path

import pytest

import stability
from made_up_record import filled, made_up
from stakes.assessment.statements.listing import statements
from stakes.assessment.statements.readings import OPEN, pays
from stakes.assessment.statements.seed_stability import compare, numbers, walked
from stakes.case.case import open_case
from stakes.decision_json.decision import Decision
from stakes.decision_json.information import Study
from stakes.decision_json.reading import as_json
from stakes.decision_json.records import Record, joined
from stakes.decision_json.stress import Box, Tilt

TEMPLATE = Path(__file__).parents[3] / "src/stakes/starter_case"
BEST = {"best": "act", "options": {"act": {"label": "Act"}}}
BOX = filled(Box, {"limits": {"none": [1.0, None]}}).model_dump(mode="json")
SEEDS, SAMPLING = (1, 2, 3), {"draws": 1000, "tune": 500, "chains": 4}


@pytest.fixture(scope="module")
def decisions(tmp_path_factory):
    """Decisions of the starter case under three seeds."""
    folder = tmp_path_factory.mktemp("seeds")
    case = open_case(
        Path(
            shutil.copytree(TEMPLATE, folder / "case", ignore=shutil.ignore_patterns("__pycache__"))
        )
    )
    return [stability.made(case, folder / str(seed), seed, SAMPLING) for seed in SEEDS]


@pytest.mark.slow
def test_seeds_agree_in_numbers_and_words(decisions):
    found = stability.held(decisions)
    assert found.compared > 1000
    assert found.stated > 200
    assert found.stable, "\n".join(stability.report(found))
    assert len(found.loose) < 0.15 * found.stated


PLANTED = {
    "options.raise.expected": lambda d, far: d["options"]["raise"].__setitem__(
        "expected", far(d["options"]["raise"], "expected", "mcse")
    ),
    "tornado.quantities": lambda d, far: [
        e.__setitem__("low", far(e, "low", "low_se")) for e in d["tornado"]["quantities"].values()
    ],
    "beliefs": lambda d, far: [
        e["posterior"].__setitem__("mean", e["posterior"]["mean"] + 1)
        for e in d["beliefs"].values()
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("path", list(PLANTED))
def test_a_planted_number_is_found(decisions, path):
    other = json.loads(as_json(decisions[0]))
    PLANTED[path](other, lambda record, key, error: record[key] + 9 * (record[error] or 1e-6))
    found = stability.held([decisions[0], Decision.model_validate_json(json.dumps(other))])
    assert not found.stable
    assert found.far
    assert all(row[0].startswith(path) for row in found.far)


def _swap_swings(d):
    names = list(d["tornado"]["quantities"])
    a, b = d["tornado"]["quantities"][names[0]], d["tornado"]["quantities"][names[-1]]
    a["swing"], b["swing"] = b["swing"], a["swing"]


def _other_verdict(d):
    for study in d["studies"].values():
        net = -9.0 if pays(filled(Study, study)) == "yes" else 9.0
        study["sizes"] = {size: e | {"enbs": net} for size, e in study["sizes"].items()}


WORDS = {
    "resolved": lambda d: d.__setitem__("resolved", not d["resolved"]),
    "claim": lambda d: [
        e.__setitem__("probability", 1 - e["probability"]) for e in d["claims"].values()
    ],
    "leader": lambda d: [
        v["profiles"]["run"].update(ahead="insure", best="insure", resolved=True)
        for n, v in d["views"].items()
        if n != "believed"
    ],
    "study": _other_verdict,
    "tornado": _swap_swings,
    "box": lambda d: d["discover"]["boxes"].insert(
        0, json.loads(filled(Box, {"limits": {"none": [1.0, None]}}).model_dump_json())
    ),
    "frontier": lambda d: [x.update(dict.fromkeys(x, "wait")) for x in d["frontier"].values()],
}


@pytest.mark.slow
@pytest.mark.parametrize("about", list(WORDS))
def test_a_planted_statement_is_found(decisions, about):
    other = json.loads(as_json(decisions[0]))
    WORDS[about](other)
    changed = Decision.model_validate_json(json.dumps(other))
    found = compare([numbers(decisions[0])] * 2, [statements(decisions[0]), statements(changed)])
    named = [key for key, _ in (*found.contradicted, *found.loose)]
    assert any(key.startswith(about) for key in named), named


class Rows(Record):
    x: float
    x_se: float
    value: float
    mcse: float
    other: float
    lead: dict[str, float]
    lead_se: dict[str, float]
    grid: tuple[tuple[float, ...], ...]
    grid_se: tuple[tuple[float, ...], ...]


def test_numbers_are_found_with_their_errors_by_name():
    record = Rows(
        x=1.0,
        x_se=0.1,
        value=2.0,
        mcse=0.2,
        other=3.0,
        lead={"o": 1.0},
        lead_se={"o": 0.5},
        grid=((1.0, 2.0),),
        grid_se=((0.1, 0.2),),
    )
    tilts = {"a": filled(Tilt, {"kl": 1.0, "se": None}), "b": filled(Tilt, {"kl": 1.0, "se": 0.3})}
    assert {joined(path): pair for path, pair in walked(record)} == {
        "x": (1.0, 0.1),
        "value": (2.0, 0.2),
        "lead.o": (1.0, 0.5),
        "grid.0.0": (1.0, 0.1),
        "grid.0.1": (2.0, 0.2),
    }
    assert dict(walked(tilts)) == {("b", "kl"): (1.0, 0.3)}
    assert dict(walked((record,))).keys() == {(0, *path) for path in dict(walked(record))}


def test_numbers_of_boxes_go_by_what_they_restrict():
    def boxes(*limits):
        return made_up(
            {
                "discover": {
                    "boxes": [
                        {"limits": each, "density": 0.5, "density_se": 0.1} for each in limits
                    ]
                },
                **BEST,
            }
        )

    one, other = ({"a": [1.0, None], "b": [None, 2.0]}, {"a": [1.5, None]})
    keys = [key for key in numbers(boxes(one, other)) if key.startswith("discover")]
    assert keys == ["discover.boxes.a> b<.density", "discover.boxes.a> b<, then a>.density"]
    assert not set(keys) & set(numbers(boxes(other)))


def test_one_in_a_hundred_may_be_far_but_none_farthest():
    zero = {str(i): (0.0, 1.0) for i in range(100)}
    moved = {
        name: zero | {"7": (x * hypot(1, 1), 1.0)} for name, x in (("far", 4.0), ("farthest", 5.5))
    }
    assert compare([zero, moved["far"]], [{}, {}]).stable
    assert not compare([zero, moved["farthest"]], [{}, {}]).stable
    assert not compare([zero, moved["far"] | {"8": (9.0, 2.0)}], [{}, {}]).stable
    assert not compare(
        [{"a": (0.0, 0.0)}, {"a": (1.0, 0.0)}], [{}, {}]
    ).stable  # an error of 0 is a promise


def test_what_is_open_contradicts_nothing():
    said = [{"a": frozenset({"x"})}, {"a": OPEN}, {"a": frozenset({"x", "y"})}]
    found = compare([{}] * 3, said)
    assert found.stable
    assert [key for key, _ in found.loose] == ["a"]
    assert not compare([{}] * 2, [{"a": frozenset({"x"})}, {"a": frozenset({"y"})}]).stable
