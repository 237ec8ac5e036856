"""A decision layer over PyMC and ArviZ posteriors: which option, how sure, and what would change
our mind.

Public names load on first use, so that ``stakes --help`` and ``stakes check`` stay fast.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Case": "case.case",
    "CaseError": "errors",
    "Problem": "errors",
    "Stage": "decision.sequence.stage",
    "acceptability": "decision.acceptability",
    "best_amount": "decision.amounts.best_amount",
    "break_even": "decision.sensitivity.break_even",
    "build": "inference.model.joint_model",
    "certainty_equivalent": "decision.certainty_equivalent",
    "compare": "decision.expected_value",
    "consequences": "outcomes.consequences",
    "diagnose": "decision.diagnosis",
    "discover": "decision.sensitivity.scenario_discovery",
    "dominance": "decision.stochastic_dominance",
    "enbs": "decision.information.value_of_information",
    "evpi": "decision.expected_value",
    "evppi": "decision.information.value_of_information",
    "evsi": "decision.information.value_of_information",
    "expected_loss": "decision.acceptability",
    "fit": "inference.fitting",
    "importance": "decision.sensitivity.importance",
    "known_event": "inference.model.variables",
    "net_value": "decision.expected_value",
    "open_case": "case.case",
    "plot_acceptability": "decision.plots",
    "plot_amount": "decision.amounts.plot",
    "plot_certainty_equivalent": "decision.plots",
    "plot_compare": "decision.plots",
    "plot_enbs": "decision.plots",
    "plot_evppi": "decision.plots",
    "plot_evsi": "decision.plots",
    "plot_expected_loss": "decision.plots",
    "plot_plane": "decision.plots",
    "plot_policy": "decision.sequence.tree.plot",
    "policy": "decision.sequence.policy",
    "portfolio": "decision.amounts.portfolio",
    "power_scale": "decision.sensitivity.power_scaling",
    "quantities": "inference.model.variables",
    "quantity": "inference.model.variables",
    "read_decision": "decision_json.reading",
    "reported_years": "inference.model.reporting_delay",
    "risk_aversion_switch": "decision.certainty_equivalent",
    "simulate_study": "outcomes.study_simulation",
    "state_likelihood": "inference.model.variables",
    "state_weights": "inference.model.variables",
    "tilt": "decision.sensitivity.tilting",
    "tornado": "decision.sensitivity.break_even",
    "what_if": "outcomes.consequences",
}

__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'stakes' has no attribute {name!r}")
    return getattr(import_module(f"stakes.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
