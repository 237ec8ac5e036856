"""Python files of a case, read and not run: models, and the code of claims."""

import pytest

from stakes.case.case import open_case

MODEL = "models/floods.py"


@pytest.mark.parametrize("text", ["(" * 100_000, "x = " + "-" * 200_000 + "1", "x = 1\0"])
def test_python_that_no_parser_takes(tiny_case, complaints, text):
    (tiny_case / MODEL).write_text(text)
    [line] = complaints()
    assert line.startswith(f"{MODEL}: ")


def test_models_are_not_imported_by_models(edited):
    line = "line 1: imports models.other; import only stakes, pymc, pytensor, numpy, xarray"
    assert edited(MODEL, "import pymc as pm", "import models.other") == [f"{MODEL}: {line}"]


def test_a_way_of_writing_add(tiny_case):
    text = (
        "from __future__ import annotations\nimport stakes.inference.model.variables\ndef "
        "add(priors, /, evidence): ...\n"
    )
    (tiny_case / MODEL).write_text(text)
    assert open_case(tiny_case).models


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        (None, "analysis/claims.py: is missing"),
        (
            "def other(beliefs, values):\n    return 1\n",
            "has no function often(beliefs, values) for the claim of that name",
        ),
        (
            "def often(beliefs, values):\n    return 1\n\n\ndef old(b, v):\n    return 1\n",
            "tests old, which is no testable claim",
        ),
        (
            "import pandas\n\n\ndef often(beliefs, values):\n    return 1\n",
            "line 1: imports pandas; import only numpy, xarray, scipy, stakes and the standard "
            "library",
        ),
        ("def often(:\n", "is not valid Python"),
    ],
)
def test_complaints_about_the_code_of_claims(tiny_case, complaints, code, complaint):
    path = tiny_case / "analysis/claims.py"
    path.unlink() if code is None else path.write_text(code, encoding="utf-8")
    found = complaints()
    assert any(line.startswith("analysis/claims.py: ") and complaint in line for line in found), (
        found
    )


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (
            "x = 1\n",
            "has no function often(beliefs, values) for the claim of that name; "
            "add it, or set testable = false and give a reason",
        ),
        (
            "import pandas\n\n\ndef often(beliefs, values):\n    return 1\n",
            "line 1: imports pandas; import only numpy, xarray, scipy, stakes and the standard "
            "library",
        ),
        (
            "def often(beliefs, values):\n    return 1\n\n\ndef old(beliefs, values):\n    return "
            "1\n",
            "tests old, which is no testable claim; use one of often",
        ),
    ],
)
def test_one_mistake_in_claims_is_one_whole_line(tiny_case, complaints, code, line):
    (tiny_case / "analysis/claims.py").write_text(code, encoding="utf-8")
    assert complaints() == [f"analysis/claims.py: {line}"]


def test_a_claim_is_a_function_of_beliefs_and_values(tiny_case, complaints):
    (tiny_case / "analysis/claims.py").write_text("def often():\n    return 1\n", encoding="utf-8")
    assert len(complaints()) == 1


EFFECT = 'effect = "How often"\nunit = "a year"\n'


def with_effect(case, text=EFFECT):
    """The case whose testable claim has an effect."""
    path = case / "analysis/claims.toml"
    old = 'statement = "The rate exceeds 0.5."\n'
    path.write_text(path.read_text(encoding="utf-8").replace(old, old + text), encoding="utf-8")


def test_an_effect_needs_a_function_of_its_own(tiny_case, complaints):
    with_effect(tiny_case)
    assert complaints() == [
        "analysis/claims.py: has no function often_effect(beliefs, values) for the effect of claim "
        "'often'; add it, or leave it out"
    ]
    path = tiny_case / "analysis/claims.py"
    code = path.read_text(encoding="utf-8")
    more = "\n\ndef often_effect(beliefs, values):\n    return beliefs['flood_rate']\n"
    path.write_text(code + more, encoding="utf-8")
    assert open_case(tiny_case).claims["often"].unit == "a year"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('effect = "How often"\n', "unit: is missing, though the claim has an effect; write in "
         "what it is measured"),
        ('unit = "a year"\n', "unit: is given without an effect; write what is measured as "
         "effect, or leave it out"),
    ],
)  # fmt: skip
def test_an_effect_and_its_unit_come_together(tiny_case, complaints, text, line):
    with_effect(tiny_case, text)
    assert f"analysis/claims.toml: claims.often.{line}" in complaints()


def test_what_is_not_tested_has_no_effect(tiny_case, complaints):
    path = tiny_case / "analysis/claims.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('reason = "Noth', EFFECT + 'reason = "Noth'), encoding="utf-8")
    assert complaints() == [
        "analysis/claims.toml: claims.old.effect: is given, though the claim is not testable; "
        "leave it out, or test the claim"
    ]


def split(case, line):
    """The case with its consequences moved into a folder, where a line is put before them."""
    (case / "analysis" / "parts").mkdir()
    old = case / "analysis" / "consequences.py"
    text = old.read_text(encoding="utf-8")
    (case / "analysis" / "parts" / "all.py").write_text(f"{line}\n{text}", encoding="utf-8")
    old.write_text(
        "from .parts.all import consequences as follow\n\n\n"
        "def consequences(beliefs, setting):\n    return follow(beliefs, setting)\n",
        encoding="utf-8",
    )


def test_consequences_may_be_split_into_a_folder(tiny_case):
    split(tiny_case, "import math\nfrom scipy.stats import norm")
    case = open_case(tiny_case)
    assert "analysis/parts/all.py" in case.decision_files()


def test_what_is_split_off_is_held_to_the_same(tiny_case, complaints):
    split(tiny_case, "import pandas")
    [line] = complaints()
    assert line.startswith("analysis/parts/all.py: line 1: imports pandas")


def test_models_are_not_split(tiny_case, complaints):
    path = tiny_case / MODEL
    path.write_text(f"from .parts import x\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    [line] = complaints()
    assert "imports .parts" in line
