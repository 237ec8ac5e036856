"""A valid case: where it is found, what it holds, which files it is made of."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from stakes.case.case import open_case
from stakes.errors import CaseError


def test_found_from_any_place_below(tiny_case, monkeypatch):
    for place in (
        tiny_case,
        tiny_case / "priors/evidence",
        tiny_case / "models/floods.py",
        tiny_case / "case.toml",
    ):
        assert open_case(place).root == tiny_case.resolve()
        assert open_case(str(place)).root == tiny_case.resolve()
    monkeypatch.chdir(tiny_case / "analysis")
    assert open_case().root == tiny_case.resolve()


def test_found_through_a_link(tiny_case):
    (tiny_case.parent / "link").symlink_to(tiny_case)
    assert open_case(tiny_case.parent / "link").root == tiny_case.resolve()


def test_what_it_holds(tiny_case):
    case = open_case(tiny_case)
    assert (case.title, case.question, case.unit, case.seed) == (
        "A tiny case",
        "Should we build the dam?",
        "million euros",
        7,
    )
    assert (case.as_of, case.horizon) == (date(2011, 6, 10), date(2020, 12, 31))
    assert case.models == (tiny_case.resolve() / "models/floods.py",)
    assert case.topics == {
        "floods": "How often and how badly it floods",
        "works": "What the dam does",
    }
    assert list(case.quantities) == [
        "flood_rate",
        "damage",
        "wet_decade",
        "sign_pact",
        "effect",
        "cost",
    ]
    assert case.quantities["cost"].topic == "works"
    assert list(case.evidence) == ["floods", "pacts"]
    assert case.evidence["pacts"].record.use == "reference"
    assert (case.baseline, list(case.options)) == ("wait", ["wait", "dam", "later"])
    assert case.options["later"].until == date(2013, 1, 1)
    assert list(case.attributes) == ["protection", "leak", "money"]
    assert case.parameters["discount_rate"].sweep == (0.01, 0.03, 0.07)
    assert case.claims["often"].statement == "The rate exceeds 0.5."
    assert case.sources["recalled"].url == ""


def test_profiles_weigh_every_attribute(tiny_case):
    profiles = open_case(tiny_case).profiles
    assert profiles["miller"].weights == {"protection": 2, "leak": 2, "money": 0}
    assert profiles["engineer"].weights == {"protection": 1, "leak": 3, "money": 1}
    leak = open_case(tiny_case).attributes["leak"]
    assert [profiles[name].unlike(leak) for name in ("town", "miller", "engineer")] == [
        "",
        "",
        "protection",
    ]


def test_files_of_beliefs_and_of_the_decision(tiny_case):
    (tiny_case / "models/unused.py").write_text("")
    case = open_case(tiny_case)
    assert case.fingerprint_files() == [
        "case.toml",
        "models/floods.py",
        "priors/evidence/floods.csv",
        "priors/evidence/floods.toml",
        "priors/evidence/pacts.csv",
        "priors/evidence/pacts.toml",
        "priors/floods.toml",
        "priors/sources.toml",
        "priors/works.toml",
    ]
    assert case.decision_files() == [
        "analysis/arrivals.py",
        "analysis/claims.py",
        "analysis/claims.toml",
        "analysis/consequences.py",
        "analysis/options.toml",
        "analysis/values.toml",
    ]


def test_as_of_another_day(tiny_case):
    case = open_case(tiny_case)
    earlier, later = (
        case.evidence_as_of(date(2010, 1, 1)),
        case.evidence_as_of(datetime(2012, 3, 1, 12)),
    )
    assert (earlier.as_of, earlier.start) == (date(2010, 1, 1), case.as_of)
    assert (later.as_of, later.start) == (date(2012, 3, 1), date(2012, 3, 1))
    assert (len(earlier["floods"]), len(later["floods"])) == (2, 4)
    with pytest.raises(CaseError) as error:
        case.evidence_as_of(date(2020, 12, 31))
    problem = "the as-of date 2020-12-31 is not before the horizon 2020-12-31"
    assert str(error.value) == f"case.toml: horizon: {problem}; choose an earlier as-of date"


def test_frozen(tiny_case):
    case = open_case(tiny_case)
    with pytest.raises(FrozenInstanceError):
        case.seed = 8
    with pytest.raises(ValidationError):
        case.quantities["cost"].value = 4.0


def test_windows_lines_are_read(tiny_case):
    for path in [*tiny_case.rglob("*.toml"), *tiny_case.rglob("*.py")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert open_case(tiny_case).seed == 7


def test_opening_needs_no_sampler():
    code = (
        "import sys, stakes.case.case; "
        "print(sorted({'pymc', 'arviz', 'arviz_base', 'xarray', 'numba', 'scipy'} & "
        "set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout.strip() == "[]"


def test_data_beside_the_models_count_towards_the_beliefs(tiny_case):
    (tiny_case / "models/rates.csv").write_text("1\n", encoding="utf-8")
    (tiny_case / "models/__pycache__").mkdir(exist_ok=True)
    (tiny_case / "models/__pycache__/floods.cpython-313.pyc").write_bytes(b"")
    found = open_case(tiny_case).fingerprint_files()
    assert [f for f in found if f.startswith("models/")] == ["models/floods.py", "models/rates.csv"]
