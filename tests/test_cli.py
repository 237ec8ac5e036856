"""The `stakes` command as a user meets it: a process with an exit status and two streams."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stakes.cli import app
from stakes.cli_runs import notes

STAKES = Path(sys.executable).with_name("stakes")
ROOT = Path(__file__).parents[1]


def stakes(
    *arguments: object, cwd: Path = ROOT, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    command = [str(STAKES), *map(str, arguments)]
    wide = os.environ | {"COLUMNS": "400"}  # no message is broken in the middle of a path
    return subprocess.run(
        command, cwd=cwd, env=wide, capture_output=True, text=True, timeout=timeout, check=False
    )


def flat(text: str) -> str:
    """The text on one line, without the box that a terminal may draw around it."""
    return re.sub(r"\s+", " ", re.sub(r"[│╭╮╰╯─]", " ", text))


def test_check_passes_a_sound_case(tiny_case):
    done = stakes("check", "--case", tiny_case)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "A tiny case: no problems in 6 quantities, 2 sources, 2 tables with 6 rows, 3 options and "
        "2 claims.\n"
        "Without predictions, studies, structures, schools and thresholds, all of which are "
        "optional.\n"
    )


def test_check_passes_the_case_of_this_repository():
    done = stakes("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r".+: no problems in \d+ quantities, .+ options and 17 claims\.\n", done.stdout
    )


def test_check_names_every_problem_of_a_broken_case(tiny_case):
    for file, old, new in [
        ("priors/works.toml", "[0.1, 0.4, 0.8]", "[0.4, 0.1, 0.8]"),
        ("priors/floods.toml", "probability = 0.25", "probability = 1.25"),
        ("analysis/values.toml", "sweep =", "sweep = nan #"),
        ("priors/evidence/floods.csv", "2009,0,", "2009,-1,"),
    ]:
        text = (tiny_case / file).read_text(encoding="utf-8")
        assert old in text
        (tiny_case / file).write_text(text.replace(old, new), encoding="utf-8")
    for command in ("check", "run"):
        done = stakes(command, "--case", tiny_case)
        assert (done.returncode, done.stdout) == (2, "")
        lines = done.stderr.splitlines()
        assert len(lines) == 4
        for name in ("works.toml", "floods.toml", "values.toml", "floods.csv"):
            assert sum(name in line for line in lines) == 1, name
        assert all(": " in line and "; " in line for line in lines)  # file: problem; fix
    assert not (tiny_case / "results").exists()


@pytest.mark.parametrize("command", ["--help", "check"])
def test_light_commands_leave_the_samplers_alone(command):
    code = f"""
import sys
sys.argv = ["stakes", {command!r}]
from stakes.cli import main
try:
    main()
finally:
    print([m for m in ("pymc", "pytensor", "nutpie", "numba", "matplotlib",
        "arviz_stats") if m in sys.modules], file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_help_names_commands_and_options():
    assert all(word in stakes("--help").stdout for word in ("run", "check", "--debug"))
    said = flat(stakes("run", "--help").stdout)
    options = "--case --as-of --profile --draws --chains --seed --out --fresh --allow-unconverged"
    assert all(option in said for option in options.split())


WRONG = [
    (["--case", "{tmp}/nowhere"], "nowhere: does not exist; name the folder of a case"),
    (["--case", "{tmp}"], "case.toml: not found in {tmp} or any folder above it"),
    (["--as-of", "2011-13-01"], "'2011-13-01' is no date; write it as 2011-06-10"),
    (["--as-of", "June"], "'June' is no date"),
    (
        ["--as-of", "2020-12-31"],
        "2020-12-31 is not before the case's horizon, 2020-12-31; choose an earlier date",
    ),
    (["--as-of", "2031-01-01"], "2031-01-01 is not before the case's horizon, 2020-12-31"),
    (
        ["--as-of", "1066-10-14"],
        "1066-10-14 is before the first evidence, known on 1990-06-01; choose a later date",
    ),
    (["--profile", "nobody"], "'nobody' is no profile of this case; it has town, miller, engineer"),
    (["--draws", "-5"], "--draws"),
    (["--tune", "0"], "--tune"),
    (["--chains", "0"], "--chains"),
    (["--seed", "-1"], "--seed"),
    (["--draws", "many"], "--draws"),
    (["--out", "{case}/case.toml"], "case.toml cannot be used as a folder"),
    (["--outt", "x"], "No such option: --outt"),
    (["fly"], "No such command 'fly'"),
]


@pytest.mark.parametrize(
    ("arguments", "message"),
    WRONG,
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_arguments(arguments, message, tiny_case, tmp_path):
    names = {"tmp": tmp_path, "case": tiny_case}
    given = [argument.format(**names) for argument in arguments]
    done = stakes(*given, cwd=tiny_case)
    assert (done.returncode, done.stdout) == (2, "")
    assert flat(done.stderr).count(message.format(**names)) == 1
    assert "Traceback" not in done.stderr
    assert not (tiny_case / "results").exists()


def test_progress_is_said_as_it_stands_beside_the_output(capsys):
    line = f"The fit of [bold]a[/bold] label [1, 2] with {'many words ' * 20}is done."
    notes()(line)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{line}\n")


def test_plain_stakes_is_run(monkeypatch):
    from stakes import cli

    seen = []
    monkeypatch.setattr(cli, "app", lambda arguments, **_: seen.append(arguments))
    for arguments in (
        [],
        ["--fresh"],
        ["run", "--fresh"],
        ["check"],
        ["--help"],
        ["-h"],
        ["--case", "check", "check"],
    ):
        monkeypatch.setattr(sys, "argv", ["stakes", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code == 0
    assert seen == [
        ["run"],
        ["run", "--fresh"],
        ["run", "--fresh"],
        ["check"],
        ["--help"],
        ["-h"],
        ["check", "--case", "check"],
    ]


def test_commands_are_those_listed():
    from stakes.cli import COMMANDS

    assert tuple(command.callback.__name__ for command in app.registered_commands) == COMMANDS


def test_interruption_is_said_in_one_line(tiny_case, monkeypatch, capsys):
    from stakes import cli
    from stakes.runs import pipeline

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupted)
    monkeypatch.setattr(sys, "argv", ["stakes", "--case", str(tiny_case)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 130
    assert capsys.readouterr().err == "Interrupted; saved results are as they were.\n"


def test_what_was_not_foreseen_is_said_in_two_lines(tiny_case, monkeypatch, capsys):
    from stakes import cli
    from stakes.runs import pipeline

    def wrong(*_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(pipeline, "run", wrong)
    monkeypatch.setattr(sys, "argv", ["stakes", "--case", str(tiny_case)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    first, second = capsys.readouterr().err.splitlines()
    assert end.value.code == 1
    assert first == "ZeroDivisionError: division by zero"
    assert "--debug shows where" in second


def test_the_version_is_said(monkeypatch, capsys):
    from stakes import cli

    monkeypatch.setattr(sys, "argv", ["stakes", "--version"])
    cli.main()
    assert re.fullmatch(r"stakes \d+\.\d+\S*\n", capsys.readouterr().out)
