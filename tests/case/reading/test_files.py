"""Files that are missing, stray, unreadable, outside the case or not what their name says; and all
problems found together.
"""

import os
import shutil
from pathlib import Path

import pytest

from stakes.case.case import open_case
from stakes.errors import CaseError

CLAIMS = "analysis/claims.toml"
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
def test_a_byte_order_mark_is_taken(tiny_case, file):
    (tiny_case / file).write_bytes(b"\xef\xbb\xbf" + (tiny_case / file).read_bytes())
    assert open_case(tiny_case).title


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


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000, "a = " + "9" * 5000, ".".join("a" * 5000) + " = 1"]
)
def test_toml_that_no_parser_takes(tiny_case, complaints, text):
    (tiny_case / CLAIMS).write_text(text)
    assert all(line.startswith(f"{CLAIMS}: ") for line in complaints())
