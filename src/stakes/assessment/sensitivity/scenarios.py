"""The case as others see it: under each structure, school of thought, profile of values and number
that is the reader's.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.sensitivity.schools import under_school
from stakes.assessment.sensitivity.swept import PARAMETER, read_under, swept
from stakes.assessment.statements.readings import CLEARLY
from stakes.case.case import Case
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import weighted_choice, weighted_mean
from stakes.decision.net_value import net_value
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.drawn.recipe import with_both
from stakes.outcomes.exact.expectations import SETS, expectations, expectations_of, moved
from stakes.outcomes.exact.linearity import of_structure
from stakes.outcomes.exact.parts import Exact

type Array = npt.NDArray[Any]

BELIEVED, AVERAGED = "believed", "averaged"
ENOUGH = 400  # draws, as the gate asks of chains: an error from fewer may be far too small
THIN = 8  # draws of the differences between a view and what is believed


class View(NamedTuple):
    """Whose beliefs: label, kind, weight of a structure (NaN for others), expected consequences,
    and draws that it leaves.

    `parts` is [chain, draw(, set), option, attribute].
    """

    label: str
    kind: str
    weight: float
    parts: xr.DataArray
    draws: float


def views(
    case: Case,
    fit: xr.DataTree,
    others: Mapping[str, xr.DataTree],
    means: xr.DataArray,
    weights: Mapping[str, float],
    how: Exact,
) -> xr.Dataset:
    """Best option, its lead and whether that is resolved: by whose beliefs (view) and by whose
    values (profile).

    Parameters
    ----------
    case, fit : an open case and its fit.
    others : fits of the other structures, from `stakes.inference.structures.fit_alternative`, by
        id.
    means : expected consequences as believed [chain, draw(, set), option, attribute], from
        `exact.expectations.expectations`.
    weights : of the attributes in the profile of the run, which comes first; the case's profiles
        follow.
    how : what can be integrated exactly.

    Returns
    -------
    Dataset[view, profile] among the options that do not wait, in the unit of the case:

    best, runner_up : ids. lead, lead_se : of the first over the second. resolved : whether the lead
        over every other option
    exceeds 3 standard errors, as there are many. ahead : id of the option that leads today's best
        (of the believed view) by most
    and by more than 3 standard errors, empty where none does. against, against_se : lead of the
    first over the next option as believed. Neither can be told from fewer than
    400 draws. And [view] label, kind (``believed``, ``structure``, ``averaged``, ``school`` or
    ``parameter``: a value of the sweep of one of the case's parameters, by its place there), weight
    of a structure (NaN for others), draws (effective number that the view leaves). What is linear
    as believed is taken to be so under other parameters.

    Attrs: ruled_out, labels of the schools that no draw bears out, which have no row.
    """
    rows, ruled_out = _rows(case, fit, others, means, how)
    profiles = {"run": weights} | {name: p.weights for name, p in case.profiles.items()}
    today = [_first_two(net_value(rows[BELIEVED].parts, w)) for w in profiles.values()]
    cells = [
        [
            _cell(net_value(row.parts, w), b, row.draws)
            for w, b in zip(profiles.values(), today, strict=True)
        ]
        for row in rows.values()
    ]
    options = rows[BELIEVED].parts["option"].to_numpy()
    columns = {
        key: (("view", "profile"), np.array([[cell[key] for cell in row] for row in cells]))
        for key in cells[0][0]
    }
    text = {
        key: ("view", [getattr(row, key) for row in rows.values()])
        for key in ("label", "kind", "weight")
    }
    left = ("view", [row.draws for row in rows.values()])
    coords = {"view": list(rows), "profile": list(profiles)}
    table = xr.Dataset(columns | text | {"draws": left}, coords, {"ruled_out": ruled_out})
    named = np.append(options, "")  # the last, which -1 points to, is none
    return table.assign(
        {
            key: table[key].copy(data=named[table[key].to_numpy()])
            for key in ("best", "runner_up", "ahead")
        }
    )


def _rows(
    case: Case, fit: xr.DataTree, others: Mapping[str, xr.DataTree], means: xr.DataArray, how: Exact
) -> tuple[dict[str, View], list[str]]:
    """By view; and the schools ruled out."""
    schools, draws = case.challenges.schools, _some(fit)
    under = {
        name: found
        for name, school in schools.items()
        if (found := under_school(case, draws, school))
    }
    sets = [(draws, {}), *((its, changes) for its, changes, _ in under.values())]
    first, *rest = expectations_of(case, fit, sets, how.drawn_states)
    sweeps = swept(case)
    chosen = [
        expectations_of(its, fit, sets[:1], read_under(its, fit, how)).isel(setting=0)
        for _, its in sweeps.values()
    ]
    alone = {
        name: _alone(case, fit, others[name], how) for name in case.structures if name in others
    }
    apart = [*alone.items(), *zip(under, rest, strict=True), *zip(sweeps, chosen, strict=True)]
    seen = {name: moved(means, x - first) for name, x in apart}
    all_ = draws.sizes["chain"] * draws.sizes["draw"]
    rows = {BELIEVED: View("As believed", BELIEVED, np.nan, means, all_)}
    if others:
        today = moved(means, 0 * first)
        by_structure = {name: seen[name] if name in alone else today for name in case.structures}
        rows |= _by_structure(case, by_structure, rows[BELIEVED], alone)
    for name in under:
        label, left = schools[name].label, under[name][2]
        rows[f"school:{name}"] = View(label, "school", np.nan, seen[name], left)
    for name, (label, _) in sweeps.items():
        rows[name] = View(label, PARAMETER, np.nan, seen[name], all_)
    return rows, [school.label for name, school in schools.items() if name not in under]


def _by_structure(
    case: Case, seen: Mapping[str, xr.DataArray], believed: View, alone: Collection[str]
) -> dict[str, View]:
    """Views of the structures, of which some were fitted `alone`, and their average."""
    rows, weights = {}, {name: case.structures[name].weight for name in seen}
    for name, its in seen.items():
        shown = its if name in alone else believed.parts  # what is believed, to the last digit
        label = case.structures[name].label
        rows[f"structure:{name}"] = View(label, "structure", weights[name], shown, believed.draws)
    label, average = "All structures, averaged by their weights", mixture(seen, weights)
    return rows | {AVERAGED: View(label, AVERAGED, np.nan, average, believed.draws)}


def _some(fit: xr.DataTree) -> xr.Dataset:
    return fewer(fit["posterior"].to_dataset().isel(draw=slice(None, None, THIN)), SETS)


def _alone(case: Case, fit: xr.DataTree, other: xr.DataTree, how: Exact) -> xr.DataArray:
    """Expected consequences under another structure."""
    tree, own = combine(fit, other), other["posterior"].to_dataset()
    its = of_structure(how, case, tree, [str(name) for name in own])
    return expectations(case, tree, [{}], its, thin=THIN).isel(setting=0)


def combine(fit: xr.DataTree, other: xr.DataTree) -> xr.DataTree:
    """The fit of the whole model under another structure: its own variables instead of those that
    they replace.

    Parameters
    ----------
    fit : of the structure that the case lists.
    other : from `fit_alternative`, with as many chains and draws.

    Returns
    -------
    DataTree with ``posterior`` and ``prior``.
    """
    gone = other.attrs["replaces"].split()
    groups = {
        g: fit[g]
        .to_dataset()
        .drop_vars([v for v in gone if v in fit[g]])
        .assign(other[g].to_dataset().data_vars)
        for g in ("posterior", "prior")
    }
    groups["posterior"] = with_both(
        groups["posterior"], *(tree["posterior"].to_dataset() for tree in (fit, other))
    )
    return xr.DataTree.from_dict({"/": xr.Dataset(attrs=fit.attrs), **groups})


def mixture(parts: Mapping[str, xr.DataArray], weights: Mapping[str, float]) -> xr.DataArray:
    """Expected values averaged over structures by their weights, draw by draw."""
    total = sum(weights.values())
    return sum(
        (x * (weights[name] / total) for name, x in parts.items()),
        xr.zeros_like(next(iter(parts.values()))),
    )


def _first_two(value: xr.DataArray) -> tuple[int, int]:
    """Numbers of the best option and of the next that is not worth the same in every draw."""
    x = to_numpy(value, "option")
    best, *rest = np.argsort(-x.mean(axis=tuple(range(1, x.ndim))), kind="stable").tolist()
    return best, next((i for i in rest if (x[i] != x[best]).any()), rest[0])


def _cell(value: xr.DataArray, today: tuple[int, int], draws: float) -> dict[str, Any]:
    """One view under one profile; `today` are the options that come first and next as believed."""
    x, (first, next_) = to_numpy(value, "option"), today
    even = np.ones(x.shape[1:])
    found = weighted_choice(x, even)
    leads = [weighted_mean(row - x[first], even) for row in x] if draws >= ENOUGH else []
    clear = [i for i, lead in enumerate(leads) if i != first and lead.mean > CLEARLY * lead.error]
    against = weighted_mean(x[first] - x[next_], even)
    resolved = all(
        found.lead[i] > CLEARLY * found.lead_error[i] for i in range(len(x)) if i != found.best
    )
    return {
        "best": found.best,
        "runner_up": found.runner,
        "lead": found.lead[found.runner],
        "lead_se": found.lead_error[found.runner],
        "resolved": resolved and draws >= ENOUGH,
        "ahead": max(clear, key=lambda i: leads[i].mean, default=-1),
        "against": against.mean,
        "against_se": against.error,
    }
