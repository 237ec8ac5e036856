"""What README.md says of the answer: it follows the decision, and another run can be held against
it.
"""

import copy
from typing import Any

import pytest
from tests.missile_defence.made_up_answer import BREAK_EVEN, made_up_answer, made_up_option

import answer
import sentences
from answer import BEGIN, END, PICTURE, ROOT, block, digest, parsed, replaced
from made_up_record import made_up
from picture import picture
from stakes.assessment.statements.seed_stability import numbers
from stakes.decision_json.decision import Decision

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def decision() -> dict[str, Any]:
    return made_up_answer()


@pytest.fixture
def said(real_case):
    """The text written for a decision, on one line."""
    return lambda d: " ".join(parsed(_page(real_case, d))[0].split()).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def _page(case, d) -> str:
    decision = made_up(d)
    return replaced(
        README, block(case, decision, picture(case, decision, sentences.compared(case, decision)))
    )


def disagreements(carried, case, d) -> list[str]:
    return answer.disagreements(carried, case, d if isinstance(d, Decision) else made_up(d))


def error_of(d, path) -> float | None:
    """Standard error of the number at a path, None if it has none."""
    return numbers(made_up(d)).get(path, (0.0, None))[1]


def _carried(case, d) -> dict[str, Any]:
    return parsed(_page(case, d))[1]


def test_every_sentence_follows_the_decision(said, decision):
    text = said(decision)
    for sentence in (
        "Keep talking has the highest expected value, 0.500 ± 0.010 billion above that of "
        "Information sharing",
        "under 1 of 2 views (1 schools of thought and 1 structures): Information sharing under "
        "*A common project binds*.",
        "alliance −0.900 ± 0.010, arms race 0.400 ± 0.010 billion;",
        "no rate of passing details on, up to 3 a year of work, would decide about sharing.",
        "- Yearly cost if credibility is lost: 2.75 ± 0.10 billion 2011 US dollars per year (40 %)",
        "0.0100 ± 0.0010 nats",
        "the chains have converged, and 19 of 19 checks",
        "most is in *Working agreement on the defence itself, against refusal: answers tied to the "
        "defence* (0.50 ± 0.02; basis: analogy)",
        "Of 1 studies that we could price, none would pay",
    ):
        assert sentence in text, sentence


def test_other_findings_are_said_otherwise(said, decision):
    other = "information_sharing"
    decision |= {
        "differs": [],
        "studies": {"watching": {"worthwhile": True}},
        "tilt": {"kl": None, "reason": "no draws"},
    }
    decision["confidence"] = {"passed": 18, "checks": 19, "converged": False}
    decision["evppi"] = {"answer_cost_new": {"value": 0.01, "se": 0.02, "noise_floor": 0.01}}
    leak = BREAK_EVEN | {"value": 0.5, "se": 0.01, "never": False, "probability_beyond": 0.2}
    decision["break_even"] = {f"pass_entities:{other}": leak}
    text = said(decision)
    for sentence in (
        "Under none of 1 schools of thought and 1 structures does another option lead clearly.",
        "passing details on would decide about sharing from 0.500 ± 0.010 times a year of work "
        "(20 % likely)",
        "is not known: no draws.",
        "**the chains have not converged**, and 18 of 19",
        "no single quantity is worth knowing above the noise",
        "*More years of watching the channels that are open* would pay",
    ):
        assert sentence in text, sentence
    assert "None of these changes" not in text


def test_an_option_that_waits_is_not_the_end_of_the_matter(said, decision):
    decision["options"]["defer"] = made_up_option("Decide later", 0.1, 0.0, waits=True)
    decision["options"]["keep_talking"] |= {"lead": 0.1, "lead_mcse": 0.01}
    decision |= {
        "best": "defer",
        "waiting": {"2013-01-01": {"learned": 0.1, "se": 0.01, "noise_floor": 0.02}},
    }
    for table in ("attributes", "attributes_mcse"):
        decision[table]["defer"] = decision[table]["keep_talking"]
    assert (
        "Of the options that do not wait, Keep talking leads Information sharing by 0.500 ± 0.010."
        in said(decision)
    )
    assert "What would be learned by 2013 is worth 0.100 ± 0.010." in said(decision)
    decision["waiting"]["2013-01-01"]["learned"] = 0.015
    assert "worth nothing that can be told from noise" in said(decision)


def test_a_run_agrees_with_itself_and_within_its_errors(real_case, decision):
    carried = _carried(real_case, decision)
    assert len(carried["numbers"]) > 12
    assert disagreements(carried, real_case, decision) == []
    decision["options"]["information_sharing"]["lead"] += 0.02  # 1.4 combined errors
    decision["tilt"]["kl"] += 0.006  # 4.2: one is allowed
    assert disagreements(carried, real_case, decision) == []


@pytest.mark.parametrize("times", [8, 9, 20])  # the error, which is carried by both
def test_a_number_that_moves_beyond_its_errors_is_named(real_case, decision, times):
    carried, moved = _carried(real_case, decision), copy.deepcopy(decision)
    moved["evpi_without_waiting"]["value"] += times * 0.02
    (line,) = disagreements(carried, real_case, moved)
    assert line.startswith("evpi_without_waiting.value: 0.7 is")
    moved = copy.deepcopy(decision)
    for path in ("alliance", "arms_race"):
        moved["attributes"]["information_sharing"][path] += 0.05  # 3.5 combined errors each
    assert len(disagreements(carried, real_case, moved)) == 2


def test_words_that_no_longer_hold_are_named(real_case, decision):
    carried = _carried(real_case, decision)
    for change in (
        {"too_close_to_call": False},
        {"differs": []},
        {"studies": {"watching": {"worthwhile": True}}},
    ):
        (line,) = disagreements(carried, real_case, decision | change)
        assert line.startswith(f"{next(iter(change))}: ")
    gone = decision | {"break_even": {"pass_entities:information_sharing": BREAK_EVEN}}
    assert any(line.startswith("near: ") for line in disagreements(carried, real_case, gone))
    new = copy.deepcopy(decision)
    new["break_even"]["answer_cost_new:information_sharing"] = dict(
        new["break_even"]["credibility_cost:information_sharing"]
    )
    assert any(line.startswith("near: ") for line in disagreements(carried, real_case, new))
    new["break_even"]["answer_cost_new:information_sharing"] |= {
        "probability_beyond": 0.052
    }  # too near the edge to tell
    assert disagreements(carried, real_case, new) == []


def test_what_is_out_of_reach_may_be_open_but_not_crossed(real_case, decision):
    carried, other = _carried(real_case, decision), copy.deepcopy(decision)
    assert "pass_entities" in carried["words"]["never"]
    entry = other["break_even"]["pass_entities:information_sharing"] = BREAK_EVEN | {"never": False}
    assert disagreements(carried, real_case, other) == []
    entry["roots"] = [{"value": 0.5, "se": 0.01}]
    assert any(line.startswith("never: ") for line in disagreements(carried, real_case, other))


def test_what_waiting_teaches_may_be_open_in_one_run_but_not_clear_in_the_other(
    real_case, decision
):
    def learned(value):
        held = copy.deepcopy(decision)
        held["options"]["defer"] = made_up_option("Decide later", 0.1, 0.0, waits=True)
        for table in ("attributes", "attributes_mcse"):
            held[table]["defer"] = held[table]["keep_talking"]
        its = {"learned": value, "se": 0.01, "noise_floor": 0.02}
        return held | {"waiting": {"2013-01-01": its}}

    carried = _carried(real_case, learned(0.035))
    assert carried["words"]["learns"] is False
    assert disagreements(carried, real_case, learned(0.045)) == []
    assert "learns: False is True now" in disagreements(carried, real_case, learned(0.1))


def test_a_tie_for_the_best_may_fall_either_way(real_case, decision):
    carried, tied = _carried(real_case, decision), copy.deepcopy(decision)
    tied["best"] = "information_sharing"
    tied["options"]["keep_talking"] |= {"lead": 0.02, "lead_mcse": 0.01}
    assert not [line for line in disagreements(carried, real_case, tied) if line.startswith("best")]
    tied["options"]["keep_talking"]["lead"] = 0.05
    assert [line for line in disagreements(carried, real_case, tied) if line.startswith("best")]


def test_an_error_stands_beside_its_number(decision):
    assert error_of(decision, "options.keep_talking.lead") == 0.0
    assert error_of(decision, "options.keep_talking.p_best") == 0.01
    assert error_of(decision, "evppi.answer_cost_new.value") == 0.02
    assert error_of(decision, "attributes.information_sharing.alliance") == 0.01
    assert error_of(decision, "options.keep_talking.lead_mcse") is None


# The README as it is


def test_the_block_is_as_written_by_the_script():
    assert README.count(BEGIN) == README.count(END) == 1
    text, carried = parsed(README)
    assert digest(text) == carried["text"], (
        "the answer in README.md was edited by hand: run scripts/answer.py"
    )
    assert digest((ROOT / PICTURE).read_text(encoding="utf-8")) == carried["picture"]
    assert all(error >= 0 for _, error in carried["numbers"].values())


@pytest.mark.long
@pytest.mark.slow
def test_the_readme_tells_what_a_fit_of_today_finds(real_case, real_decision):
    assert disagreements(parsed(README)[1], real_case, real_decision) == [], (
        "run `uv run stakes`, then scripts/answer.py"
    )


def test_only_what_stands_between_the_marks_is_replaced():
    assert replaced(f"a\n{BEGIN}\nold\n{END}\nb", "new\n") == f"a\n{BEGIN}\nnew\n{END}\nb"
    assert answer.WIDTH == 130
