"""The option to wait: take the baseline until a review date, then choose with the evidence that has
arrived.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.case.options import Option
from stakes.case.reading.case_code import running
from stakes.case.reading.module_loading import load_module
from stakes.decision.covering_options import MOST, added
from stakes.decision.draws.arrays import Array, sample_dims, to_numpy
from stakes.decision.information.sample_information import evsi
from stakes.decision.net_value import net_value
from stakes.decision.sequence.policy import choices
from stakes.decision.sequence.stage import Stage
from stakes.inference.drawn.recipe import recipe_of
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.exact.expectations import expectations_of
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import day_of, posterior_of, set_to

ARRIVALS = "analysis/arrivals.py"
DRAWS = 4_000  # by which options are kept, of many


class Choice(NamedTuple):
    """What is chosen on a later day.

    `option` is its position on ``option`` [chain, draw(, set)]; `parts` are the expected values of
    pursuing each option only from then on [chain, draw(, set), option, attribute], None where the
    choice does not hang on them.
    """

    option: xr.DataArray
    parts: xr.DataArray | None


class Review(NamedTuple):
    """What waiting until a date comes to.

    Attributes
    ----------
    call, until, as_of, weights : how it was asked for.
    parts : DataArray[chain, draw(, set), option, attribute]: expected value of pursuing each option
        only from that day on.
    chosen : DataArray[chain, draw(, set)]: position on ``option`` of what is chosen then.
    learned : what the evidence that arrives is worth to the choice of that day: `evsi`.
    kept : positions of the options among which is chosen: of very many, those that cover all.
    """

    call: Call
    until: date
    as_of: date
    weights: Mapping[str, float]
    parts: xr.DataArray
    chosen: xr.DataArray
    learned: xr.Dataset
    kept: Array

    @property
    def later(self) -> xr.DataArray:
        """Expected net value of each option if pursued only from then on, [option]."""
        return net_value(self.parts, self.weights).mean(sample_dims(self.chosen))

    @property
    def taken(self) -> xr.DataArray:
        """Expected value by attribute of what is chosen in each draw, [chain, draw(, set),
        attribute].
        """
        return self.parts.isel(option=self.chosen).drop_vars("option")

    def choose(self, beliefs: Beliefs) -> Choice:
        """What is chosen in other draws; the same in all if the evidence would not change the
        choice.
        """
        first = int(self.chosen.min())
        if first == int(self.chosen.max()):
            same = xr.DataArray(np.full(beliefs.shape, first), dims=("chain", "draw"))
            return Choice(beliefs.labelled(same), None)
        parts = self.call.values(beliefs, self.until)[0]
        value = net_value(parts, self.weights).isel(option=self.kept)
        evidence = arriving(self.call.case, beliefs, self.as_of, self.until)
        return Choice(_chosen(value, evidence, self.kept), parts)


def arriving(case: Case, beliefs: Beliefs, as_of: date, until: date) -> xr.Dataset:
    """Summaries of the evidence that would have arrived by a date, simulated once for each draw.

    Parameters
    ----------
    beliefs : posterior draws.
    as_of, until : what arrives after the first and by the second.

    Returns
    -------
    Dataset[chain, draw(, set)]
    """
    rng = np.random.default_rng([case.seed, crc32(b"arrivals")])
    path, known = case.root / ARRIVALS, case.evidence_as_of(as_of)
    with running(case.root, path, "arrivals"):
        found: xr.Dataset = load_module(path).arrivals(beliefs, known, until, rng)
        return xr.Dataset({name: beliefs.labelled(x) for name, x in found.items()})


def choice_at(
    case: Case,
    fit: xr.DataTree,
    until: date,
    weights: Mapping[str, float],
    changes: Mapping[str, Any],
    how: Exact,
) -> Review:
    """What one would choose at a review date, with the evidence that has arrived by then.

    The options' values from that day on are regressed on the summaries of the evidence; in each
    draw the option with the highest fitted value is chosen, by a regression that held the draw out
    and is followed only as far as that pays (`stakes.policy`), so that nothing is gained by fitting
    noise. Where what arrives is worth no more than noise would be, the choice of that day is the
    same whatever arrives.

    Parameters
    ----------
    case, fit : an open case and its fit.
    until : the review date.
    weights : of the attributes, for that choice.
    changes : quantities that are set, as in `stakes.what_if`.
    how : what can be integrated exactly.

    References
    ----------
    Strong, M. et al. (2015). Estimating the expected value of sample information using the
    probabilistic sensitivity analysis sample. Medical Decision Making 35(5), 570-583. Arrow, K. J.
    and Fisher, A. C. (1974). Environmental preservation, uncertainty, and irreversibility.
    Quarterly Journal of Economics 88(2), 312-319.
    """
    as_of = date.fromisoformat(fit.attrs["as_of"])
    draws = posterior_of(fit)
    changed = draws.assign(
        {k: v for change in changes.items() for k, v in set_to(draws, *change).items()}
    )
    beliefs = Beliefs(changed)
    evidence = arriving(case, beliefs, as_of, until)
    parts = expectations_of(
        case, fit, [(draws, changes)], how.without(beliefs.read, recipe_of(draws)), start=until
    ).isel(setting=0)
    value = net_value(parts, weights)
    mean = value.mean(sample_dims(value))
    kept = _kept(value, int(mean.argmax("option")))
    few = value.isel(option=kept)
    learned = evsi(few, evidence)
    chosen = _chosen(few, evidence, kept)
    if learned["indistinguishable"]:
        chosen = xr.full_like(chosen, int(mean.argmax("option")))
    return Review(
        Call(case, day_of(case, fit)), until, as_of, weights, parts, chosen, learned, kept
    )


def chosen_in(beliefs: Beliefs, reviewed: Mapping[date, Review]) -> dict[date, Choice]:
    """What is chosen at each review date in some draws."""
    return {until: review.choose(beliefs) for until, review in reviewed.items()}


def costs_of(option: Option, attributes: xr.DataArray) -> xr.DataArray:
    """What waiting costs whatever is chosen then, [attribute]."""
    costs = [option.costs.get(str(name), 0.0) for name in attributes.to_numpy()]
    return xr.DataArray(costs, {"attribute": attributes.to_numpy()}, "attribute")


def _kept(value: xr.DataArray, best: int) -> Array:
    """Positions of the options among which is chosen: all; of very many, some that cover them."""
    x = to_numpy(value, "option").reshape(value.sizes["option"], -1)
    step = -(-x.shape[1] // DRAWS)
    return np.array(sorted(added(x[:, ::step], [best], MOST)))


def _chosen(value: xr.DataArray, evidence: xr.Dataset, kept: Array) -> xr.DataArray:
    """Position of what would be chosen on one day with the evidence of that day, by the positions
    of its options: the simplest of sequences.
    """
    found = choices([Stage("review", value, evidence)]).isel(stage=0, drop=True)
    return found.copy(data=kept[found.to_numpy()])


def by_review_date(found: Mapping[date, Review]) -> xr.Dataset:
    """What waiting is worth by the date to which one waits.

    Returns
    -------
    Dataset[review]
        learned, se, noise_floor: value of the evidence that would have arrived, to the choice of
        that day; and [review, option] later: expected value of pursuing the option only from then
        on; chosen: how often it would be chosen then.
    """
    options = next(iter(found.values())).parts["option"].values
    shares = [[float((w.chosen == i).mean()) for i in range(len(options))] for w in found.values()]
    return xr.Dataset(
        {
            **{
                k: ("review", [float(w.learned[v]) for w in found.values()])
                for k, v in NAMES.items()
            },
            "later": (("review", "option"), np.array([w.later.values for w in found.values()])),
            "chosen": (("review", "option"), np.array(shares)),
        },
        coords={"review": [str(day) for day in found], "option": options},
    )


NAMES = {"learned": "evsi", "se": "se", "noise_floor": "noise_floor"}
