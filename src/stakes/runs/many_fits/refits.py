"""A model compiled once in each process, and its fits."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

import numpy as np
import xarray as xr

from stakes.processors import one_thread
from stakes.runs.many_fits.study import Ready, Refit, Study, Task

LONGER_STEPS = 0.9  # target acceptance of what is sampled once

_READY, _COMPILING = dict[str, Ready](), Lock()
_LAST: list[tuple[Study, Ready]] = []


def prepared(study: Study) -> Ready:
    """The model of a study, compiled with its data exchangeable: the slow step, left out where the
    last study was of the same case and model.
    """
    with _COMPILING:
        if not (_LAST and _alike(_LAST[0][0], study)):
            _LAST[:] = [(study, _compiled(study))]
        return _LAST[0][1]


def prepared_once(key: str, study: Callable[[], Study]) -> Ready:
    """The same, made once in a process for all studies of one key."""
    with _COMPILING:
        if key not in _READY:
            _READY[key] = _compiled(study())
        return _READY[key]


def _alike(one: Study, other: Study) -> bool:
    fields = ("structure", "horizon", "extend", "exchanged", "own_files")
    return one.case is other.case and all(getattr(one, f) == getattr(other, f) for f in fields)


def _compiled(study: Study) -> Ready:
    from stakes.inference.apart.parts import parted
    from stakes.inference.model.joint_model import build, split
    from stakes.inference.model.sampled_part import frozen

    case = study.modelled
    model = build(case)
    if study.extend is not None:
        study.extend(case, model)
    whole = split(case, model)
    if whole.part is None:
        return Ready(case, whole, None)
    few = study.exchanged
    part = whole.part if few is None else frozen(whole.part, few)
    return Ready(case, whole, parted(part).compiled())


def refitted(ready: Ready, task: Task) -> Refit:
    """A fit of a compiled model to the data of a task: the same bytes in whatever thread or
    process.
    """
    from stakes.inference.apart.drawing import draw, sample
    from stakes.inference.assembly import Sampled
    from stakes.inference.sampling import Settings

    shape = (task.chains, task.draws)
    if ready.compiled is None:
        drawn = Sampled(None, shape, task.seed)
        return Refit(drawn.group("posterior"), drawn.group("sample_stats"), drawn.diagnosed())
    settings = Settings(task.draws, task.tune, task.chains, task.seed, cores=1)
    compiled = ready.compiled.with_data(task.data)
    if task.once:
        trace = sample(compiled, settings, LONGER_STEPS)
        found = {"divergences": int(trace["sample_stats"]["diverging"].sum())}
    else:
        trace, found = draw(compiled, f"the fit {task.name}", settings)
    return Refit(trace["posterior"].to_dataset(), trace["sample_stats"].to_dataset(), found)


def done(
    ready: Ready, task: Task, finish: Callable[[Ready, Task, Refit], xr.Dataset]
) -> xr.Dataset:
    """What a study keeps of one fit; see `Study.finish`."""
    refit = refitted(ready, task)
    with ready.alone, one_thread(), holding(ready.whole.model, task.data):
        return finish(ready, task, refit)


def posterior(
    ready: Ready, task: Task, refit: Refit, data: Mapping[str, np.ndarray] | None = None
) -> xr.Dataset:
    """All variables of the model [chain, draw(, set), ...], what no evidence speaks to drawn given
    what is sampled: as the group ``posterior`` of `stakes.fit`, with the log densities of the
    evidence beside it.

    For use in `Study.finish`.

    Parameters
    ----------
    ready, task, refit : as `finish` is given them.
    data : other values of the model's ``pm.Data`` by name, under which all but what is sampled is
        computed; those of the task if None.
    """
    from stakes.inference.assembly import Layout, posterior_of

    shape = (refit.posterior.sizes["chain"], refit.posterior.sizes["draw"])
    with holding(ready.whole.model, data or {}):
        return posterior_of(ready.case, ready.whole, refit.posterior, Layout(task.seed, shape))[0]


@contextmanager
def holding(model: Any, data: Mapping[str, np.ndarray]) -> Iterator[None]:
    """A model with other data for as long as this lasts."""
    before = {name: model[name].get_value() for name in data}
    try:
        for name, value in data.items():
            model[name].set_value(np.asarray(value, model[name].dtype))
        yield
    finally:
        for name, value in before.items():
            model[name].set_value(value)
