"""Public names: all there, all documented with what they raise or return, and light to import."""

import inspect
import subprocess
import sys

import pytest

import stakes


@pytest.mark.parametrize("name", stakes.__all__)
def test_public_names_load_and_say_what_they_do(name):
    found = getattr(stakes, name)
    assert len(inspect.getdoc(found) or "") > 60, name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = stakes.nothing


def test_checking_a_case_imports_no_pymc():
    code = (
        "import sys, stakes.cli, stakes.case.case; sys.exit(bool({'pymc', 'pytensor', "
        "'nutpie', 'arviz'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
