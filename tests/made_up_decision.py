"""A made-up decision of the tiny case, for tests."""

BELIEF = {"low": 0.1, "median": 0.3, "high": 0.9, "mean": 0.4, "mcse": 0.002}
AFTER = {"low": 0.2, "median": 0.4, "high": 0.8, "mean": 0.45, "mcse": 0.002}
DECISION = {
    "case": "A tiny case",
    "unit": "million euros",
    "as_of": "2011-06-10",
    "profile": "town",
    "seed": 7,
    "best": "dam",
    "too_close_to_call": False,
    "options": {
        "wait": {"label": "Wait", "expected": 0.0, "mcse": 0.0},
        "dam": {"label": "Dam", "expected": 1.5, "mcse": 0.1},
    },
    "attributes": {"dam": {"protection": 1.5}},
    "evpi": {"value": 0.5, "mcse": 0.02},
    "claims": {
        "often": {
            "probability": 0.6,
            "se": 0.01,
            "prior": 0.5,
            "prior_se": 0.01,
            "effect": {"mean": 2.0, "mean_se": 0.1, "median": 1.5, "lower": 0.2, "upper": 5.0},
        }
    },
    "evppi": {
        "flood_rate": {"value": 0.4, "se": 0.02, "noise_floor": 0.01},
        "effect": {"value": 0.0, "se": 0.01, "noise_floor": 0.02},
    },
    "tornado": {
        "lead_of": "dam",
        "over": "wait",
        "quantities": {"flood_rate": {"low": -1.0, "low_se": 0.1, "high": 3.0, "high_se": 0.1}},
    },
    "break_even": {
        "flood_rate:dam": {"value": 0.2, "se": 0.01, "reason": "", "probability_beyond": 0.25},
        "effect:dam": {
            "value": None,
            "se": None,
            "reason": "Dam is worth more than Wait over the whole range",
        },
    },
    "views": {"school:office": {"label": "The office", "profiles": {"run": {"best": "dam"}}}},
    "likelihoods": {"flood_count": "floods"},
    "beliefs": {
        "flood_rate": {
            "prior": BELIEF,
            "posterior": AFTER,
            "sensitivity": {"prior": 0.12, "likelihood": 0.3},
        },
        "damage": {
            "prior": BELIEF | {"states": {"low": 0.7, "high": 0.3}},
            "posterior": AFTER | {"states": {"low": 0.8, "high": 0.2}},
        },
        "wet_decade": {"prior": BELIEF | {"mean": 0.25}, "posterior": AFTER | {"mean": 0.25}},
    },
    "versions": {"pymc": "6.0", "numpy": "2.0"},
}
