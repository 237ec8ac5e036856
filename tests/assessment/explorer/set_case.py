"""The tiny case with nothing sampled, two values of the dam, and what the explorer is given."""

from types import SimpleNamespace
from typing import Any

import numpy as np
from tests.outcomes.drawn_case import MODEL, fitted

from stakes.assessment.explorer import assumptions
from stakes.assessment.valuation import Valuation, labels_compared, valued

CODE = """
import numpy as np
import xarray as xr


def consequences(b, setting):
    nil = 0.0 * b["effect"]
    dam = _parts({protection}, {leak}, nil - 2.0 * b["cost"] / 3.0)
    parts = xr.concat([_parts(nil, nil, nil), dam + 0.0 * nil], "option")
    return parts.assign_coords(option=["wait", "dam"]), _parts(nil, nil, nil)


def _parts(*each):
    return xr.concat(each, "attribute").assign_coords(attribute=["protection", "leak", "money"])
"""
MULTILINEAR = ('b["flood_rate"] * b["damage"] * (2 - b["sign_pact"])', '-b["sign_pact"] + nil')
CURVED = (
    'b["flood_rate"] * b["damage"] * (1 + b["wet_decade"]) / (1 + np.exp(-b["effect"]))',
    '-0.3 * b["effect"] * b["sign_pact"]',
)
NAMES = ["damage", "flood_rate", "sign_pact", "effect", "wet_decade"]

SCHOOLS = """
[schools.miller]
label = "The miller is right"
rationale = "The mill counts."
assume = { damage = "high" }

[schools.office]
label = "The office is right"
rationale = "It does not."
assume = { damage = "low" }

[schools.wet]
label = "It will be wet"
rationale = "The almanac."
assume = { wet_decade = true }
"""


def school_case(root: Any) -> None:
    """Schools of thought for the case in a folder."""
    (root / "analysis" / "sensitivity.toml").write_text(SCHOOLS)


def valued_case(root: Any, code: tuple[str, str], seed: int = 3) -> Valuation:
    """A fit of the tiny case whose dam is worth so much."""
    protection, leak = code
    (root / "analysis" / "consequences.py").write_text(
        CODE.replace("{protection}", protection).replace("{leak}", leak)
    )
    case, fit = fitted(root, model=MODEL, seed=seed)
    with labels_compared():
        return valued(case, fit, case.profiles["town"].weights)


def payload_of(v: Valuation) -> dict[str, Any]:
    """What the page is given of a valuation, with a decision of its own."""
    shares = {o: SimpleNamespace(p_best=0.0, p_best_mcse=0.01) for o in v.case.options}
    decision = SimpleNamespace(
        profile="town", too_close_to_call=False, resolved=True, views={}, fingerprint="abc1"
    )
    decision.options = shares
    with labels_compared():
        return assumptions.explorer(v, NAMES, decision)  # type: ignore[arg-type]


def random_settings(form: dict[str, Any], count: int, seed: int = 5) -> list[list[tuple[str, Any]]]:
    """Quantities and what each is set to: numbers within what may be set, and names of states."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        some = rng.choice(len(form["axes"]), rng.integers(1, len(form["axes"]) + 1), replace=False)
        made.append([_any(form["axes"][i], rng) for i in some])
    return made


def _any(axis: dict[str, Any], rng: np.random.Generator) -> tuple[str, Any]:
    if axis["points"] and (not axis["levels"] or rng.random() < 0.7):
        return axis["id"], float(rng.uniform(axis["low"], axis["high"]))
    return axis["id"], axis["levels"][int(rng.integers(len(axis["levels"])))]
