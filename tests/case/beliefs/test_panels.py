"""Cooke's rule against hand-made panels."""

import numpy as np
import pytest
from scipy.stats import chi2

from stakes.case.beliefs.panels import BETWEEN, Panel, cooke_scores

TRUTHS = np.arange(1.0, 21.0)


def panel(answers, truths=TRUTHS, least=0.0, **more):
    seeds = {
        f"s{i}": {
            "question": "How many?",
            "truth": float(t),
            "answers": {name: tuple(map(float, answer(t))) for name, answer in answers.items()},
            **more,
        }
        for i, t in enumerate(truths)
    }
    return Panel.model_validate(
        {"id": "p", "label": "P", "rationale": "r", "least": least, "seeds": seeds}
    )


def calibrated(t):
    """One in twenty below the lowest and one above the highest quantile, half of the rest below."""
    place = int(t) % 20
    if place == 0:
        return t + 1, t + 2, t + 3
    if place == 1:
        return t - 3, t - 2, t - 1
    return (t - 2, t + 0.5, t + 2) if place % 2 else (t - 2, t - 0.5, t + 2)


def wide(t):
    low, middle, high = calibrated(t)
    return middle - 30 * (middle - low), middle, middle + 30 * (high - middle)


def sure(t):
    return t + 5, t + 5.1, t + 5.2


def test_an_expert_who_is_calibrated_has_a_calibration_of_one():
    found = cooke_scores(panel({"good": calibrated, "sure": sure}))
    assert found["good"].calibration == pytest.approx(1.0)
    all_below = 2 * len(TRUTHS) * np.log(1 / BETWEEN[0])
    assert found["sure"].calibration == pytest.approx(chi2.sf(all_below, 3), rel=1e-9)
    assert found["good"].weight > 0.999
    assert sum(s.weight for s in found.values()) == pytest.approx(1.0)


def test_of_two_as_calibrated_the_narrower_weighs_more():
    found = cooke_scores(panel({"good": calibrated, "wide": wide}))
    assert found["good"].information > found["wide"].information > 0
    ratio = found["good"].weight / found["wide"].weight
    products = [s.calibration * s.information for s in found.values()]
    assert ratio == pytest.approx(products[0] / products[1])


def test_information_is_relative_to_an_even_spread():
    even = panel({"a": lambda t: (5.0, 50.0, 95.0)}, [50.0])
    low, high = 5 - 9.0, 95 + 9.0
    widths = np.diff([low, 5, 50, 95, high])
    truth = (BETWEEN * np.log(BETWEEN / (widths / widths.sum()))).sum()
    assert cooke_scores(even)["a"].information == pytest.approx(truth)
    logs = panel({"a": lambda t: (1.0, 10.0, 100.0)}, [10.0], logarithmic=True)
    points = np.log([1, 10, 100])
    more = 0.1 * np.log(100)
    widths = np.diff([points[0] - more, *points, points[2] + more])
    truth = (BETWEEN * np.log(BETWEEN / (widths / widths.sum()))).sum()
    assert cooke_scores(logs)["a"].information == pytest.approx(truth)


def test_below_the_least_calibration_there_is_no_weight():
    found = cooke_scores(panel({"good": calibrated, "sure": sure}, least=0.05))
    assert found["sure"].weight == 0
    assert found["good"].weight == 1
    nobody = cooke_scores(panel({"sure": sure}, least=0.05))
    assert nobody["sure"].weight == 0
