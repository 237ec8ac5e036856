"""What knowing more would be worth to the case at hand: quantities, studies, and waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import xarray as xr

from stakes.assessment.statements.readings import CLEARLY
from stakes.assessment.valuation import Valuation, labels_compared
from stakes.case.case import Case
from stakes.decision.acceptability import acceptability
from stakes.decision.draws.arrays import option_draws, option_ids, varies
from stakes.decision.draws.branches import one_branch
from stakes.decision.draws.summaries.summary import leads
from stakes.decision.information.net_benefit_of_sampling import enbs
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.information.sample_information import evsi
from stakes.decision.net_value import net_value
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.stochastic_dominance import dominance
from stakes.inference.drawn.draw_sets import few_sets, fewer
from stakes.inference.states import STATE
from stakes.outcomes.option_values import day_of
from stakes.outcomes.sequences import best_sequence
from stakes.outcomes.study_simulation import simulate_study
from stakes.outcomes.waiting import by_review_date, choice_at
from stakes.progress import step

SETS = 4  # of the draws, where a regression on each quantity takes time
MANY = 60  # quantities, from which all are looked at in one set first
LARGEST = 20  # of which so many are then looked at in as many sets as where there are few
AVERSION = (
    0.0,
    0.1,
    0.3,
    1.0,
)  # per standard deviation of the baseline's outcomes, where the case gives none of its own
SWEEP = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True)
class Information:
    """Values of information, all in the unit of the case and among the options that do not wait,
    but for `waiting`.

    Attributes
    ----------
    evpi : Dataset: evpi, mcse.
    evppi : Dataset[group]: evppi, se, noise_floor, indistinguishable, share_of_evpi; label. In
        falling order.
    topics : Dataset[group]: the same, of all quantities of a topic together.
    studies : by study, Dataset[size]: evsi, se, noise_floor, indistinguishable, cost, enbs;
        best_size, worthwhile.
    sequence : as from `stakes.policy`; see `stakes.outcomes.sequences`. None where no stage of the
        case is still to come.
    waiting : Dataset[review]; see `stakes.outcomes.waiting.by_review_date`. None where no option
        waits.
    acceptability : by attribute, P(best)[sweep, option] as its weight goes from 0 to 8 times the
        profile's.
    equivalents : DataArray[risk_aversion, option]: certainty equivalents of absolute, simulated
        outcomes.
    dominance : Dataset[option, other]: first, second.
    """

    evpi: xr.Dataset
    evppi: xr.Dataset
    topics: xr.Dataset
    studies: Mapping[str, xr.Dataset]
    sequence: xr.Dataset | None
    waiting: xr.Dataset | None
    acceptability: Mapping[str, xr.DataArray]
    equivalents: xr.DataArray
    dominance: xr.Dataset


@step("information", "Working out what knowing more would be worth: up to two minutes.")
@labels_compared()
def inform(valuation: Valuation) -> Information:
    """All values of information of a fit under one profile's weights.

    Parameters
    ----------
    valuation : what the options are worth; its means give expected values with little noise.
    """
    v = valuation
    now = v.parts.sel(option=v.ready)
    value = net_value(now, v.weights)
    few = few_sets(v.fit, SETS)
    some, means = fewer(value, SETS), v.means.sel(option=v.ready)
    aversions = xr.DataArray(list(_aversions(v.case, v.absolute)), dims="risk_aversion")
    return Information(
        evpi=evpi(value),
        evppi=_evppi(v.case, few, some),
        topics=_of_topics(v.case, fewer(some, 1), few["posterior"].to_dataset()),
        studies={name: _study(v.case, few, some, name) for name in v.case.studies},
        sequence=best_sequence(v.case, v.fit, v.weights, v.how),
        waiting=_waiting(v, few),
        acceptability={
            str(a): _acceptability(now, means, v.weights, str(a))
            for a in now["attribute"].values
            if v.weights[str(a)] > 0
        },
        equivalents=certainty_equivalent(v.absolute, aversions, v.case.baseline),
        dominance=dominance(one_branch(fewer(v.absolute, SETS))),
    )


def _aversions(case: Case, absolute: xr.DataArray) -> tuple[float, ...]:
    """The case's own, or multiples of 1/sd of the baseline's outcomes, to one digit; only 0 where
    these do not vary.
    """
    if case.risk_aversion is not None:
        return case.risk_aversion
    sd = float(one_branch(absolute).sel(option=case.baseline).std())
    return tuple(float(f"{a / sd:.0e}") for a in AVERSION) if sd > 0 else (0.0,)


def _evppi(case: Case, fit: xr.DataTree, value: xr.DataArray) -> xr.Dataset:
    """Of every quantity that varies, and of every drawn state."""
    draws = fit["posterior"].to_dataset()
    names = [name for name in case.quantities if name in draws and varies(draws[name])]
    states = [f"{name}{STATE}" for name in names if f"{name}{STATE}" in draws]
    table = _largest_again(value, draws[names + states])
    label = [
        case.quantities[n.removesuffix(STATE)].label
        + (": which state holds" if n.endswith(STATE) else "")
        for n in table["group"].values.tolist()
    ]
    return _falling(table.assign(label=("group", label)))


def _largest_again(value: xr.DataArray, draws: xr.Dataset) -> xr.Dataset:
    """EVPPI of each variable: where these are many by one set of the draws first, and of those with
    the largest by all.
    """
    if len(draws.data_vars) < MANY:
        return evppi(value, draws)
    first = _falling(evppi(fewer(value, 1), fewer(draws, 1)))
    groups = [str(g) for g in first["group"].values]
    again = evppi(value, draws[groups[:LARGEST]])
    return xr.concat([again, first.sel(group=groups[LARGEST:])], "group", data_vars="minimal")


def _falling(table: xr.Dataset) -> xr.Dataset:
    return table.isel(group=np.argsort(-table["evppi"].values, kind="stable"))


def _of_topics(case: Case, value: xr.DataArray, posterior: xr.Dataset) -> xr.Dataset:
    """Of all quantities of each topic that vary, known together."""
    draws, topics = fewer(posterior, 1), dict[str, list[str]]()
    for name, quantity in case.quantities.items():
        if name in draws and varies(draws[name]):
            topics.setdefault(quantity.topic, []).append(name)
    table = evppi(value, draws[[name for names in topics.values() for name in names]], topics)
    label = [case.topics.get(topic, topic) for topic in topics]
    return _falling(table.assign(label=("group", label)))


def _study(case: Case, fit: xr.DataTree, value: xr.DataArray, name: str) -> xr.Dataset:
    study = case.studies[name]
    table = evsi(value, simulate_study(case, fit, name))
    cost = xr.DataArray(
        [study.cost * size for size in study.sizes], dims="size", coords={"size": list(study.sizes)}
    )
    net = enbs(table, cost)
    return table.assign(
        cost=cost, enbs=net["enbs"], best_size=net["best_size"], worthwhile=net["worthwhile"]
    )


def _waiting(v: Valuation, few: xr.DataTree) -> xr.Dataset | None:
    """By review date: the options' own, the year after the as-of date and half-way to the
    horizon.
    """
    own = v.reviewed
    if not own:
        return None
    day, horizon = day_of(v.case, v.fit), v.case.horizon
    years = (date(year, 1, 1) for year in (day.year + 1, (day.year + horizon.year) // 2))
    dates = sorted({*own, *(d for d in years if day < d < horizon)})
    return by_review_date(
        {d: own[d] if d in own else choice_at(v.case, few, d, v.weights, {}, v.how) for d in dates}
    )


def _acceptability(
    parts: xr.DataArray, means: xr.DataArray, weights: Mapping[str, float], attribute: str
) -> xr.DataArray:
    """P(best) by the draws; the frontier by expected values, and the ids of all that cannot be told
    from it.
    """
    names = parts["attribute"].values
    base = np.array([weights[str(a)] for a in names])
    rows = np.array([np.where(names == attribute, base * factor, base) for factor in SWEEP])
    sweep = xr.DataArray(
        rows, dims=("sweep", "attribute"), coords={"sweep": list(SWEEP), "attribute": names}
    )
    options, best, near = option_ids(means), [], []
    for row in sweep:
        _, lead, first = leads(option_draws(net_value(means, row)), options)
        close = lead.mean <= CLEARLY * lead.error
        best.append(options[first])
        near.append(
            " or ".join(sorted(o for o, is_close in zip(options, close, strict=True) if is_close))
        )
    return acceptability(parts, sweep).assign_coords(frontier=("sweep", best), near=("sweep", near))
