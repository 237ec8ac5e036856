"""What changed between two runs of a case, and why."""

from io import StringIO

import pytest
from rich.console import Console
from tests.report.changes.two_decisions import changes, other

from made_up_decision import DECISION
from made_up_record import made_up
from stakes import cli
from stakes.decision_json.reading import as_json
from stakes.errors import CaseError
from stakes.report.changes.differences import read_earlier, show_changes

LABELS = {"claims": {"often": "Claim 3, it floods"}, "quantities": {"flood_rate": "Floods a year"}}


def test_nothing_changed():
    found = changes(DECISION, DECISION)
    assert found.answers == ["Dam still has the highest expected value."]
    assert {row[3] for row in found.options} == {"within its errors"}
    assert not found.results
    assert not found.causes


def test_what_changed_and_why():
    new = other(
        best="wait",
        as_of="2012-01-01",
        versions={"pymc": "6.1", "numpy": "2.0"},
        too_close_to_call=True,
    )
    new["options"]["dam"]["expected"] = -0.5
    new["options"]["raft"] = {"label": "Raft", "expected": 0.1, "mcse": 0.1}
    new["claims"]["often"]["probability"] = 0.8
    new["claims"]["often"]["effect"]["mean"] = 4.0
    new["differs"] = ["school:office"]
    found = changes(DECISION, new, (None, None), LABELS)
    assert found.answers == [
        "Wait has the highest expected value now; it was Dam.",
        "It is too close to call now.",
        "Views under which another option leads clearly: 0 before, 1 now (The office).",
    ]
    assert ("Dam", "1.50 ± 0.10", "−0.50 ± 0.10", "changed by 14.1 errors") in found.options
    assert ("Raft", "", "0.10 ± 0.10", "new") in found.options
    assert ("Claim 3, it floods", "60 %", "80 %") in found.results
    assert ("Effect, Claim 3, it floods", "2.00 ± 0.10", "4.00 ± 0.10") in found.results
    assert "The as-of date was 2011-06-10 and is 2012-01-01." in found.causes
    assert "Versions changed: pymc 6.0 to 6.1." in found.causes
    assert "Option 'Raft' is new." in found.causes
    out = StringIO()
    show_changes(found, Console(file=out, width=120))
    assert "Why" in out.getvalue()
    assert "often" not in out.getvalue()  # ids are for files


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "does not exist"),
        ("{", "is torn, or no decision"),
        ("[]", "is torn, or no decision"),
        ('{"case": "A tiny case", "best": "dam", "options": []}', ": as_of: is missing"),
        (
            '{"case": "A tiny case", "best": "dam", "options": {"dam": {"expected": 1}}}',
            ": as_of: is missing",
        ),
        (
            as_json(made_up(DECISION)).replace('"mcse": 0.1', '"mcse": null', 1),
            ": options.dam.mcse: is None",
        ),
        (as_json(made_up(DECISION | {"case": "Another"})), "is of another case, 'Another'"),
    ],
)
def test_an_earlier_run_that_is_none_is_refused(tmp_path, content, complaint):
    if content is not None:
        (tmp_path / "decision.json").write_text(content, encoding="utf-8")
    with pytest.raises(CaseError, match=complaint) as error:
        read_earlier(tmp_path, "A tiny case")
    assert "\n" not in str(error.value)


def test_a_folder_or_a_file_will_do(tmp_path):
    file = tmp_path / "decision.json"
    file.write_text(as_json(made_up(DECISION)), encoding="utf-8")
    assert (
        read_earlier(tmp_path, "A tiny case")
        == read_earlier(file, "A tiny case")
        == made_up(DECISION)
    )


def test_chances_leads_and_worth():
    old, new = other(), other()
    for d, p, worth in ((old, 0.5, 0.4), (new, 0.7, 0.1)):
        d["options"]["wait"] |= {"p_best": 1 - p, "p_best_mcse": 0.01, "lead": p, "lead_mcse": 0.01}
        d["evppi"]["flood_rate"] = {"value": worth, "se": 0.02, "noise_floor": 0.01}
    found = changes(old, new, (None, None), LABELS).results
    assert ("P(best) of Wait", "50 %", "30 %") in found
    assert ("Lead of the best over Wait", "0.500 ± 0.010", "0.700 ± 0.010") in found
    assert ("Worth of knowing Floods a year", "0.40 ± 0.02", "0.10 ± 0.02") in found


def test_an_older_decision_lacks_what_it_lacks():
    old = {k: DECISION[k] for k in ("case", "options", "best", "evpi")}
    assert not changes(old, DECISION).results
    assert changes(old, DECISION).answers == ["Dam still has the highest expected value."]


@pytest.mark.parametrize("command", [["diff", "{old}"], ["report", "--against", "{old}"]])
def test_the_command_compares_and_writes_a_page(command, tiny_case, capsys):
    out = tiny_case / "results"
    out.mkdir()
    (out / "decision.json").write_text(as_json(made_up(other(seed=8))), encoding="utf-8")
    old = tiny_case / "old.json"
    old.write_text(as_json(made_up(DECISION)), encoding="utf-8")
    words = [word.format(old=old) for word in command]
    cli.app([*words, "--case", str(tiny_case)], standalone_mode=False)
    assert "The seed was 7 and is 8." in capsys.readouterr().out
    assert "The seed was 7 and is 8." in (out / "changes.html").read_text(encoding="utf-8")
