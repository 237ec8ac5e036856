"""The decision of one fit of a backtest, as labelled numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.arrays import is_number, to_numpy, varies
from stakes.decision.draws.labels import two_best
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.draws.summaries.sampling_errors import quantile_error
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value
from stakes.inference.drawn.recipe import recipe_of
from stakes.inference.gate import failures
from stakes.outcomes.consequences import consequences, reviews
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import quantities_read
from stakes.runs.backtesting.dates import AsOf
from stakes.runs.backtesting.learned import moved, summed_likelihood
from stakes.runs.many_fits.refits import posterior
from stakes.runs.many_fits.study import Ready, Refit, Task

DIAGNOSTICS = ("rhat_max", "ess_min", "divergences", "bfmi_min")
LOW, HIGH = 0.05, 0.95
EVERY = 2  # draw of a chain is taken: neighbours say almost the same, and values cost as much again
KEPT = ("expected", "mcse", "lead", "lead_mcse", "p_best", "p_best_mcse", "lower", "upper")


def decided_at(ready: Ready, task: Task, refit: Refit) -> xr.Dataset:
    """What a backtest keeps of a fit.

    Returns
    -------
    Dataset
        [option] of `stakes.compare`, best, resolved, evpi, evpi_mcse; and, of what the consequences
        read and evidence speaks to, [quantity] quantity_mean, quantity_mcse, quantity_low,
        quantity_low_mcse, quantity_high, quantity_high_mcse. Attrs: diagnostics, and failures, the
        sentences on what did not pass, a line each. pair_lead, pair_low, pair_high, each with its
        _mcse: lead of the first of the task's `pair` of options over the second, of the best over
        the next if it names none, and the central 90 % of that lead across draws; and, where the
        task has data `without` some rows of evidence, [row] by, by_mcse, pareto_k of
        `stakes.runs.backtesting.learned.moved`.
    """
    when = AsOf(task.given["day"], task.given["decided"], task.given["horizon"])
    few = replace(refit, posterior=refit.posterior.isel(draw=slice(EVERY - 1, None, EVERY)))
    draws = posterior(ready, task, few)
    case, profile = when.case(ready.case), task.given["profile"]
    value = valued(case, draws, when, profile)
    table = compare(value)[[*KEPT, "best", "resolved", "evpi", "evpi_mcse"]]
    parts = [_believed(case, draws, _fit(draws, when)), _leading(task, value)]
    if task.given.get("without"):
        again = partial(valued, case, when=when, profile=profile)
        parts.append(_learned(partial(posterior, ready, task, few), task, draws, value, again))
    found = xr.merge([table.drop_attrs(), *parts])
    notes = {name: float(refit.diagnostics[name]) for name in DIAGNOSTICS}
    failed = "\n".join(failures(refit.diagnostics, f"the fit of {when.day}"))
    return found.assign_attrs(notes | {"failures": failed})


def valued(case: Case, draws: xr.Dataset, when: AsOf, profile: str) -> xr.DataArray:
    """Net values of all options [chain, draw(, set), option] relative to the baseline, by plain
    draws.
    """
    fit, weights = _fit(draws, when), case.profiles[profile].weights
    how = Exact(tuple(quantities_read(case, fit)))
    reviewed = reviews(case, fit, weights, how)
    return net_value(consequences(case, fit, weights=weights, reviewed=reviewed), weights)


def _leading(task: Task, value: xr.DataArray) -> xr.Dataset:
    """Lead of the option asked for over the other, and its central 90 % across draws, with their
    errors; of the best over the next if none was asked for.
    """
    ids = task.given.get("pair") or two_best(_means(value))
    lead = value.sel(option=ids[0], drop=True) - value.sel(option=ids[1], drop=True)
    found = _numbers(lead)
    found = {"lead": found.pop("mean"), "lead_mcse": found.pop("mcse"), **found}
    return xr.Dataset({f"pair_{name}": x for name, x in found.items()})


def _means(value: xr.DataArray) -> xr.DataArray:
    return value.mean([d for d in value.dims if d != "option"])


def _learned(
    again: Callable[..., xr.Dataset],
    task: Task,
    draws: xr.Dataset,
    value: xr.DataArray,
    valued_again: Callable[..., xr.DataArray],
) -> xr.Dataset:
    """[row] by, by_mcse, pareto_k: how each row of evidence moved the lead; see `moved`."""
    best, runner = two_best(_means(value))
    held, rows = summed_likelihood(draws), []

    def lead(net: xr.DataArray) -> xr.DataArray:
        return net.sel(option=best, drop=True) - net.sel(option=runner, drop=True)

    for data in task.given["without"].values():
        other = again(data)
        ratio = summed_likelihood(other) - held
        rows.append(moved(lead(value), lead(valued_again(other)), ratio))
    columns = {key: ("row", [row[key] for row in rows]) for key in ("by", "by_mcse", "pareto_k")}
    return xr.Dataset(columns, coords={"row": np.array(list(task.given["without"]), dtype=str)})


def _fit(draws: xr.Dataset, when: AsOf) -> xr.DataTree:
    attrs = {"as_of": str(when.day)}
    return xr.DataTree.from_dict({"/": xr.Dataset(attrs=attrs), "posterior": draws})


def _believed(case: Case, draws: xr.Dataset, fit: xr.DataTree) -> xr.Dataset:
    names = _that_matter(case, draws, fit)
    rows = [_numbers(draws[name]) for name in names]
    keys = ("mean", "mcse", "low", "low_mcse", "high", "high_mcse")
    columns: Mapping[str, Any] = {
        f"quantity_{key}": ("quantity", np.array([row[key] for row in rows], float)) for key in keys
    }
    return xr.Dataset(columns, coords={"quantity": np.array(names, dtype=str)})


def _that_matter(case: Case, draws: xr.Dataset, fit: xr.DataTree) -> list[str]:
    """Quantities on which the consequences hang directly, and to which evidence speaks."""
    recipe = recipe_of(draws)
    states = recipe.states if recipe else {}
    drawn = {*(recipe.numbers if recipe else ()), *(n for n, s in states.items() if "weights" in s)}
    read = set(quantities_read(case, fit)) - drawn
    return [
        name
        for name in case.quantities
        if name in read and is_number(draws[name]) and varies(draws[name])
    ]


def _numbers(draws: xr.DataArray) -> dict[str, float]:
    x = to_numpy(draws).astype(float)
    return {
        "mean": float(x.mean()),
        "mcse": float(standard_error(x)),
        "low": float(np.quantile(x, LOW)),
        "low_mcse": quantile_error(x, LOW),
        "high": float(np.quantile(x, HIGH)),
        "high_mcse": quantile_error(x, HIGH),
    }
