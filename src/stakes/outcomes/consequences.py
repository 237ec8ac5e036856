"""Consequences of all options under a fit, as believed or with quantities set."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.outcomes.consequence_model import Beliefs, Call, luck_of
from stakes.outcomes.exact.expectations import expectations_of
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import (
    about,
    check_read,
    day_of,
    posterior_of,
    quantities_read,
    set_to,
    values_of,
)
from stakes.outcomes.waiting import Choice, Review, choice_at, chosen_in, costs_of


def consequences(
    case: Case,
    fit: xr.DataTree,
    *,
    relative: bool = True,
    simulate: bool = False,
    seed: int | None = None,
    agreed: bool = False,
    weights: Mapping[str, float] | None = None,
    reviewed: Mapping[date, Review] | None = None,
) -> xr.DataArray:
    """Value of every option by attribute, for each posterior draw.

    Parameters
    ----------
    case : an open case.
    fit : its fit.
    relative : relative to the baseline option, whose attributes are then exactly 0; else absolute
        outcomes.
    simulate : outcomes with event noise, common to all options, rather than expectations given the
        parameters.
    seed : of that noise; the case's seed if None.
    agreed : as if what an option needs from others were in force from the start; options that wait
        are then left out.
    weights : of the attributes, by which an option that waits will choose at its review date; the
        default profile's if None.
    reviewed : what is chosen at each review date; from `reviews` if it is known already.

    Returns
    -------
    DataArray[chain, draw(, set), option, attribute]
        In the case's unit, present value; attributes sum to the net value before weights. An option
        whose review date is not after the as-of date is left out: there is nothing to wait for.
    """
    beliefs = Beliefs(posterior_of(fit))
    luck = luck_of(case, beliefs, seed) if simulate else None
    if reviewed is None:
        reviewed = {} if agreed else _reviewed(case, fit, weights)
    call = Call(case, day_of(case, fit), luck, agreed)
    return consequences_under(call, fit, beliefs, relative, chosen_in(beliefs, reviewed))


def what_if(
    case: Case,
    fit: xr.DataTree,
    changes: Mapping[str, Any],
    *,
    relative: bool = True,
    simulate: bool = False,
    seed: int | None = None,
    weights: Mapping[str, float] | None = None,
) -> xr.DataArray:
    """Value of every option by attribute with quantities *set*, not conditioned on, and everything
    else as believed.

    Parameters
    ----------
    changes : quantity -> value, a number or an array that fits its dims. ``<name>_state`` -> a
        level sets the school of thought (or other state) of quantity ``<name>``; an event takes 0
        or 1.
    relative, simulate, seed, weights : as in `consequences`.

    Returns
    -------
    DataArray[chain, draw(, set), option, attribute]

    Raises
    ------
    ValueError
        If a quantity does not exist, or consequences do not read it (then condition on it instead).
    """
    draws = posterior_of(fit)
    changed = draws.assign(
        {
            name: value
            for change in changes.items()
            for name, value in set_to(draws, *change).items()
        }
    )
    beliefs = Beliefs(changed)
    labelled = {name: changed[name] if np.ndim(value) else value for name, value in changes.items()}
    luck = luck_of(case, beliefs, seed) if simulate else None
    call = Call(case, day_of(case, fit), luck)
    reviewed = _reviewed(case, fit, weights, labelled)
    result = consequences_under(call, fit, beliefs, relative, chosen_in(beliefs, reviewed))
    check_read(changes, beliefs.read)
    return result


def what_ifs(
    case: Case, fit: xr.DataTree, several: Sequence[Mapping[str, Any]], thin: int = 1
) -> xr.DataArray:
    """Value of the options that do not wait under each of several changes, in one pass over the
    draws.

    Parameters
    ----------
    several : changes as in `what_if`, each a mapping; an empty one leaves all as believed.
    thin : only every so many-th draw.

    Returns
    -------
    DataArray[setting, chain, draw(, set), option, attribute], relative to the baseline.

    Raises
    ------
    ValueError
        As in `what_if`.
    """
    draws = posterior_of(fit).isel(draw=slice(None, None, thin))
    read = quantities_read(case, fit)
    check_read([name for changes in several for name in changes], read)
    return values_of(case, fit, [(draws, changes) for changes in several], read)


def reviews(
    case: Case,
    fit: xr.DataTree,
    weights: Mapping[str, float],
    how: Exact,
    changes: Mapping[str, Any] | None = None,
) -> dict[date, Review]:
    """What is chosen at the review date of each option that waits, by that date; see
    `stakes.outcomes.waiting.choice_at`.
    """
    return {
        until: choice_at(case, fit, until, weights, changes or {}, how)
        for until in set(_waiting(case, fit).values())
    }


def _reviewed(
    case: Case,
    fit: xr.DataTree,
    weights: Mapping[str, float] | None,
    changes: Mapping[str, Any] | None = None,
) -> dict[date, Review]:
    """`reviews` by these weights, the default profile's if None; nothing where no option waits."""
    if not _waiting(case, fit):
        return {}
    weighed = case.profiles[case.default_profile].weights if weights is None else weights
    return reviews(case, fit, weighed, exact(case, fit), changes)


def _waiting(case: Case, fit: xr.DataTree) -> dict[str, date]:
    """Options that wait for a day that is still to come."""
    day = day_of(case, fit)
    return {
        name: o.until for name, o in case.options.items() if o.until is not None and o.until > day
    }


def expected(
    case: Case,
    fit: xr.DataTree,
    how: Exact,
    *,
    weights: Mapping[str, float],
    agreed: bool = False,
    reviewed: Mapping[date, Review] | None = None,
) -> xr.DataArray:
    """As `consequences`, with what can be integrated exactly at its expectation: the same means,
    with less noise.

    Returns
    -------
    DataArray[chain, draw(, set), option, attribute], relative to the baseline: means given what is
    left; see `exact.expectations`. For expected values and their differences alone: it has lost the
    spread of what was integrated.
    """
    draws, waiting = posterior_of(fit), {} if agreed else _waiting(case, fit)
    parts = expectations_of(case, fit, [(draws, {})], how, agreed=agreed).isel(setting=0)
    found = reviews(case, fit, weights, how) if waiting and reviewed is None else reviewed or {}
    for name, until in waiting.items():
        chosen = found[until].chosen
        if chosen.min() == chosen.max():
            later = expectations_of(case, fit, [(draws, {})], how, start=until)
            taken = later.isel(setting=0, option=int(chosen.min()), drop=True)
        else:
            taken = found[until].taken
        taken = taken - costs_of(case.options[name], parts["attribute"])
        parts = xr.concat(
            [
                parts,
                taken.broadcast_like(parts.isel(option=0, drop=True)).expand_dims(option=[name]),
            ],
            "option",
        )
    ordered = parts.sel(option=[name for name in case.options if name in parts["option"]])
    return ordered.transpose("chain", "draw", ..., "option", "attribute").assign_attrs(
        about(case, True)
    )


def consequences_under(
    call: Call,
    fit: xr.DataTree,
    beliefs: Beliefs,
    relative: bool,
    chosen: Mapping[date, Choice],
) -> xr.DataArray:
    """As `consequences`, of some beliefs, by a call; what is chosen on later days is known."""
    case = call.case
    parts, baseline = call.values(beliefs)
    waiting = {} if call.agreed else _waiting(case, fit)
    for name, until in waiting.items():
        taken, known = chosen[until]
        if (parts["option"][taken] == case.baseline).all():
            later = parts.sel(option=case.baseline, drop=True)
        else:
            then = call.values(beliefs, until)[0] if known is None or call.luck else known
            later = then.isel(option=taken).drop_vars("option")
        later = later - costs_of(case.options[name], parts["attribute"])
        parts = xr.concat([parts, later.expand_dims(option=[name])], "option")
    ordered = parts.sel(option=[name for name in case.options if name in parts["option"]])
    return (
        (ordered if relative else ordered + baseline)
        .transpose("chain", "draw", ..., "option", "attribute")
        .rename("consequences")
        .assign_attrs(about(case, relative))
    )
