"""Commands that read: they show what is there, say what it is, and never fit or delete."""

import pytest

from made_up_decision import DECISION
from made_up_record import made_up
from stakes import cli
from stakes.case.case import open_case
from stakes.decision_json.reading import as_json
from stakes.inference import fitting
from stakes.runs import pipeline
from stakes.runs.last_run import last_decision
from stakes.runs.pipeline import as_last, fingerprint

READING = (["claims"], ["explain", "flood_rate"], ["report"], ["report", "--against", "{old}"])
SAMPLING = {"draws": 300, "tune": 200, "chains": 2, "seed": 3}


@pytest.fixture(autouse=True)
def never(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a command that reads may not fit")

    monkeypatch.setattr(fitting, "fit", refuse)
    monkeypatch.setattr(pipeline, "run", refuse)


@pytest.fixture
def out(tiny_case):
    (tiny_case / "results").mkdir()
    return tiny_case / "results"


def left(out, **changes):
    """Leave a decision, as of files and settings that are those of now unless its fingerprint is
    given.
    """
    case, decision = (
        open_case(out.parent),
        DECISION | {"sampling": SAMPLING, "profile": "town"} | changes,
    )
    (out / "decision.json").write_text(as_json(made_up(decision)), encoding="utf-8")
    if "fingerprint" not in changes:
        decision |= {"fingerprint": fingerprint(case, as_last(case, out))}
        (out / "decision.json").write_text(as_json(made_up(decision)), encoding="utf-8")
    return case, made_up(decision)


def stakes(out, command, monkeypatch, capsys):
    """Exit status, output, messages."""
    old = out.parent / "old.json"
    old.write_text(as_json(made_up(DECISION)), encoding="utf-8")
    arguments = [word.format(old=old) for word in command]
    monkeypatch.setenv("COLUMNS", "400")
    status = cli._guarded([*arguments, "--case", str(out.parent)])
    return status, *capsys.readouterr()


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize(
    "content", [None, "", "{", "[]", as_json(made_up(DECISION | {"case": "Another"}))], ids=str
)
def test_without_a_decision_one_line_and_status_2(command, content, out, monkeypatch, capsys):
    if content is not None:
        (out / "decision.json").write_text(content, encoding="utf-8")
    (out / "report.html").write_text("as it was", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    status, shown, said = stakes(out, command, monkeypatch, capsys)
    assert (status, shown) == (2, "")
    (line,) = said.splitlines()
    assert "decision.json" in line
    assert "; run `stakes run` first" in line
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_without_a_folder_none_is_made(command, tiny_case, monkeypatch, capsys):
    status, shown, said = stakes(tiny_case / "results", command, monkeypatch, capsys)
    assert (status, shown, len(said.splitlines())) == (2, "", 1)
    assert "run `stakes run` first" in said
    assert not (tiny_case / "results").exists()


def test_a_current_decision_is_shown_without_a_word(out, monkeypatch, capsys):
    left(out)
    for command, word in (
        (["claims"], "It floods every other year."),
        (["explain", "flood_rate"], "Floods a year"),
    ):
        status, shown, said = stakes(out, command, monkeypatch, capsys)
        assert (status, said) == (0, "")
        assert word in shown


def test_a_stale_decision_is_shown_with_one_line_that_says_how_to_renew_it(
    out, monkeypatch, capsys
):
    left(out, fingerprint="of other files")
    before = (out / "decision.json").read_bytes()
    for command in READING[:2]:
        status, shown, said = stakes(out, command, monkeypatch, capsys)
        assert status == 0
        assert shown
        assert said == (
            "This decision was made from other files, settings or versions than are here now; "
            "`stakes run --draws 300 --tune 200 --chains 2 --seed 3` renews it.\n"
        )
    assert (out / "decision.json").read_bytes() == before


def test_the_page_of_a_stale_decision_is_not_rendered(out, monkeypatch, capsys):
    left(out, fingerprint="of other files")
    status, shown, said = stakes(out, ["report"], monkeypatch, capsys)
    assert (status, shown, len(said.splitlines())) == (2, "", 1)
    assert "its page cannot be rendered again; `stakes run --draws 300" in said
    assert not (out / "report.html").exists()


def test_the_page_of_a_decision_without_its_fit_is_not_rendered(out, monkeypatch, capsys):
    left(out)
    status, _, said = stakes(out, ["report"], monkeypatch, capsys)
    assert (status, len(said.splitlines())) == (2, 1)
    assert "fit.nc: is not there, or was made from other beliefs" in said


def test_what_did_not_converge_is_said_whenever_its_numbers_are_read(out, monkeypatch, capsys):
    left(
        out,
        unconverged={
            "the structure 'other'": [
                "R-hat reaches 1.500, above 1.01, for x in the structure 'other'"
            ]
        },
    )
    _, _, said = stakes(out, ["claims"], monkeypatch, capsys)
    assert (
        said == "Not converged: R-hat reaches 1.500, above 1.01, for x in the structure 'other'.\n"
    )


def test_a_claim_that_an_older_decision_lacks_is_passed_over(out, monkeypatch, capsys):
    left(out, claims={})
    status, shown, _ = stakes(out, ["claims"], monkeypatch, capsys)
    assert status == 0
    assert "Not in this decision." in shown


@pytest.mark.parametrize(
    "change", [{"as_of": "soon"}, {"sampling": None}, {"profile": "no"}, {"profile": ""}]
)
def test_settings_that_cannot_be_read_are_the_usual_ones(change, out):
    case, decision = left(out, **change, fingerprint="x")
    said = []
    assert last_decision(case, out, said.append) == decision
    assert len(said) == 1
