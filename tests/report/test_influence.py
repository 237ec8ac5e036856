"""What a quantity does to the decision, in words."""

from tests.report.said import text

from made_up_decision import DECISION


def test_importance_and_floors(case):
    shares = {"first_order": 0.3, "first_order_se": 0.02, "delta": 0.2, "delta_se": 0.03}
    said = text(
        case, "flood_rate", DECISION | {"importance": {"quantities": {"flood_rate": shares}}}
    ).replace("\u00a0", " ")
    assert "Importance: of the lead's variance it explains 0.30 ± 0.02; delta 0.20 ± 0.03." in said
    assert "million euros (noise floor 0.010)." in said
    assert "(floor 0.020 million euros)" in text(case, "effect")


def test_an_option_that_is_gone_is_passed_over(case):
    gone = {"flood_rate:ark": {"value": 0.2, "se": 0.01, "reason": "", "probability_beyond": 0.25}}
    assert "breaks even" not in text(case, "flood_rate", DECISION | {"break_even": gone})
