"""The files of a case together: those that are there and say nothing, and all problems at once."""

import pytest

OPTIONS, VALUES, CLAIMS = "analysis/options.toml", "analysis/values.toml", "analysis/claims.toml"
MODEL, CONSEQUENCES = "models/floods.py", "analysis/consequences.py"


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


def test_all_problems_at_once(tiny_case, complaints):
    edits = {
        "case.toml": ("seed = 7", "seed = -7"),
        "priors/sources.toml": ('grade = "D"', 'grade = "Z"'),
        "priors/floods.toml": ("[0.1, 0.3, 0.9]", "[0.9, 0.3, 0.1]"),
        "priors/works.toml": ('"normal"', '"norml"'),
        "priors/evidence/floods.toml": ("left_out", "left"),
        "priors/evidence/floods.csv": ("2009,0,", "2009,-1,"),
        "priors/evidence/pacts.csv": ("2005-01-31", "2005-01-32"),
        "models/floods.py": ("import pymc as pm", "import os"),
        "analysis/options.toml": ('baseline = "wait"', "baseline = 1"),
        "analysis/values.toml": ("leak = 3.0", "leek = 3.0"),
        "analysis/claims.toml": ("number = 2", "number = 1"),
        "analysis/consequences.py": ("import numpy as np", "import pandas"),
    }
    for file, (old, new) in edits.items():
        (tiny_case / file).write_text((tiny_case / file).read_text().replace(old, new, 1))
    (tiny_case / "priors/notes.txt").write_text("")
    assert complaints() == [
        "case.toml: seed: is -7, below 0; give 0 or more",
        "priors/notes.txt: does not belong here; remove it: priors holds only topics, "
        "sources.toml and evidence",
        "priors/sources.toml: sources.recalled.grade: 'Z' is not known here; use one of A, B, C, D",
        "priors/floods.toml: quantities.flood_rate.quantiles: quantiles are out of order (0.9, "
        "0.3, 0.1); "
        "give them as 5 %, 50 %, 95 % in rising order",
        "priors/works.toml: quantities.effect.distribution: unknown distribution 'norml'; did you "
        "mean 'normal'?",
        "priors/evidence/floods.toml: left_out: is missing; add it",
        "priors/evidence/floods.toml: left: unknown key 'left'; did you mean 'left_out'?",
        "priors/evidence/floods.csv: line 3, floods: -1 is below 0; give 0 or more, or set min in "
        "the record",
        "priors/evidence/pacts.csv: line 2, ended: 2005-01-32 does not exist; write a day of the "
        "calendar",
        "models/floods.py: line 1: imports os; import only stakes, pymc, pytensor, numpy, xarray",
        "analysis/options.toml: baseline: is 1, not text; write it in quotes",
        "analysis/values.toml: profiles.engineer.weights.leek: unknown attribute 'leek'; did you "
        "mean 'leak'?",
        "analysis/claims.toml: claims.old.number: is 1, the number of claim 'often'; give each "
        "claim its own number",
        "analysis/consequences.py: line 1: imports pandas; import only numpy, xarray, "
        "scipy, stakes and the standard library",
    ]


def test_a_broken_file_blames_no_other(tiny_case, complaints):
    (tiny_case / "priors/sources.toml").write_text("[sources")
    (tiny_case / "priors/floods.toml").write_text("topic =")
    assert [line.split(":")[0] for line in complaints()] == [
        "priors/sources.toml",
        "priors/floods.toml",
    ]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_a_table_with_other_separators_is_one_line(tiny_case, complaints, mark, word):
    path = tiny_case / "priors/evidence/floods.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", mark), encoding="utf-8")
    assert complaints() == [
        f"priors/evidence/floods.csv: line 1: has cells separated by {word}; "
        "save it as CSV, separated by commas"
    ]
