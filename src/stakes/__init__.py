"""A decision layer over PyMC and ArviZ posteriors: which option, how sure, and what would change
our mind.

Public names load on first use, so that ``stakes --help`` and ``stakes check`` stay fast.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Case": "case.case",
    "CaseError": "errors",
    "Limit": "decision.constraints.chance_constraints",
    "Problem": "errors",
    "Stage": "decision.sequence.stage",
    "acceptability": "decision.acceptability",
    "backtest": "runs.backtesting.backtest",
    "best_amount": "decision.amounts.best_amount",
    "break_even": "decision.sensitivity.one_way.break_even",
    "build": "inference.model.joint_model",
    "calibrate": "runs.calibration.calibrate",
    "certainty_equivalent": "decision.risk.certainty_equivalent",
    "chance_constraints": "decision.constraints.chance_constraints",
    "compare": "decision.expected_value",
    "consequences": "outcomes.consequences",
    "cost_effectiveness": "decision.economic_evaluation.cost_effectiveness",
    "crra_equivalent": "decision.risk.relative_risk_aversion",
    "cvar": "decision.risk.tail_risk",
    "diagnose": "decision.diagnosis",
    "discover": "decision.sensitivity.scenarios.scenario_discovery",
    "dominance": "decision.risk.stochastic_dominance",
    "enbs": "decision.information.net_benefit_of_sampling",
    "evpi": "decision.information.perfect_information",
    "evppi": "decision.information.partial_perfect_information",
    "evsi": "decision.information.sample_information",
    "expected_consequences": "outcomes.expected_consequences",
    "expected_loss": "decision.expected_loss",
    "fit": "inference.fitting",
    "importance": "decision.sensitivity.global_sensitivity.importance",
    "in_blocks": "decision.draws.blocks.reading",
    "information_curves": "decision.information_curves",
    "known_event": "inference.model.variables",
    "lexicographic": "decision.constraints.lexicographic",
    "net_value": "decision.net_value",
    "new_case": "new",
    "one_branch": "decision.draws.branches",
    "open_case": "case.case",
    "plot_acceptability": "decision.plots.sweeps",
    "plot_amount": "decision.amounts.plot",
    "plot_backtest": "runs.backtesting.plot",
    "plot_certainty_equivalent": "decision.plots.sweeps",
    "plot_compare": "decision.plots.bars",
    "plot_cost_effectiveness": "decision.economic_evaluation.plot",
    "plot_enbs": "decision.plots.study_sizes",
    "plot_evppi": "decision.plots.bars",
    "plot_evsi": "decision.plots.study_sizes",
    "plot_expected_loss": "decision.plots.sweeps",
    "plot_information": "decision.plots.sweeps",
    "plot_model": "report.model.picture",
    "plot_plane": "decision.plots.plane",
    "plot_policy": "decision.sequence.tree.plot",
    "plot_ranks": "runs.calibration.picture",
    "plot_reliability": "assessment.scores.picture",
    "policy": "decision.sequence.policy",
    "portfolio": "decision.amounts.portfolio",
    "poisson_by_state": "inference.model.poisson_mixture",
    "power_scale": "decision.sensitivity.changed_beliefs.power_scaling",
    "quantities": "inference.model.variables",
    "quantity": "inference.model.variables",
    "read_backtest": "runs.backtesting.left",
    "read_decision": "decision_json.reading",
    "reported_years": "inference.model.reporting_delay",
    "risk_aversion_switch": "decision.risk.risk_aversion_switch",
    "saved_fits": "notebooks",
    "score_predictions": "assessment.scores.summary",
    "simulate_outcomes": "outcomes.simulated_outcomes",
    "simulate_study": "outcomes.study_simulation",
    "state_likelihood": "inference.model.variables",
    "state_weights": "inference.model.variables",
    "stratify": "decision.economic_evaluation.stratify",
    "summary": "runs.without_case",
    "tidy": "runs.tidy",
    "tilt": "decision.sensitivity.changed_beliefs.tilting",
    "tornado": "decision.sensitivity.one_way.tornado",
    "what_if": "outcomes.consequences",
    "write_report": "runs.without_case",
}

__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'stakes' has no attribute {name!r}")
    return getattr(import_module(f"stakes.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
