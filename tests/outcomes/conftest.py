"""One fit of a case without evidence, for all values of the dam."""

import shutil
import textwrap

import pytest
from tests.outcomes.drawn_case import NAMES, VALUE, fitted

from conftest import TINY
from stakes.case.case import open_case


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """One fit for all values: a case without evidence."""
    root = shutil.copytree(
        TINY, tmp_path_factory.mktemp("case") / "tiny", ignore=shutil.ignore_patterns("__pycache__")
    )
    return root, fitted(root, 'beliefs["effect"]')[1]


@pytest.fixture
def valued(drawn):
    """The case with the value of the dam given as an expression of the beliefs `b`."""
    root, fit = drawn

    def ask(expression):
        expression = textwrap.dedent(expression).strip().replace("b.", "beliefs.")
        for name in NAMES:
            expression = expression.replace(f"<{name}>", f'beliefs["{name}"]')
        (root / "analysis" / "consequences.py").write_text(VALUE.replace("{value}", expression))
        return open_case(root), fit

    return ask
