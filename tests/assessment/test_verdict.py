"""One rule says what leads, what comes to the same, and whether it is too close to call,
and why.
"""

from typing import Any

import pytest

from made_up_record import filled, made_up
from stakes.assessment.verdict import Verdict, heaviest_tail, judge, verdict_of
from stakes.decision.limits import TRUSTED
from stakes.decision_json.options import Option

LEADS = {"act": (0.0, 0.0), "wait": (1.0, 0.1), "half": (2.0, 0.1)}


def options(leads: dict[str, tuple[float, float]] = LEADS, **tails: float) -> dict[str, Option]:
    return {
        name: filled(
            Option,
            {
                "label": name,
                "lead": lead,
                "lead_mcse": error,
                "p_best": 0.3,
                "pareto_k": tails.get(name, 0.1),
            },
        )
        for name, (lead, error) in leads.items()
    }


def test_a_clear_lead_is_not_too_close_to_call() -> None:
    found = judge(options(), "act", (), ())
    assert found == Verdict("act", (), ("wait",), resolved=True, reasons=())
    assert not found.too_close


def test_a_lead_is_resolved_beyond_three_of_its_errors() -> None:
    for lead, resolved in ((0.29, False), (0.31, True)):
        found = judge(options(LEADS | {"wait": (lead, 0.1)}), "act", (), ())
        assert (found.resolved, found.reasons) == (resolved, () if resolved else ("lead",))


def test_what_comes_to_the_same_does_not_make_it_too_close() -> None:
    same = LEADS | {"defer": (0.0, 0.0)}
    assert judge(options(same), "act", ("defer",), ()) == Verdict(
        "act", ("defer",), ("wait",), resolved=True, reasons=()
    )
    assert judge(options(same), "act", (), ()).reasons == ("lead",)
    alone = judge(options({"act": (0.0, 0.0), "defer": (0.0, 0.0)}), "act", ("defer",), ())
    assert (alone.resolved, alone.runners_up) == (False, ())


def test_every_reason_is_named_and_the_lead_comes_first() -> None:
    close = LEADS | {"wait": (0.1, 0.1)}
    assert judge(options(close, half=TRUSTED + 0.1), "act", (), ("school:a",)).reasons == (
        "lead",
        "tail",
        "views",
    )
    assert judge(options(half=TRUSTED), "act", (), ()).reasons == ()
    assert judge(options(half=TRUSTED + 0.01), "act", (), ()).reasons == ("tail",)
    assert judge(options(), "act", (), ("structure:x",)).reasons == ("views",)


def test_runners_up_are_all_that_cannot_be_told_apart() -> None:
    assert judge(options(LEADS | {"half": (1.1, 0.1)}), "act", (), ()).runners_up == (
        "wait",
        "half",
    )


@pytest.mark.parametrize("resolved", [True, False])
def test_a_decision_is_judged_as_it_was_made(resolved: bool) -> None:
    given: dict[str, Any] = {
        "options": options(),
        "best": "act",
        "resolved": resolved,
        "differs": ["school:a"],
    }
    found = verdict_of(made_up(given))
    assert found.resolved is resolved
    assert found.reasons == (("views",) if resolved else ("lead", "views"))


def test_a_tail_of_what_is_never_the_best_leaves_the_answer_alone() -> None:
    never = options(half=TRUSTED + 0.01)
    never["half"] = never["half"].model_copy(update={"p_best": 0.0})
    assert judge(never, "act", (), ()).reasons == ()


def test_the_heaviest_tail_is_named_where_tails_are_known() -> None:
    assert heaviest_tail(options(wait=0.5, half=0.4)) == "wait"
    assert heaviest_tail({"act": filled(Option, {"pareto_k": None})}) == ""
