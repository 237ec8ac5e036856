"""Structures of the model; see also ``mistakes/structures.toml``."""

import pytest

from stakes.case.case import open_case


def test_a_structure_names_its_own_files(full_case):
    case = open_case(full_case)
    assert list(case.structures) == ["base", "other"]
    found = case.structures["other"].models(case.root, case.models)
    assert [path.name for path in found] == ["floods_rising.py"]


@pytest.mark.usefixtures("full_case")
def test_a_listed_file_by_another_spelling(edited):
    new = '"./models/floods.py"'
    assert len(edited("case.toml", '"models/floods_rising.py"', new)) == 1


@pytest.mark.usefixtures("full_case")
def test_a_replacement_that_is_not_there(edited):
    (line,) = edited("case.toml", '"models/floods_rising.py"', '"models/none.py"')
    assert line.startswith("models/none.py: is missing; add it: ")


@pytest.mark.usefixtures("full_case")
def test_no_structure_is_the_base(edited):
    new = 'weight = 0.7\ninstead = { "models/floods.py" = "models/floods_rising.py" }'
    line = (
        "case.toml: structures: 0 structures replace nothing; let exactly one be the models as "
        "listed, without 'instead'"
    )
    assert edited("case.toml", "weight = 0.7", new) == [line]


def test_a_replacement_is_checked_like_any_model(full_case, complaints):
    (full_case / "models/floods_rising.py").write_text("import os\n", encoding="utf-8")
    assert complaints() == [
        "models/floods_rising.py: does not define add(priors, evidence); add a function def "
        "add(priors, evidence) at top level",
        "models/floods_rising.py: line 1: imports os; import only stakes, pymc, pytensor, numpy, "
        "xarray",
    ]


def test_one_file_may_not_stand_in_for_two(full_case, complaints):
    text = (full_case / "case.toml").read_text(encoding="utf-8")
    (full_case / "models/more.py").write_text(
        "def add(priors, evidence):\n    pass\n", encoding="utf-8"
    )
    text = text.replace(
        'models = ["models/floods.py"]', 'models = ["models/floods.py", "models/more.py"]'
    )
    twice = (
        '{ "models/floods.py" = "models/floods_rising.py", "models/more.py" = '
        '"models/floods_rising.py" }'
    )
    text = text.replace('{ "models/floods.py" = "models/floods_rising.py" }', twice)
    (full_case / "case.toml").write_text(text, encoding="utf-8")
    problem = "'models/floods_rising.py' stands in for several; let one file stand in for one"
    assert complaints() == [f"case.toml: structures.other.instead: {problem}"]
