"""The statistics that each likelihood is checked by: found, and tried on its data, before it is
sampled.
"""

from collections.abc import Mapping

import numpy as np

from stakes.case.case import Case
from stakes.case.reading.module_loading import load_module
from stakes.errors import CaseError, Problem
from stakes.inference.model.joint_model import JointModel
from stakes.inference.model.observed import observed, values_of_observed
from stakes.inference.predictive_checks import Statistic


def statistics_of(case: Case) -> dict[str, Mapping[str, Statistic]]:
    """What each likelihood is checked by: the CHECKS of the model files."""
    return {
        name: found
        for path in case.models
        for name, found in getattr(load_module(path), "CHECKS", {}).items()
    }


def check_statistics(case: Case, model: JointModel) -> None:
    """Check that each likelihood has statistics that say something of its evidence: before it is
    sampled.

    Raises
    ------
    CaseError
        A line for each that has none, or whose statistic fails or is no finite number.
    """
    known, problems = statistics_of(case), []
    homes = {name: model.homes[rv.name] for name, rv in observed(model).items()}
    for name, seen in values_of_observed(model).items():
        file = f"models/{homes[name]}.py"
        if name not in known:
            problem, fix = f"has no entry for the likelihood '{name}'", "add statistics of its data"
            problems.append(Problem(file, "CHECKS", problem, fix))
        for label, statistic in known.get(name, {}).items():
            try:
                value = float(statistic(seen))
            except Exception as error:  # whatever the case's own code does
                problem = f"raised {type(error).__name__} for the data: {error}"
            else:
                problem = "" if np.isfinite(value) else f"is {value} for the data"
            if problem:
                fix = "let it return a finite number, also of no data at all"
                problems.append(Problem(file, f"CHECKS, {name}, {label}", problem, fix))
    if problems:
        raise CaseError(problems)
