"""A case's Python files are executed once, whoever asks, and again when they have changed."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import util

import pytest

from stakes.case.reading.module_loading import load_module


@pytest.fixture(autouse=True)
def cached_by_python(monkeypatch):
    """As on a machine where nothing forbids it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def executed(monkeypatch):
    """Names of the modules that were made."""
    names, made = [], util.module_from_spec

    def spy(spec):
        names.append(spec.name)
        return made(spec)

    monkeypatch.setattr(util, "module_from_spec", spy)
    return names


def write(path, text, at):
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(at, at))


def test_executed_once_whoever_asks(tmp_path, executed):
    write(tmp_path / "a.py", "x = []", 1)
    with ThreadPoolExecutor(8) as pool:
        modules = list(pool.map(load_module, [tmp_path / "a.py"] * 50))
    assert len(executed) == 1
    assert all(module.x is modules[0].x for module in modules)


def test_executed_again_when_it_has_changed_or_failed(tmp_path, executed):
    path = tmp_path / "a.py"
    write(path, "x = 1", 1)
    assert load_module(path).x == 1
    write(path, "x = 2", 2)
    assert load_module(path).x == 2
    write(path, "raise ValueError('no')", 3)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"^no$"):
            load_module(path)
    assert len(executed) == 4


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.py"):
        load_module(tmp_path / "nothing.py")


def test_what_is_no_python_file_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("x = 1")
    with pytest.raises(ImportError, match=r"notes\.txt cannot be loaded as Python"):
        load_module(tmp_path / "notes.txt")


def test_a_file_finds_the_parts_into_which_it_was_split(tmp_path):
    (tmp_path / "parts").mkdir()
    write(tmp_path / "parts" / "b.py", "from .c import y\nx = y + 1", 1)
    write(tmp_path / "parts" / "c.py", "y = 1", 1)
    write(tmp_path / "a.py", "from .parts.b import x", 1)
    assert load_module(tmp_path / "a.py").x == 2
    write(tmp_path / "parts" / "c.py", "y = 9", 2)  # in the same second, as long as before
    assert load_module(tmp_path / "a.py").x == 10
    assert not list(tmp_path.rglob("*.pyc"))


def test_two_folders_have_parts_of_the_same_name(tmp_path):
    for name, value in (("one", 1), ("two", 2)):
        (tmp_path / name / "parts").mkdir(parents=True)
        write(tmp_path / name / "parts" / "b.py", f"x = {value}", 1)
        write(tmp_path / name / "a.py", "from .parts.b import x", 1)
    assert [load_module(tmp_path / name / "a.py").x for name in ("one", "two")] == [1, 2]
