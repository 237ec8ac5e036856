"""A made-up decision of this case: talking on leads, and one school has another option ahead."""

from typing import Any

ATTRIBUTES = (
    "protection",
    "veto",
    "leak",
    "guarding",
    "arms_race",
    "alliance",
    "politics",
    "programme",
    "warning",
)


BREAK_EVEN = {
    "value": None,
    "se": None,
    "reason": "",
    "roots": [],
    "never": True,
    "probability_beyond": 0.0,
    "probability_beyond_se": 1e-4,
    "lower": 0.0,
    "upper": 3.0,
}


def made_up_option(label: str, expected: float, lead: float, waits: bool = False) -> dict[str, Any]:
    return {
        "label": label,
        "waits": waits,
        "expected": expected,
        "mcse": 0.01,
        "lead": lead,
        "lead_mcse": 0.01 if lead else 0.0,
        "p_best": 0.62,
        "p_best_mcse": 0.01,
        "pareto_k": 0.1,
    }


def made_up_view(label: str, kind: str, best: str, other: str, ahead: str = "") -> dict[str, Any]:
    run = {
        "best": best,
        "runner_up": other,
        "lead": 0.5,
        "lead_se": 0.01,
        "resolved": True,
        "ahead": ahead,
    }
    return {"label": label, "kind": kind, "profiles": {"run": run}}


def made_up_answer() -> dict[str, Any]:
    """A made-up decision of the real case: talking on leads by 0.5, one school has information
    sharing ahead.
    """
    zero, parts = (
        dict.fromkeys(ATTRIBUTES, 0.0),
        dict.fromkeys(ATTRIBUTES, 0.0) | {"alliance": -0.9, "arms_race": 0.4},
    )
    alone, other = "keep_talking", "information_sharing"
    return {
        "unit": "billion",
        "best": alone,
        "same_as_best": [],
        "resolved": True,
        "too_close_to_call": True,
        "options": {
            alone: made_up_option("Keep talking", 0.0, 0.0),
            other: made_up_option("Information sharing", -0.5, 0.5),
        },
        "attributes": {alone: zero, other: parts},
        "attributes_mcse": {alone: zero, other: dict.fromkeys(ATTRIBUTES, 0.01)},
        "views": {
            "believed": made_up_view("As believed", "believed", alone, other),
            "structure:hazard": made_up_view("A hazard", "structure", alone, other),
            "school:project_binds": made_up_view(
                "A common project binds", "school", other, alone, other
            ),
        },
        "differs": ["school:project_binds"],
        "waiting": {},
        "sequence": None,
        "break_even": {
            f"pass_entities:{other}": BREAK_EVEN,
            f"credibility_cost:{other}": BREAK_EVEN
            | {
                "value": 2.75,
                "se": 0.1,
                "never": False,
                "probability_beyond": 0.4,
                "probability_beyond_se": 0.005,
            },
        },
        "tilt": {"kl": 0.01, "se": 0.001, "reason": ""},
        "evpi_without_waiting": {"value": 0.7, "mcse": 0.02},
        "evppi": {
            "state_working_strict": {"value": 0.5, "se": 0.02, "noise_floor": 0.01},
            "answer_cost_new": {"value": 0.1, "se": 0.02, "noise_floor": 0.01},
        },
        "studies": {"watching": {"worthwhile": False}},
        "confidence": {"passed": 19, "checks": 19, "converged": True},
    }
