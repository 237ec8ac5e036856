"""A small study, in a module of its own so that other processes can import it."""

from pathlib import Path

import numpy as np

from stakes.case.case import open_case
from stakes.runs.many_fits.engine import fit_many
from stakes.runs.many_fits.refits import posterior
from stakes.runs.many_fits.study import Study, Task

TINY = Path(__file__).parents[2] / "tiny"


def rate(ready, task, refit):
    draws = posterior(ready, task, refit)["flood_rate"].drop_attrs()
    held = ready.whole.model["flood_counts"].get_value()
    return draws.to_dataset().assign(held=("row", held)).assign_attrs(name=task.name)


def study(case=None):
    return Study(case or open_case(TINY), rate)


def tasks(number=5, draws=100):
    return [
        Task(f"fit{i}", i, draws, 100, 2, {"flood_counts": np.arange(i + 1)}) for i in range(number)
    ]


def run(folder):
    """A run to be killed."""
    fit_many(study(), tasks(), keep=Path(folder), say=lambda line: print(line, flush=True))
