"""Which of many options the rest of an assessment rests on: those that together lose least against
all.

Every option is valued. What compares them in pairs, or asks for their values again and again with
quantities set, would take hundreds of times as long for hundreds of them, and nobody would read it.
"""

from dataclasses import replace

from stakes.assessment.sensitivity.analysis import leading
from stakes.assessment.valuation import Valuation
from stakes.decision.covering_options import MOST, added
from stakes.decision.draws.arrays import Array, to_numpy
from stakes.decision.net_value import net_value
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequences import reviews

DRAWS = 4_000  # on which they are chosen


def narrowed(valuation: Valuation) -> Valuation:
    """The valuation of a shortlist of the options and of those that wait; the same if there are few
    options.

    An option that waits chooses among the shortlist.

    Parameters
    ----------
    valuation : what all options are worth.
    """
    v, kept = valuation, set(shortlist(valuation))
    if kept == set(v.ready):
        return v
    records = {name: o for name, o in v.case.options.items() if o.until is not None or name in kept}
    case = replace(v.case, options=records)
    here = [name for name in records if name in v.parts["option"]]
    return replace(
        v,
        case=case,
        reviewed=reviews(case, v.fit, v.weights, v.how) if v.reviewed else {},
        parts=v.parts.sel(option=here),
        drawn_means=v.drawn_means.sel(option=here),
        means=v.means.sel(option=here),
        absolute=v.absolute.sel(option=here),
    )


def shortlist(valuation: Valuation) -> list[str]:
    """Ids of at most `MOST` options that do not wait, in the order of the case; all, if there are
    no more.

    The baseline, the best two, the best by every profile, what a stage names and what the question
    asks about come first, all of them even if they are more. The others are added one by one, each
    the one with which the best of those chosen, found anew in each draw, is worth most on average
    (greedily: what an option adds falls with those that are there, so no other choice of as many
    adds much more).

    References
    ----------
    Nemhauser, G. L., Wolsey, L. A. and Fisher, M. L. (1978). An analysis of approximations for
    maximizing submodular set functions. Mathematical Programming 14, 265-294.
    """
    v, ids = valuation, valuation.ready
    if len(ids) <= MOST:
        return ids
    first = _first(v)
    chosen = added(_thinned(v), [ids.index(name) for name in first], MOST)
    return [name for i, name in enumerate(ids) if i in chosen]


def _first(v: Valuation) -> list[str]:
    means = v.means.sel(option=v.ready)
    best = [leading(net_value(means, p.weights))[0] for p in v.case.profiles.values()]
    named = [o for s in v.case.stages for held, later in s.opens.items() for o in (held, *later)]
    asked = [o for o in v.case.asked if o in v.ready]
    first = [v.case.baseline, *leading(net_value(means, v.weights)), *best, *named, *asked]
    return list(dict.fromkeys(first))


def _thinned(v: Valuation) -> Array:
    """Net values (option, sample) of some of the draws."""
    parts = fewer(v.parts, 1).sel(option=v.ready)
    draws = parts.sizes["chain"] * parts.sizes["draw"]
    some = parts.isel(draw=slice(None, None, -(-draws // DRAWS)))
    return to_numpy(net_value(some, v.weights), "option").reshape(len(v.ready), -1)
