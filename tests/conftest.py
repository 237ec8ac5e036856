"""A small valid case, written afresh for each test that asks for it; the real case and its fit,
made once a session.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from stakes.case.case import Case, open_case
from stakes.errors import CaseError

settings.register_profile(
    "ci", derandomize=True
)  # the same examples every time: a change fails for what it changed
if os.environ.get("CI"):
    settings.load_profile("ci")

TINY = Path(__file__).parent / "tiny"
DRAWS = 1000  # of each chain of the real case: enough for the gate, and for errors that tests use
ROOT = Path(__file__).parents[1]


@pytest.fixture
def tiny_case(tmp_path: Path) -> Path:
    """Root of a small valid case: two topics, two tables, three options."""
    return Path(
        shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__"))
    )


@pytest.fixture
def complaints(tiny_case: Path) -> Callable[[], list[str]]:
    """The lines of the error that opening the tiny case raises."""

    def lines() -> list[str]:
        with pytest.raises(CaseError) as error:
            open_case(tiny_case)
        return str(error.value).splitlines()

    return lines


@pytest.fixture
def edited(
    tiny_case: Path, complaints: Callable[[], list[str]]
) -> Callable[[str, str, str], list[str]]:
    """Replace the first `old` in a file of the tiny case by `new`, and say what opening it then
    complains of.
    """

    def edit(file: str, old: str, new: str) -> list[str]:
        text = (tiny_case / file).read_text(encoding="utf-8")
        assert old in text
        (tiny_case / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return complaints()

    return edit


@pytest.fixture(scope="session")
def real_case() -> Case:
    """The case of this repository."""
    return open_case(ROOT)


@pytest.fixture(scope="session")
def compiled(real_case: Case) -> tuple[Case, Any, Any]:
    """The real case, its model split into what is sampled and what is drawn, and the parts of
    the first, compiled: once a session.
    """
    from stakes.inference.apart.parts import parted
    from stakes.inference.model.joint_model import build, split

    whole = split(real_case, build(real_case))
    return real_case, whole, parted(whole.part).compiled()


@pytest.fixture(scope="session")
def real_fit(compiled: tuple[Case, Any, Any]) -> Any:
    """Fit of the real case with the case's seed; read-only, as all tests share it."""
    from stakes.inference import assembly, fitting, gate, sampling
    from stakes.inference.apart.drawing import draw

    case, whole, ready = compiled
    shape = (fitting.CHAINS, DRAWS)
    settings = sampling.Settings(DRAWS, fitting.TUNE, fitting.CHAINS, case.seed)
    trace, found = draw(ready, gate.JOINT, settings)
    return assembly.assemble(case, whole, assembly.Sampled(trace, shape, case.seed, found))


@pytest.fixture(scope="session")
def real_others(real_case: Case) -> dict[str, Any]:
    """Fits of the real case's other structures, by id; read-only."""
    from stakes.inference import fitting, structures

    settings = {
        "draws": DRAWS,
        "tune": fitting.TUNE,
        "chains": fitting.CHAINS,
        "progress": False,
    }
    return {
        name: structures.fit_alternative(real_case, structure, **settings)
        for name, structure in real_case.structures.items()
        if structure.instead
    }


@pytest.fixture(scope="session")
def real_other(real_others: dict[str, Any]) -> Any:
    """The fit of the structure ``strategic``."""
    return real_others["strategic"]


@pytest.fixture(scope="session")
def real_decision(real_case: Case, real_fit: Any, real_others: dict[str, Any]) -> Any:
    """The decision from `real_fit`, with fits of the other structures: what ``decision.json`` holds
    but for its stamps.
    """
    from stakes.assessment import findings

    profile = real_case.default_profile
    return findings.find(real_case, real_fit, profile, others=real_others).decision


@pytest.fixture(scope="session")
def real_weights(real_case: Case) -> Mapping[str, float]:
    """Weights of the real case's default profile."""
    return real_case.profiles[real_case.default_profile].weights
