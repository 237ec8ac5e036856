"""The command `stakes backtest`: what it prints and leaves, and one line for bad input."""

import json
import sys
from pathlib import Path

import pytest
from tests.optional import needs

from stakes import cli

TINY = Path(__file__).parents[2] / "tiny"
FEW = ["--draws", "1000", "--tune", "500"]


def called(monkeypatch, tmp_path, *words):
    monkeypatch.setenv("COLUMNS", "60")
    arguments = ["backtest", "--case", str(TINY), "--out", str(tmp_path), *words]
    monkeypatch.setattr(sys, "argv", ["stakes", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code


def test_it_prints_a_table_and_leaves_records_and_a_figure(monkeypatch, tmp_path, capsys):
    given = ["--from", "2009-06-10", "--to", "2021-06-10", "--every", "72", *FEW]
    assert called(monkeypatch, tmp_path, *given) == 0
    said = capsys.readouterr()
    assert all(len(line) <= 60 or "backtest.json" in line for line in said.out.splitlines())
    assert "2021-06-10+" in said.out
    assert "after the case's horizon" in said.out
    assert "3 of 3" in said.err
    left = json.loads((tmp_path / "backtest.json").read_text(encoding="utf-8"))
    assert [day["horizon"] for day in left["dates"]] == ["2020-12-31", "2020-12-31", "2031-01-01"]
    assert (tmp_path / "backtest.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert called(monkeypatch, tmp_path, *given) == 0
    assert "3 of 3 fits are there already." in capsys.readouterr().err


def test_chains_that_do_not_converge_end_with_3(monkeypatch, tmp_path, capsys):
    given = ["--from", "2011-06-10", "--draws", "50", "--tune", "50", "--chains", "2"]
    assert called(monkeypatch, tmp_path, *given) == 3
    assert "Not converged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2012-01-01", "--to", "2011-01-01"], "--from: 2012-01-01: is after --to"),
        (["--from", "1900-01-01"], "--from: 1900-01-01: is before the first evidence"),
        (["--from", "2011-06-10", "--scheduler", "tcp://127.0.0.1:1"], "no scheduler answers"),
        (["--from", "2011-06-10", "--structure", "x"], "'x' is no structure of this case"),
        (["--from", "yesterday"], "'yesterday' is no date"),
    ],
)
def test_bad_input_is_said_in_one_line(monkeypatch, tmp_path, capsys, words, said):
    if "--scheduler" in words:
        needs("distributed", "test")
    assert called(monkeypatch, tmp_path, *words) == 2
    told = capsys.readouterr().err
    assert said in " ".join(told.split())
    assert "Traceback" not in told
