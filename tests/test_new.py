"""The starter case that `stakes new` copies: a small complete case, copied whole or not at all."""

import os
import shutil
import subprocess
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from stakes import new
from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.new import new_case

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "src/stakes/starter_case"
FILES = sorted(
    path.relative_to(TEMPLATE).as_posix()
    for path in TEMPLATE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)


def below(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def refusal(folder):
    with pytest.raises(CaseError) as error:
        new_case(folder)
    assert len(error.value.problems) == 1
    return str(error.value)


def test_a_copy_is_whole_and_opens_without_problems(tmp_path):
    written = new_case(tmp_path / "mine")
    assert (
        [p.relative_to(tmp_path / "mine").as_posix() for p in written]
        == below(tmp_path / "mine")
        == FILES
    )
    assert all(
        (tmp_path / "mine" / name).read_bytes() == (TEMPLATE / name).read_bytes() for name in FILES
    )
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]
    case = open_case(tmp_path / "mine")
    assert (len(case.topics), len(case.options), len(case.attributes), len(case.profiles)) == (
        2,
        4,
        4,
        3,
    )


def test_the_readme_says_what_every_file_is():
    text = (TEMPLATE / "README.md").read_text(encoding="utf-8")
    files = text[text.index("| `") :].partition("\n\n")[0]
    rows = "".join(line.split("|")[1] for line in files.splitlines())
    assert [name for name in FILES if f"`{name}`" not in rows and name != "README.md"] == []
    assert rows.count("`") == 2 * (len(FILES) - 1)


def test_an_empty_folder_is_filled_even_if_one_stands_in_it(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    new_case(Path())
    assert below(tmp_path / "mine") == FILES
    assert open_case().root == (tmp_path / "mine").resolve()


def test_a_link_to_an_empty_folder_stays(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "far")
    new_case(tmp_path / "mine")
    assert (tmp_path / "mine").is_symlink()
    assert below(tmp_path / "far") == FILES


@pytest.mark.parametrize("name", ["notes.txt", ".hidden"])
def test_a_folder_that_is_not_empty_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    assert refusal(tmp_path) == f"{tmp_path}: is not empty; name a new folder, or an empty one"
    assert below(tmp_path) == [name]


def test_a_second_copy_is_refused(tmp_path):
    new_case(tmp_path / "mine")
    (tmp_path / "mine/case.toml").write_text("mine", encoding="utf-8")
    assert "is not empty" in refusal(tmp_path / "mine")
    assert (tmp_path / "mine/case.toml").read_text(encoding="utf-8") == "mine"


def test_a_file_and_what_lies_below_it_are_refused(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file/mine"):
        assert (
            refusal(place)
            == f"{place}: is a file or lies below one; name a new folder, or an empty one"
        )
    assert below(tmp_path) == ["file"]


def test_a_missing_parent_is_refused(tmp_path):
    assert "lies in a folder that does not exist; make that folder first" in refusal(
        tmp_path / "no/mine"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", denied)
    assert "cannot be written (permission denied); name a folder that can be" in refusal(
        tmp_path / "mine"
    )


def test_a_dangling_link_and_an_impossible_name_are_refused(tmp_path):
    (tmp_path / "mine").symlink_to(tmp_path / "gone")
    refusal(tmp_path / "mine")
    refusal(tmp_path / ("x" * 300))
    refusal(tmp_path / "nul\0l")
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_where_writing_fails(tmp_path, monkeypatch, exists, stop):
    write, count = Path.write_bytes, iter(range(100))

    def full(path, data):
        if next(count) == 5:
            raise stop
        return write(path, data)

    if exists:
        (tmp_path / "mine").mkdir()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CaseError if isinstance(stop, OSError) else KeyboardInterrupt):
        new_case(tmp_path / "mine")
    assert [p.name for p in tmp_path.rglob("*")] == ["mine"] * exists


def test_nothing_is_left_where_moving_fails(tmp_path, monkeypatch):
    rename, count = Path.rename, iter(range(100))

    def busy(path, target):
        if next(count) == 3:
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    assert "device or resource busy" in refusal(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_running_the_template_leaves_is_not_copied(tmp_path, monkeypatch):
    new_case(tmp_path / "stakes")
    (tmp_path / "stakes/models/__pycache__").mkdir()
    (tmp_path / "stakes/models/__pycache__/floods.pyc").write_bytes(b"")
    (tmp_path / "stakes").rename(tmp_path / "starter_case")
    monkeypatch.setattr(new, "files", lambda _: tmp_path)
    new_case(tmp_path / "mine")
    assert below(tmp_path / "mine") == FILES


def test_from_a_zipped_package(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        for name in FILES:
            archive.write(TEMPLATE / name, f"starter_case/{name}")
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        monkeypatch.setattr(new, "files", lambda _: zipfile.Path(archive))
        new_case(tmp_path / "mine")
    assert below(tmp_path / "mine") == FILES


def test_the_package_finds_its_template():
    assert {item.name for item in (files("stakes") / "starter_case").iterdir()} >= {
        name.partition("/")[0] for name in FILES
    }


def test_a_wheel_holds_the_template(tmp_path):
    command = [
        os.environ.get("UV") or shutil.which("uv") or "uv",
        "build",
        "--wheel",
        "--offline",
        "--quiet",
    ]
    try:
        made = (
            subprocess.run(
                [*command, "--out-dir", tmp_path, ROOT],
                capture_output=True,
                timeout=120,
                check=False,
            ).returncode
            == 0
        )
    except OSError:
        made = False
    if not made:
        pytest.skip("uv cannot build a wheel here without a network")
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    held = {
        name.removeprefix("stakes/starter_case/")
        for name in names
        if name.startswith("stakes/starter_case/")
    }
    assert held == set(FILES)
    examples = {path.parent.name for path in (ROOT / "examples").glob("*/case.toml")}
    assert {f"stakes/examples/{name}/case.toml" for name in examples} <= set(names)
    assert "stakes/authoring/problems.toml" in names
