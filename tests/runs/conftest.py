"""One real run of the tiny case, of which each test gets a copy."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.runs.small_run import TINY, go

from stakes.inference import fitting
from stakes.runs import store
from stakes.runs.pipeline import DECISION
from stakes.runs.saved_fits import FIT


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny case, without the option that waits, after one real run; read-only."""
    unwanted = shutil.ignore_patterns("__pycache__", "results")
    root = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("made") / "tiny", ignore=unwanted))
    options = root / "analysis/options.toml"
    text = options.read_text(encoding="utf-8")
    options.write_text(text[: text.index("[options.later]")], encoding="utf-8")
    decision, said = go(root)
    assert said == ["Compiling and sampling the joint model; the first time takes a minute or two."]
    assert decision == json.loads((root / "results" / DECISION).read_text(encoding="utf-8"))
    return root


@pytest.fixture
def done(made: Path, tmp_path: Path) -> Path:
    """A copy of the tiny case with its results, to be changed at will."""
    return Path(shutil.copytree(made, tmp_path / "done"))


@pytest.fixture
def sampled(made: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The calls of `fitting.fit`, which hands back the fit of the one real run instead of
    sampling.
    """
    calls = []

    def fit(case: Any, **given: Any) -> Any:
        calls.append(given)
        found = store.read_fit(made / "results" / FIT)
        del found.attrs["fingerprint"]
        return found

    monkeypatch.setattr(fitting, "fit", fit)
    return calls


@pytest.fixture
def changed(
    sampled: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Any], None]], None]:
    """Let something change every fit that `sampled` hands back."""
    honest = fitting.fit

    def by(change: Callable[[Any], None]) -> None:
        def fit(case: Any, **given: Any) -> Any:
            found = honest(case, **given)
            change(found)
            return found

        monkeypatch.setattr(fitting, "fit", fit)

    return by
