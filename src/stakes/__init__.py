"""A decision layer over PyMC and ArviZ posteriors: which option, how sure, and what would change our mind.

Public names load on first use, so that ``stakes --help`` and ``stakes check`` stay fast.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Case": "case",
    "CaseError": "errors",
    "Problem": "errors",
    "acceptability": "preference",
    "break_even": "thresholds",
    "build": "joint",
    "certainty_equivalent": "preference",
    "compare": "decide",
    "consequences": "outcomes",
    "discover": "boxes",
    "dominance": "stochastic",
    "enbs": "voi",
    "evpi": "decide",
    "evppi": "voi",
    "evsi": "voi",
    "expected_loss": "preference",
    "fit": "fitting",
    "importance": "attribution",
    "known_event": "modelling",
    "net_value": "decide",
    "open_case": "case",
    "plot_acceptability": "plots",
    "plot_certainty_equivalent": "plots",
    "plot_compare": "plots",
    "plot_enbs": "plots",
    "plot_evppi": "plots",
    "plot_evsi": "plots",
    "plot_expected_loss": "plots",
    "plot_plane": "plots",
    "power_scale": "scaling",
    "quantities": "modelling",
    "quantity": "modelling",
    "reported_years": "reporting",
    "risk_aversion_switch": "preference",
    "simulate_study": "simulation",
    "state_likelihood": "modelling",
    "state_weights": "modelling",
    "tilt": "tilting",
    "tornado": "thresholds",
    "what_if": "outcomes",
}

__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'stakes' has no attribute {name!r}")
    return getattr(import_module(f"stakes.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
