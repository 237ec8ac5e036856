"""The gallery: complete cases, short, from sources that are named, that check and run."""

import shutil
from pathlib import Path

import pytest
from tests.runs.small_run import go, seen

from stakes.authoring.gallery import MINIMAL, STARTER, case_like, cases
from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.new import new_case

EXAMPLES = Path(__file__).parents[2] / "examples"
GALLERY = sorted(path.name for path in EXAMPLES.iterdir() if path.name != MINIMAL)
BEST = {
    "chemotherapy": {"standard", "novel"},  # too close to call with a few draws
    "dike": {"now", "high", "steps"},
    "oil_field": {"sound"},
    "patching": {"week"},
}
PASSES, FAILS = "passes", "fails"
HELD = {  # what the files ask beside weights, and what comes of it
    "chemotherapy": lambda d: (
        {n: g["best"] for n, g in d["subgroups"]["groups"].items()}
        == {"robust": "standard", "frail": "novel"}
    ),
    "dike": lambda d: (
        d["demands"]["allowed"]
        == {"keep": FAILS, "now": PASSES, "steps": PASSES, "high": PASSES, "watch": FAILS}
    ),
    "patching": lambda d: d["demands"]["best_allowed"] in ("week", ""),
}
DATA, CODE = 200, 100  # lines at most, without blank ones


def files(root, *suffixes):
    found = (p for p in root.rglob("*") if p.suffix in suffixes)
    return sorted(p for p in found if not {"__pycache__", "results"} & set(p.parts))


def lines(root, *suffixes):
    texts = (path.read_text(encoding="utf-8") for path in files(root, *suffixes))
    return sum(bool(line.strip()) for text in texts for line in text.splitlines())


def copied(name, folder):
    new_case(folder / name, name)
    return folder / name


def test_the_gallery_is_what_a_case_can_be_begun_with():
    assert set(BEST) == set(GALLERY)
    assert list(cases()) == [STARTER, *sorted([MINIMAL, *GALLERY])]


@pytest.mark.parametrize("name", GALLERY)
def test_an_example_is_short(name):
    assert lines(EXAMPLES / name, ".toml", ".csv") < DATA
    assert lines(EXAMPLES / name, ".py") < CODE


@pytest.mark.parametrize("name", GALLERY)
def test_an_example_names_its_sources(name):
    case = open_case(EXAMPLES / name)
    assert [s.id for s in case.sources.values() if not s.url.startswith("http")] == []
    data = [q for q in case.quantities.values() if q.basis != "expert judgement"]
    assert len(data) >= 2
    assert [q.id for q in data if not q.sources] == []
    judged = [q for q in case.quantities.values() if q.basis == "expert judgement"]
    assert [q.id for q in judged if q.grade in ("A", "B")] == []


def test_the_smallest_case_is_small():
    assert len(files(EXAMPLES / MINIMAL, ".toml", ".py", ".csv")) == 5
    every = files(EXAMPLES / MINIMAL, ".toml", ".py", ".csv")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in every) < 60


def test_a_name_that_is_none_is_refused_with_the_nearest():
    with pytest.raises(CaseError, match="no example 'oilfield'; did you mean 'oil_field'"):
        case_like("oilfield")


@pytest.mark.parametrize("name", [MINIMAL, *GALLERY])
def test_a_copy_is_whole(name, tmp_path):
    root = copied(name, tmp_path)
    assert [p.relative_to(root) for p in files(root, ".toml", ".csv", ".py")] == [
        p.relative_to(EXAMPLES / name) for p in files(EXAMPLES / name, ".toml", ".csv", ".py")
    ]
    assert open_case(root).title


def test_the_smallest_case_runs(tmp_path):
    root = copied(MINIMAL, tmp_path)
    decision, _ = go(root, draws=200, tune=50, chains=2)
    assert decision["best"] == "open"
    assert "The case holds no claims." in seen(root)


@pytest.mark.slow
@pytest.mark.parametrize("name", GALLERY)
def test_an_example_runs_and_reports(name, tmp_path):
    root = copied(name, tmp_path)
    shutil.rmtree(root / "results", ignore_errors=True)
    decision, _ = go(root, draws=400, tune=400, chains=2, allow_unconverged=True)
    assert decision["best"] in BEST[name]
    assert decision["evpi"]["value"] > 0
    assert HELD.get(name, dict)(decision) is not False
    assert open_case(root).title in seen(root)
