"""The option to wait: take the baseline until a review date, then choose with the evidence that has arrived."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from zlib import crc32

import numpy as np
import xarray as xr

from stakes.case import Case
from stakes.decide import net_value
from stakes.labelled import sample_dims
from stakes.modules import load_module
from stakes.policy import chosen_by
from stakes.setting import Beliefs, Call
from stakes.voi import evsi

ARRIVALS = "analysis/arrivals.py"


class Waiting(NamedTuple):
    """What waiting until a date comes to.

    `parts` [chain, draw(, set), attribute] are relative to the baseline; `chosen` [chain, draw(, set)] is the position on ``option`` of what is
    chosen then; `later` [option] are the expected values of pursuing each option only from then on; `learned` is what the
    evidence that arrives is worth to the choice of that day: `evsi`.
    """

    parts: xr.DataArray
    chosen: xr.DataArray
    later: xr.DataArray
    learned: xr.Dataset


def arriving(case: Case, beliefs: Beliefs, as_of: date, until: date, seed: int) -> xr.Dataset:
    """Summaries of the evidence that would have arrived by a date, simulated once for each draw.

    Parameters
    ----------
    beliefs : posterior draws.
    as_of, until : what arrives after the first and by the second.
    seed : of the simulation.

    Returns
    -------
    Dataset[chain, draw(, set)]
    """
    rng = np.random.default_rng([seed, crc32(b"arrivals")])
    found: xr.Dataset = load_module(case.root / ARRIVALS).arrivals(beliefs, case.evidence_as_of(as_of), until, rng)
    return xr.Dataset({name: beliefs.labelled(x) for name, x in found.items()})


def wait(call: Call, beliefs: Beliefs, as_of: date, until: date, weights: Mapping[str, float]) -> Waiting:
    """What it is worth to take the baseline until a date, and then whatever the evidence of that day speaks for.

    The options' values from that day on are regressed on the summaries of the evidence; in each draw the option with the highest
    fitted value is chosen, by a regression that held the draw out, so that nothing is gained by fitting noise. Where what
    arrives is worth no more than noise would be, or choosing by it would be worse than not, the choice of that day is the same
    whatever arrives.

    Parameters
    ----------
    call, beliefs : as for the other options.
    as_of : evidence up to this day is in the beliefs.
    until : the review date.
    weights : of the attributes, for that choice.

    References
    ----------
    Strong, M. et al. (2015). Estimating the expected value of sample information using the probabilistic sensitivity analysis
    sample. Medical Decision Making 35(5), 570-583. Arrow, K. J. and Fisher, A. C. (1974). Environmental preservation,
    uncertainty, and irreversibility. Quarterly Journal of Economics 88(2), 312-319.
    """
    expected = Call(call.case, call.chosen, agreed=call.agreed).values(beliefs, until)[0]  # the choice foresees no event
    value = net_value(expected, weights)
    evidence = arriving(call.case, beliefs, as_of, until, call.case.seed)
    learned = evsi(value, evidence)
    mean = value.mean(sample_dims(value))
    chosen = chosen_by(value, evidence)
    gain = float(value.isel(option=chosen).mean()) - float(mean.max())
    if learned["indistinguishable"] or gain <= 0:  # whoever would choose worse by the evidence leaves it aside
        chosen = xr.full_like(chosen, int(mean.argmax("option")))
    later = expected if call.seed is None else call.values(beliefs, until)[0]
    return Waiting(later.isel(option=chosen).drop_vars("option"), chosen, mean, learned)


def by_review_date(call: Call, beliefs: Beliefs, as_of: date, dates: Iterable[date], weights: Mapping[str, float]) -> xr.Dataset:
    """What waiting is worth by the date to which one waits.

    Returns
    -------
    Dataset[review]
        learned, se, noise_floor: value of the evidence that would have arrived, to the choice of that day; and [review, option]
        later: expected value of pursuing the option only from then on; chosen: how often it would be chosen then.
    """
    found = {str(day): wait(call, beliefs, as_of, day, weights) for day in dates}
    options = next(iter(found.values())).later["option"].values
    shares = [[float((w.chosen == i).mean()) for i in range(len(options))] for w in found.values()]
    return xr.Dataset(
        {
            **{k: ("review", [float(w.learned[v]) for w in found.values()]) for k, v in NAMES.items()},
            "later": (("review", "option"), np.array([w.later.values for w in found.values()])),
            "chosen": (("review", "option"), np.array(shares)),
        },
        coords={"review": list(found), "option": options},
    )


NAMES = {"learned": "evsi", "se": "se", "noise_floor": "noise_floor"}
