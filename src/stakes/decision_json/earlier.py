"""Files of schemas 1, which carried no number, to 3, brought into the present form."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from stakes.decision_json.decision import SCHEMA, Decision

NOT_SOUGHT = "it was not sought"
NO_TILT: dict[str, Any] = {
    "between": ["", ""],
    "kl": None,
    "se": None,
    "ess": None,
    "pareto_k": None,
    "reason": NOT_SOUGHT,
    "moves": {},
}
LATER: dict[str, Any] = {  # what earlier files lack, and what stands for it
    **{key: [] for key in ("same_as_best", "differs", "ruled_out")},
    **dict.fromkeys(
        (
            "p_best_of_best",
            "asked",
            "difference",
            "confidence",
            "evpi_without_waiting",
            "unconverged",
            "sampling",
            "sequence",
        )
    ),
    **{
        key: {}
        for key in (
            "evppi",
            "evppi_of_topics",
            "studies",
            "waiting",
            "frontier",
            "certainty_equivalent",
            "certainty_equivalent_mcse",
            "certainty_equivalent_difference_mcse",
            "dominance",
            "attributes_mcse",
        )
    },
    **{
        key: {}
        for key in (
            "break_even",
            "planes",
            "views",
            "claims",
            "power_scale",
            "beliefs",
            "likelihoods",
            "versions",
        )
    },
    "fingerprint": "",
    "tornado": {"lead_of": "", "over": "", "quantities": {}},
    "importance": {"quantities": {}, "topics": {}},
    "tilt": NO_TILT,
    "discover": {"option": "", "boxes": [], "base_rate": None, "reason": NOT_SOUGHT},
}
OF_OPTIONS = {
    "waits": False,
    **dict.fromkeys(("lower_mcse", "upper_mcse", "regret_mcse", "cvar_mcse", "pareto_k")),
    **dict.fromkeys(("cvar_difference", "cvar_difference_mcse")),
}
OF_BREAK_EVENS = {"unresolved": None, "chance_in_a_year": None, "chance_by_horizon": None}
OF_POINTS: dict[str, Any] = {"mean": None, "mcse": None, "states": {}}


def upgraded(found: Mapping[str, Any]) -> dict[str, Any]:
    """A file of an earlier schema in the present form; what is not as it must be stays so, for the
    check that follows.

    Parameters
    ----------
    found : as parsed; it is not changed.
    """
    made = {**deepcopy(LATER), **deepcopy(dict(found)), "schema_version": SCHEMA}
    _lacking(_items(made, "options"), OF_OPTIONS)
    _lacking(_parts(made, "confidence"), {"judged_se": None})
    _lacking(_items(made, "break_even"), OF_BREAK_EVENS)
    _lacking(_items(made, "views"), {"weight": None})
    _lacking(_items(made, "claims"), {"effect": None})
    for view in _items(made, "views"):
        _lacking(_items(view, "profiles"), {"against": None, "against_se": None})
    _lacking(_items(made, "beliefs"), {"sensitivity": None})
    _lacking(
        [
            points
            for belief in _items(made, "beliefs")
            for points in _parts(belief, "prior", "posterior")
        ],
        OF_POINTS,
    )
    for quantity in _items(made["importance"], "quantities"):  # always null
        quantity.pop("shapley", None)
        quantity.pop("shapley_se", None)
    for box in _parts(made["discover"], "boxes", many=True):
        if isinstance(box.get("restricted"), float):
            box["restricted"] = round(box["restricted"])
    return {key: made[key] for key in made if key in Decision.model_fields or key in found}


def _lacking(tables: list[dict[str, Any]], defaults: Mapping[str, Any]) -> None:
    for table in tables:
        for key, default in defaults.items():
            table.setdefault(key, deepcopy(default))


def _items(holder: Any, key: str) -> list[dict[str, Any]]:
    """Tables by id below a key."""
    held = holder.get(key) if isinstance(holder, dict) else None
    return (
        [table for table in held.values() if isinstance(table, dict)]
        if isinstance(held, dict)
        else []
    )


def _parts(holder: Any, *keys: str, many: bool = False) -> list[dict[str, Any]]:
    held = [holder.get(key) for key in keys] if isinstance(holder, dict) else []
    flat = [item for items in held if isinstance(items, list) for item in items] if many else held
    return [item for item in flat if isinstance(item, dict)]
