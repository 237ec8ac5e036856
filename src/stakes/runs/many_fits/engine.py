"""One function for all that takes many fits."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import xarray as xr

from stakes.runs.many_fits.kept import Kept, fingerprint
from stakes.runs.many_fits.schedulers import on_cluster, on_threads
from stakes.runs.many_fits.study import Study, Task


def fit_many(
    study: Study,
    tasks: Sequence[Task],
    *,
    keep: Path | None = None,
    scheduler: str | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, xr.Dataset]:
    """Fit one model to many data sets, compiled once in each process.

    The same tasks give the same bytes whatever makes them and in whatever order, as each has a seed
    of its own.

    Parameters
    ----------
    study : what all fits have in common, and what is kept of each.
    tasks : the fits; their names differ.
    keep : folder in which each result is kept as it comes, whole or not at all; those found there
        are not made again if nothing has changed, so that a run that was stopped goes on where it
        was. Nothing is kept if None.
    scheduler : address of a Dask scheduler, such as ``tcp://127.0.0.1:8786``; threads of this
        process if None.
    say : takes a line for each fit that is done, with the time left.

    Returns
    -------
    dict
        Results by name of the task, in the order of the tasks.

    Raises
    ------
    CaseError
        If no scheduler answers at the address, within 10 seconds.
    KeyboardInterrupt
        If interrupted; what is finished is kept.
    """
    kept = Kept(keep, fingerprint(study) if keep else "")
    found = {task.name: kept.read(task) for task in tasks}
    wanted = [task for task in tasks if found[task.name] is None]
    if len(wanted) < len(tasks):
        say(f"{len(tasks) - len(wanted)} of {len(tasks)} fits are there already.")
    if wanted:
        begun = 0.0
        coming = on_cluster(study, wanted, scheduler) if scheduler else on_threads(study, wanted)
        with closing(coming):
            for number, (task, result) in enumerate(coming, 1):
                found[task.name] = kept.write(task, result)
                now = time.monotonic()
                begun = begun or now
                say(f"{task.name} is done, {_left(number, len(wanted), now - begun)}.")
    return {name: result for name, result in found.items() if result is not None}


def _left(number: int, of: int, seconds: float) -> str:
    """How far it is, and how long the rest will take at the pace since the first, which waited for
    the model to be compiled.

    Examples
    --------
    >>> _left(5, 21, 60.0)
    '5 of 21; 4 min left'
    >>> _left(1, 21, 0.0)
    '1 of 21'
    """
    rest = (of - number) * seconds / max(number - 1, 1)
    time_left = f"{rest / 60:.0f} min" if rest > 90 else f"{rest:.0f} s"
    return f"{number} of {of}" + (f"; {time_left} left" if rest else "")
