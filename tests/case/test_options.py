"""Mistakes in analysis/ and in the Python files of a case."""

import pytest

from stakes.case.case import open_case

OPTIONS, VALUES, CLAIMS = "analysis/options.toml", "analysis/values.toml", "analysis/claims.toml"
MODEL, CONSEQUENCES = "models/floods.py", "analysis/consequences.py"

# fmt: off
EDITS = [
    (OPTIONS, 'agreement = "pact"', 'agreement = "pacct"',
     "options.dam.agreement: 'pacct' is no level of agreement; did you mean 'pact'?"),
    (OPTIONS, 'agreement = "pact"', 'agreement = "treaty"',
     "options.dam.agreement: 'treaty' is no level of agreement; use one of none, pact"),
    (OPTIONS, 'agreement = '
              '"pact"', "agreement = "
                        "1", "options.dam.agreement: is 1, not text; write it in quotes"),
    (OPTIONS, 'agreement = "pact"', 'agrement = "pact"',
     "options.dam.agrement: unknown key 'agrement'; did you mean 'agreement'?"),
    (OPTIONS, 'agreement = "pact"', 'levels = { agreement = "pact" }',
     "options.dam.levels: unknown key 'levels'; use one of agreement, arrives, description, "
     "label, until"),
    (OPTIONS, '["none", "pact"]', "[]", "dimensions.agreement: is empty; give at least one"),
    (OPTIONS, '["none", '
              '"pact"]', '"pact"', "dimensions.agreement: is 'pact', not a list; write it in "
                                   "square brackets"),
    (OPTIONS, '["none", "pact"]', '["none", "pact", "none"]',
     "dimensions.agreement: 'none' stands twice; give each level once, in order"),
    (OPTIONS, '["none", '
              '"pact"]', '["none", '
                         '1]', "dimensions.agreement[1]: is 1, not text; write it in quotes"),
    (OPTIONS, '"pact"]\n', '"pact"]\nlabel = ["a", "b"]\n',
     "dimensions.label: 'label' has a meaning of its own; choose another name"),
    (OPTIONS, '"pact"]\n', '"pact"]\n"how high" = ["a"]\n',
     "dimensions.how high: 'how high' cannot be used as a name; use letters, digits and _, "
     "beginning with a letter"),
    (OPTIONS, "[agreed]", '[amounts]\nagreement = "m"\n[agreed]',
     "amounts.agreement: is a dimension too; choose another name for one of the two"),
    (OPTIONS, "[agreed]", "[amounts]\nheight = "
                          "2\n[agreed]", "amounts.height: is 2, not text; write it in quotes"),
    (OPTIONS, "[agreed]", '[amounts]\nheight = "m"\n[options.tall]\nlabel = "T"\ndescription = '
                          '"T."\nheight = "high"\n[agreed]',
     "options.tall.height: is 'high', not a number; give a number, without quotes"),
    (OPTIONS, "[agreed]", '[amounts]\nheight = "m"\n[options.tall]\nlabel = "T"\ndescription = '
                          '"T."\nheight = inf\n[agreed]',
     "options.tall.height: is inf; give a finite number"),
    (OPTIONS, "until = 2013-01-01", 'arrives = "The survey"',
     "options.later.arrives: is given, though the option does not wait; give the option a date "
     "'until', or take it out"),
    (VALUES, 'like = "protection"', 'like = "protecton"',
     "attributes.leak.like: unknown attribute 'protecton'; did you mean 'protection'?"),
    (VALUES, 'like = "protection"', 'like = "leak"',
     "attributes.leak.like: is the attribute itself; name one that has a weight of its own"),
    (VALUES, 'description = "What it costs"', 'description = "What it costs"\nlike = "leak"',
     "attributes.money.like: names 'leak', itself like 'protection'; name one that has a weight "
     "of its own"),
    (VALUES, 'default_profile = "town"', 'default_profile = "town"\nrisk_aversion = [0.1, 0.0]',
     "risk_aversion: 0.1, 0 do not rise; give each value once, the smallest first"),
    (VALUES, 'default_profile = "town"', 'default_profile = "town"\nrisk_aversion = []',
     "risk_aversion: is empty; give at least one"),
    (VALUES, 'default_profile = "town"', 'default_profile = "town"\nrisk_aversion = [-0.1, "1"]',
     "risk_aversion[0]: is -0.1, below 0; give 0 or more\n"
     "risk_aversion[1]: is '1', not a number; give a number, without quotes"),
    (OPTIONS, 'baseline = '
              '"wait"', 'baseline = '
                        '"weight"', "baseline: 'weight' is not among the options; did you mean "
                                    "'wait'?"),
    (OPTIONS, "until = 2013-01-01", "until = 2021-01-01",
     "options.later.until: is 2021-01-01, not after the as-of date 2011-06-10 and up to the "
     "horizon 2020-12-31; give a"
     " date between the two"),
    (OPTIONS, "until = 2013-01-01", 'until = "later"',
     "options.later.until: is 'later', not a date; write it as 2011-06-10, without quotes"),
    (VALUES, "{ leak = 3.0 }", "{ leek = 3.0 }",
     "profiles.engineer.weights.leek: unknown attribute 'leek'; did you mean 'leak'?"),
    (VALUES, "{ leak = 3.0 "
             "}", "{ leak = -3.0 "
                  "}", "profiles.engineer.weights.leak: is -3.0, below 0; give 0 or more"),
    (VALUES, "{ leak = 3.0 }", "{}", "profiles.engineer.weights: is empty; give at least one"),
    (VALUES, 'default_profile = "town"', 'default_profile = "twon"',
     "default_profile: 'twon' is not among the profiles; did you mean 'town'?"),
    (VALUES, "sweep = [0.01, 0.03, "
             "0.07]", "sweep = []", "parameters.discount_rate.sweep: is empty; give at least one"),
    (VALUES, 'sources = ["office"]', 'sources = ["offices"]',
     "parameters.discount_rate.sources[0]: unknown source 'offices'; did you mean 'office'?"),
    (VALUES, "value = 0.03", 'value = "3 %"',
     "parameters.discount_rate.value: is '3 %', not a number; give a number, without quotes"),
    (CLAIMS, "number = "
             "2", "number = "
                  "1", "claims.old.number: is 1, the number of claim 'often'; give each claim its "
                       "own number"),
    (CLAIMS, "number = "
             "2", "number = 0", "claims.old.number: is 0, below 1; number the claims from 1"),
    (CLAIMS, '["flood_rate"]', '["flood_rat"]',
     "claims.often.quantities[0]: unknown quantity 'flood_rat'; did you mean 'flood_rate'?"),
    (CLAIMS, 'statement = "The rate exceeds 0.5."\n', "",
     "claims.often.statement: is missing, though the claim is testable; write what must hold, or "
     "set testable = false "
     "and a reason"),
    (CLAIMS, 'reason = "Nothing hangs on it."\n', "",
     "claims.old.reason: is missing, though the claim is not testable; write why it cannot be "
     "tested"),
    (CLAIMS, 'kind = "fact"', 'kind = "facts"', "claims.old.kind: unknown kind 'facts'; did you "
                                                "mean 'fact'?"),
    (CLAIMS, 'kinds = ["fact", "forecast"]', "kinds = []", "kinds: is empty; give at least one"),
    (CLAIMS, "testable = false", 'testable = "no"',
     "claims.old.testable: is 'no', not true or false; write true or false, without quotes"),
    (CLAIMS, "[claims.old]", "[claims.often]",
     "line 11: is not valid TOML (cannot declare ('claims', 'often') twice); a key or table may "
     "stand only once: rename"
     " or remove one of the two"),
    (MODEL, "priors, evidence):", "priors):", "line 13: defines add(priors); write def add(priors, "
                                              "evidence)"),
    (MODEL, "def add", "def ad", "does not define add(priors, evidence); add a function def "
                                 "add(priors, evidence) at top level"),
    (MODEL, "import pymc as pm", "import os\nfrom models import x\nfrom . import y",
     "line 1: imports os; import only stakes, pymc, pytensor, numpy, xarray\n"
     "line 2: imports models; import only stakes, pymc, pytensor, numpy, xarray\n"
     "line 3: imports .; import only stakes, pymc, pytensor, numpy, xarray"),
    (MODEL, "def add(", "def add(def "
                        "add(", "line 13: is not valid Python (invalid syntax); correct the line"),
    (CONSEQUENCES, "consequences(", "consequence(", "does not define consequences; add a function "
                                                    "def consequences at top level"),
    (CONSEQUENCES, "import numpy as "
                   "np", "import pandas as "
                         "pd", "line 1: imports pandas; import only numpy, xarray, stakes"),
    (CONSEQUENCES, "def", "df", "line 5: is not valid Python (invalid syntax); correct the line"),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "expected"), EDITS)
def test_each_mistake_gets_its_line(edited, file, old, new, expected):
    assert edited(file, old, new) == [f"{file}: {line}" for line in expected.splitlines()]


@pytest.mark.parametrize("key", ["profiles", "attributes"])
def test_nothing_valued(tiny_case, complaints, key):
    text = (tiny_case / VALUES).read_text()
    (tiny_case / VALUES).write_text(
        "\n\n".join(part for part in text.split("\n\n") if f"[{key}" not in part)
    )
    assert complaints()[0] == f"{VALUES}: {key}: is missing; write at least one table [{key}.<id>]"


def test_parameters_may_be_left_out(tiny_case):
    text = (tiny_case / VALUES).read_text()
    (tiny_case / VALUES).write_text(
        "\n\n".join(part for part in text.split("\n\n") if "[parameters" not in part)
    )
    assert open_case(tiny_case).parameters == {}


def test_empty_files(tiny_case, complaints):
    for file in (OPTIONS, VALUES, CLAIMS, MODEL, CONSEQUENCES):
        (tiny_case / file).write_text("")
    assert complaints() == [
        f"{MODEL}: does not define add(priors, evidence); add a function def add(priors, "
        "evidence) at top level",
        f"{OPTIONS}: baseline: is missing; add it",
        f"{OPTIONS}: options: is missing; write at least one table [options.<id>]",
        f"{VALUES}: default_profile: is missing; add it",
        f"{VALUES}: attributes: is missing; write at least one table [attributes.<id>]",
        f"{VALUES}: profiles: is missing; write at least one table [profiles.<id>]",
        f"{CLAIMS}: claims: is missing; write at least one table [claims.<id>]",
        f"{CONSEQUENCES}: does not define consequences; add a function def consequences at top "
        "level",
    ]


@pytest.mark.parametrize("text", ["(" * 100_000, "x = " + "-" * 200_000 + "1", "x = 1\0"])
def test_python_that_no_parser_takes(tiny_case, complaints, text):
    (tiny_case / MODEL).write_text(text)
    [line] = complaints()
    assert line.startswith(f"{MODEL}: ")


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000, "a = " + "9" * 5000, ".".join("a" * 5000) + " = 1"]
)
def test_toml_that_no_parser_takes(tiny_case, complaints, text):
    (tiny_case / CLAIMS).write_text(text)
    assert all(line.startswith(f"{CLAIMS}: ") for line in complaints())


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


def test_an_option_that_waits_needs_to_know_what_arrives(tiny_case, complaints):
    (tiny_case / "analysis" / "arrivals.py").unlink()
    (line,) = complaints()
    assert line.startswith("analysis/arrivals.py: is missing, though option '")
    assert line.endswith("' waits; add the file, or take out what needs it")
