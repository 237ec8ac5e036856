"""What the evidence did to a belief, in words."""

from tests.report.said import text

from made_up_decision import BELIEF, DECISION


def test_how_far_the_evidence_moved_it(case):
    said = text(case, "flood_rate")
    assert "per year; mean 0.450\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.002." in said
    assert (
        "The evidence moved the median up by 13 % of the prior's 90 % interval, left it 75 % as "
        "wide." in said
    )
    assert "The evidence" not in text(
        case, "flood_rate", DECISION | {"likelihoods": {}}
    )  # the draws differ, not the belief
    still = DECISION | {"beliefs": {"flood_rate": {"prior": BELIEF, "posterior": BELIEF}}}
    assert "The evidence hardly moved it." in text(case, "flood_rate", still)
