"""Draws of independent parts, put together: the parts one after another, or several at once in
processes of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from stakes.inference import sampling
from stakes.inference.apart.independent_parts import operations
from stakes.inference.apart.parts import Parts
from stakes.inference.diagnostics import GRADIENTS, together
from stakes.inference.sampling import Settings
from stakes.processors import beside

type Say = Callable[[str], None]
type Drawn = tuple[xr.DataTree, dict[str, Any]]

OF_ALL: Mapping[str, Callable[..., Any]] = {
    "diverging": np.any,
    "maxdepth_reached": np.any,
    "depth": np.max,
    "n_steps": np.sum,
    "energy": np.sum,
    "logp": np.sum,
}


@dataclass(frozen=True)
class Elsewhere:
    """Other processes that help.

    Attributes
    ----------
    again : makes the same parts: a function of a module.
    given : its arguments, such as can be pickled.
    processes : at most so many at work, the one that asks included.
    """

    again: Callable[..., Parts]
    given: tuple[Any, ...]
    processes: int


def draw(
    parts: Parts,
    fit_name: str,
    settings: Settings,
    say: Say | None = None,
    elsewhere: Elsewhere | None = None,
) -> Drawn:
    """Posterior draws of all parts with their diagnostics, as from `stakes.inference.sampling.draw`
    for each: one that fails is sampled once more, the others are not.

    Parameters
    ----------
    parts : see `stakes.inference.apart.parts.parted`.
    fit_name, settings, say : as for `stakes.inference.sampling.draw`.
    elsewhere : where some of the parts are compiled and sampled; nowhere if None. The draws do not
        depend on it.

    Returns
    -------
    trace : DataTree
        Groups as of `stakes.inference.sampling.sample`. Of several parts, ``sample_stats`` holds
        for each draw whether any diverged, the greatest depth, and sums of steps, energies and log
        densities.
    diagnostics : dict
        See `stakes.inference.diagnostics.together`.
    """
    sizes = [operations(model) for model in parts.models]
    mine, *others = shares(sizes, elsewhere.processes if elsewhere else 1)
    quiet = replace(settings, progress=False)
    with ExitStack() as stack:
        waiting = [
            stack.enter_context(beside(_elsewhere, elsewhere, numbers, fit_name, quiet))
            for numbers in others
        ]
        found = dict(zip(mine, _some(parts, mine, fit_name, settings, say), strict=True))
        for numbers, wait in zip(others, waiting, strict=True):
            drawn, lines = wait()
            found |= dict(zip(numbers, drawn, strict=True))
            if say:
                for line in lines:
                    say(line)
    return _together([found[number] for number in range(len(parts))])


def sample(parts: Parts, settings: Settings, target_accept: float | None = None) -> xr.DataTree:
    """Posterior draws of all parts, sampled once whatever their diagnostics say."""
    return _one_trace(
        [
            sampling.sample(parts[i], _of_part(parts, i, settings), target_accept)
            for i in range(len(parts))
        ]
    )


def shares(sizes: Sequence[int], number: int) -> list[list[int]]:
    """Positions of things of these sizes in so many shares at most, about as large as each other.

    Examples
    --------
    >>> shares([5, 4, 3, 1], 2)
    [[0, 3], [1, 2]]
    """
    found: list[list[int]] = [[] for _ in range(max(min(number, len(sizes)), 1))]
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        min(found, key=lambda share: sum(sizes[k] for k in share)).append(i)
    return found


def _some(
    parts: Parts, numbers: Sequence[int], fit_name: str, settings: Settings, say: Say | None
) -> list[Drawn]:
    return [sampling.draw(parts[i], fit_name, _of_part(parts, i, settings), say) for i in numbers]


def _of_part(parts: Parts, number: int, settings: Settings) -> Settings:
    return replace(settings, seed=parts.seed(settings.seed, number))


def _elsewhere(
    elsewhere: Elsewhere, numbers: Sequence[int], fit_name: str, settings: Settings
) -> tuple[list[Drawn], list[str]]:
    """Draws of some parts, made in a process of its own, and what is to be said of them."""
    lines: list[str] = []
    parts = elsewhere.again(*elsewhere.given)
    return _some(parts, numbers, fit_name, settings, lines.append), lines


def _together(found: Sequence[Drawn]) -> Drawn:
    return _one_trace([trace for trace, _ in found]), together([of for _, of in found])


def _one_trace(traces: Sequence[xr.DataTree]) -> xr.DataTree:
    if len(traces) == 1:
        return traces[0]
    posterior, stats = (
        [trace[group].to_dataset() for trace in traces] for group in ("posterior", "sample_stats")
    )
    of_all = {
        name: xr.concat([part[name] for part in stats], "part").reduce(how, "part")
        for name, how in OF_ALL.items()
        if all(name in part for part in stats)
    }
    groups = {
        "posterior": xr.merge(posterior, join="exact", compat="equals"),
        "sample_stats": xr.Dataset(of_all, attrs=stats[0].attrs),
    }
    if all(GRADIENTS in trace.children for trace in traces):
        each = [trace[GRADIENTS].to_dataset() for trace in traces]
        groups[GRADIENTS] = xr.concat(each, "coordinate")
    return xr.DataTree.from_dict(groups)
