"""Fingerprints: what a fit and a decision are made from."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.runs.small_run import (
    go,
)

from stakes.runs import store


@pytest.mark.parametrize("change", ["versions", "code"])
def test_other_libraries_or_fitting_code_refit(change, done, sampled, monkeypatch):
    if change == "versions":
        monkeypatch.setattr(store, "versions", lambda: {"pymc": "0"})
    else:
        monkeypatch.setattr(store, "FITTING", store.FITTING[1:])
    go(done)
    assert len(sampled) == 1


def test_code_that_a_fit_runs_through_is_in_its_fingerprint():
    """Every module that fitting imports, at any depth, apart from those that only word and check
    what is read, say what is being done, or where.
    """
    code = (
        "import sys, stakes.inference.structures, stakes.inference.model.variables, "
        "stakes.inference.model.reporting_delay, stakes.inference.model.poisson_mixture\n"
    )
    code += (
        "print(*(m.__file__ for name, m in sys.modules.items() if "
        "name.startswith('stakes.')), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {Path(name) for name in done.stdout.splitlines()}
    assert set(store.fitting_code()) <= loaded
    reading = {
        "case/choices/demands.py",
        "case/choices/stages.py",
        "case/claims.py",
        "case/choices/waiting.py",
        "case/layout.py",
        "case/options.py",
        "case/values.py",
        "case/reading/case_code.py",
        "case/reading/citations.py",
        "case/reading/files.py",
        "case/reading/python_files.py",
        "case/reading/records.py",
        "case/reading/validation.py",
        "case/sensitivity.py",
        "case/sources.py",
        "case/statements/predictions.py",
        "case/structures.py",
        "case/studies.py",
        "decision/draws/chunks.py",
        "errors.py",
        "processors.py",
        "progress.py",
    }
    others = {
        path.relative_to(store.PACKAGE).as_posix()
        for path in loaded - set(store.fitting_code())
        if path.name != "__init__.py"
    }
    assert others <= reading


def test_a_file_counts_by_its_path_not_by_its_name_alone(tmp_path):
    for name, text in {"a/x.py": "1", "b/x.py": "2", "c/a/x.py": "2", "c/b/x.py": "1"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    one = store._hash({}, (tmp_path, [tmp_path / "a/x.py", tmp_path / "b/x.py"]))
    other = store._hash({}, (tmp_path / "c", [tmp_path / "c/b/x.py", tmp_path / "c/a/x.py"]))
    assert one != other
