"""The second edition of the case, in preparation: as its files say, fitted, and with beliefs as
before any evidence, which are drawn whole, without sampling.
"""

import os
import shutil
from pathlib import Path

import pytest

from stakes.case.case import open_case
from stakes.inference import fitting

ROOT = Path(__file__).parents[2]
CASE = """
title = "As before any evidence"
question = "Should NATO cooperate with Russia on missile defence?"
as_of = 2011-06-10
horizon = 2020-12-31
unit = "billion 2011 US dollars"
seed = 20110610
models = ["models/uninformed.py"]
"""


@pytest.fixture(scope="session")
def real_case():
    return open_case(ROOT)


@pytest.fixture(scope="session")
def real_fit(real_case):
    """Ten minutes of processor: to be taken when the case is the one of the root."""
    if "STAKES_SECOND_EDITION" not in os.environ:
        pytest.skip("is fitted only where STAKES_SECOND_EDITION is set")
    return fitting.fit(real_case, seed=1, progress=False)


@pytest.fixture(scope="session")
def believed(tmp_path_factory):
    """The case and its draws."""
    folder = tmp_path_factory.mktemp("believed")
    leave = shutil.ignore_patterns("__pycache__", "notebooks")
    for name in ("priors", "analysis"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    strategic = folder / "priors" / "compromise_strategic.toml"
    strategic.unlink()  # the twin of another structure
    (folder / "models").mkdir()
    shutil.copy(Path(__file__).with_name("uninformed.py"), folder / "models")
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    case = open_case(folder)
    return case, fitting.fit(case, draws=100, tune=10, chains=2, seed=1, progress=False)
