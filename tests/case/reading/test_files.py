"""Files that are missing, stray, unreadable, outside the case or not what their name says; and all
problems found together.
"""

import os
import shutil
from pathlib import Path

import pytest

from stakes.case.case import open_case
from stakes.errors import CaseError, Problem, instead_of

NEEDED = [
    ("priors/sources.toml", "is missing; add it: the sources"),
    ("priors/evidence/floods.toml", "is missing; add it: the record of floods.csv"),
    ("priors/evidence/floods.csv", "is missing; add it"),
    ("analysis/options.toml", "is missing; add it: what can be done"),
    ("analysis/values.toml", "is missing; add it: attributes and profiles"),
    ("analysis/consequences.py", "is missing; add it: a file that defines consequences"),
    (
        "models/floods.py",
        "is missing; add it: a file that defines add(priors, evidence), or take it out of models "
        "in case.toml",
    ),
]


@pytest.mark.parametrize(("file", "line"), NEEDED)
def test_missing_file(tiny_case, complaints, file, line):
    (tiny_case / file).unlink()
    assert complaints() == [f"{file}: {line}"]


@pytest.mark.parametrize("file", [*dict(NEEDED), "case.toml", "analysis/claims.toml"])
def test_folder_in_place_of_a_file(tiny_case, complaints, file):
    (tiny_case / file).unlink()
    (tiny_case / file).mkdir()
    assert complaints() == [f"{file}: is a folder, not a file; put a file in its place"]


@pytest.mark.parametrize("file", [*dict(NEEDED), "case.toml", "analysis/claims.toml"])
def test_not_utf8(tiny_case, complaints, file):
    data = (tiny_case / file).read_bytes()
    (tiny_case / file).write_bytes(data + b"\n# \xe9t\xe9")
    line = data.count(b"\n") + 2
    assert complaints() == [f"{file}: is not UTF-8 (byte 0xe9 on line {line}); save it as UTF-8"]


@pytest.mark.parametrize(
    "file", ["case.toml", "priors/floods.toml", "priors/evidence/floods.csv", "models/floods.py"]
)
def test_byte_order_mark(tiny_case, complaints, file):
    (tiny_case / file).write_bytes(b"\xef\xbb\xbf" + (tiny_case / file).read_bytes())
    assert complaints() == [f"{file}: begins with a byte order mark; save it as UTF-8 without one"]


@pytest.mark.parametrize("file", [*dict(NEEDED), "case.toml", "priors/works.toml"])
def test_link_out_of_the_case(tiny_case, complaints, file):
    shutil.move(tiny_case / file, tiny_case.parent / "elsewhere")
    (tiny_case / file).symlink_to(tiny_case.parent / "elsewhere")
    [line] = complaints()
    assert "outside the case; copy the file into " in line
    assert line.startswith(
        "case.toml: models[0]: models/floods.py lies"
        if file.startswith("models")
        else f"{file}: lies"
    )


def test_link_within_the_case(tiny_case):
    (tiny_case / "models" / "other.py").symlink_to(tiny_case / "models" / "floods.py")
    assert open_case(tiny_case).models


def test_linked_folder_outside(tiny_case, complaints):
    shutil.move(tiny_case / "priors", tiny_case.parent / "elsewhere")
    (tiny_case / "priors").symlink_to(tiny_case.parent / "elsewhere")
    assert complaints()[0] == "priors: lies outside the case; copy the folder into the case"


def test_link_to_itself(tiny_case, complaints):
    (tiny_case / "priors/works.toml").unlink()
    (tiny_case / "priors/works.toml").symlink_to("works.toml")
    [line] = complaints()
    assert line.startswith("priors/works.toml: cannot be read (")
    assert line.endswith("; make it readable")


def test_pipe_does_not_hang(tiny_case, complaints):
    (tiny_case / "analysis/claims.toml").unlink()
    os.mkfifo(tiny_case / "analysis/claims.toml")
    assert complaints() == [
        "analysis/claims.toml: is a device or a pipe, not a file; put a file in its place"
    ]


def test_unreadable_file_and_folder(tiny_case, complaints, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert complaints()[0] == "case.toml: cannot be read (permission denied); make it readable"
    monkeypatch.setattr(os, "listdir", refuse)
    assert "priors: cannot be read (permission denied); make it readable" in complaints()


def test_no_permission(tiny_case, complaints, monkeypatch):
    listed = os.listdir

    def refuse(path="."):
        if str(path).endswith("evidence"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(
        os, "listdir", refuse
    )  # not by the mode of the folder: the superuser may read everything
    assert complaints() == ["priors/evidence: cannot be read (permission denied); make it readable"]


@pytest.mark.parametrize("name", ["notes.txt", ".floods.toml.swp", "floods.TOML", "old.csv"])
def test_stray_prior(tiny_case, complaints, name):
    (tiny_case / "priors" / name).write_text("")
    fix = "remove it: priors holds only topics, sources.toml and evidence"
    assert complaints() == [f"priors/{name}: does not belong here; {fix}"]


@pytest.mark.parametrize("name", ["floods.xlsx", ".floods.csv", "more"])
def test_stray_evidence(tiny_case, complaints, name):
    (tiny_case / "priors/evidence" / name).mkdir()
    fix = "remove it: priors/evidence holds only tables and their records"
    assert complaints() == [f"priors/evidence/{name}: does not belong here; {fix}"]


def test_licence_and_readme_belong(tiny_case):
    for name in ("priors/LICENSE", "priors/README.md", "priors/evidence/README.md"):
        (tiny_case / name).write_text("CC BY 4.0")
    assert "priors/LICENSE" in open_case(tiny_case).fingerprint_files()


def test_no_priors(tiny_case, complaints):
    shutil.rmtree(tiny_case / "priors")
    lines = complaints()
    assert (
        "priors: is missing; add the folder, with sources.toml, a file for each topic and the "
        "folder evidence" in lines
    )
    assert not [line for line in lines if "unknown" in line]


def test_priors_is_a_file(tiny_case, complaints):
    shutil.rmtree(tiny_case / "priors")
    (tiny_case / "priors").write_text("")
    assert complaints()[0].startswith(
        "priors: is a file, not a folder; put a folder in its place, with sources.toml"
    )


def test_no_topic(tiny_case, complaints):
    (tiny_case / "priors/floods.toml").unlink()
    (tiny_case / "priors/works.toml").unlink()
    assert complaints() == [
        "priors: has no topic; add a file priors/<topic>.toml with its quantities"
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("", "has no header; write the names of the columns on the first line")]
)
def test_empty_table(tiny_case, complaints, text, line):
    (tiny_case / "priors/evidence/pacts.csv").write_text(text)
    assert complaints() == [f"priors/evidence/pacts.csv: {line}"]


def test_header_alone(tiny_case, complaints):
    (tiny_case / "priors/evidence/pacts.csv").write_text("pact,ended,known_from,source,verified\n")
    assert complaints() == [
        "priors/evidence/pacts.csv: has no rows; add the observations, or remove the table and "
        "its record"
    ]


def test_no_case(tmp_path):
    with pytest.raises(CaseError) as error:
        open_case(tmp_path)
    fix = "name the folder of a case, or begin one with `stakes new`"
    assert str(error.value) == f"case.toml: not found in {tmp_path} or any folder above it; {fix}"


def test_no_such_place(tmp_path):
    with pytest.raises(CaseError) as error:
        open_case(tmp_path / "nowhere")
    assert str(error.value) == f"{tmp_path / 'nowhere'}: does not exist; name the folder of a case"


def test_all_problems_at_once(tiny_case, complaints):
    edits = {
        "case.toml": ("seed = 7", "seed = -7"),
        "priors/sources.toml": ('grade = "D"', 'grade = "Z"'),
        "priors/floods.toml": ("[0.1, 0.3, 0.9]", "[0.9, 0.3, 0.1]"),
        "priors/works.toml": ('"normal"', '"norml"'),
        "priors/evidence/floods.toml": ("left_out", "left"),
        "priors/evidence/floods.csv": ("2009,0,", "2009,-1,"),
        "priors/evidence/pacts.csv": ("2005-01-31", "2005-01-32"),
        "models/floods.py": ("import pymc as pm", "import os"),
        "analysis/options.toml": ('baseline = "wait"', "baseline = 1"),
        "analysis/values.toml": ("leak = 3.0", "leek = 3.0"),
        "analysis/claims.toml": ("number = 2", "number = 1"),
        "analysis/consequences.py": ("import numpy as np", "import os"),
    }
    for file, (old, new) in edits.items():
        (tiny_case / file).write_text((tiny_case / file).read_text().replace(old, new, 1))
    (tiny_case / "priors/notes.txt").write_text("")
    assert complaints() == [
        "case.toml: seed: is -7, below 0; give 0 or more",
        "priors/notes.txt: does not belong here; remove it: priors holds only topics, "
        "sources.toml and evidence",
        "priors/sources.toml: sources.recalled.grade: 'Z' is not known here; use one of A, B, C, D",
        "priors/floods.toml: quantities.flood_rate.quantiles: quantiles are out of order (0.9, "
        "0.3, 0.1); "
        "give them as 5 %, 50 %, 95 % in rising order",
        "priors/works.toml: quantities.effect.distribution: unknown distribution 'norml'; did you "
        "mean 'normal'?",
        "priors/evidence/floods.toml: left_out: is missing; add it",
        "priors/evidence/floods.toml: left: unknown key 'left'; did you mean 'left_out'?",
        "priors/evidence/floods.csv: line 3, floods: -1 is below 0; give 0 or more, or set min in "
        "the record",
        "priors/evidence/pacts.csv: line 2, ended: 2005-01-32 does not exist; write a day of the "
        "calendar",
        "models/floods.py: line 1: imports os; import only stakes, pymc, pytensor, numpy, xarray",
        "analysis/options.toml: baseline: is 1, not text; write it in quotes",
        "analysis/values.toml: profiles.engineer.weights.leek: unknown attribute 'leek'; did you "
        "mean 'leak'?",
        "analysis/claims.toml: claims.old.number: is 1, the number of claim 'often'; give each "
        "claim its own number",
        "analysis/consequences.py: line 1: imports os; import only numpy, xarray, stakes",
    ]


def test_a_broken_file_blames_no_other(tiny_case, complaints):
    (tiny_case / "priors/sources.toml").write_text("[sources")
    (tiny_case / "priors/floods.toml").write_text("topic =")
    assert [line.split(":")[0] for line in complaints()] == [
        "priors/sources.toml",
        "priors/floods.toml",
    ]


def test_problem_is_one_line():
    problem = Problem("a.toml", "key\nwith a break", "is wrong \udcff", "mend it")
    assert str(problem) == "a.toml: key with a break: is wrong \\udcff; mend it"
    assert str(Problem("a.toml", "", "is missing", "add it")) == "a.toml: is missing; add it"


def test_advice():
    assert instead_of("colour", ["color", "size"]) == "did you mean 'color'?"
    assert instead_of("x", ["color", "size"]) == "use one of color, size"
    assert instead_of("x", ["color"], "add it") == "add it"
    assert instead_of("x", []) == "remove it"
    assert instead_of("x", [f"name{i:02}" for i in range(20)]).endswith("name11, ...")
