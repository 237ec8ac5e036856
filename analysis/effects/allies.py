"""The alliance: erosion of collective defence and ease of strain, as events while an agreement
works, whose cost or worth lasts on, also beyond the horizon and the agreement.
"""

import numpy as np

from .rungs import RUNGS, by_name, depth, erosion, stacked


def cohesion(n, steps, status, options):
    """Worth of ease less cost of erosion, [option, draw]."""
    years = status.at_work * steps.length
    lasting = steps.annuity(n["erosion_lasts"])
    eroded = n.counts("erosion", steps, _erosions(n, status, stacked(erosion(n), options), years))
    rate = np.exp(n["ease_level"] + stacked(depth(n), options) * n["ease_depth"])
    shared = by_name(options, rung=RUNGS[1:])
    eased = n.counts("ease", steps, rate * shared * years)
    eroded, eased = (np.einsum("ton,tn->on", x, lasting) for x in (eroded, eased))
    return eased * n["ease_worth"] - eroded * erosion_cost(n)


def _erosions(n, status, rate, years):
    """Expected erosions in each step, [step, option, draw], by the years at work in it: of each
    agreement a first, and further ones.

    The record knows first ones alone. A further one waits until the cost of the one before it has
    run out: at a rate r they then come at r / (1 + r years), as pulses in a counter with that dead
    time (Cox 1962).
    """
    works = np.maximum(status.began.sum(axis=0), 1e-12)
    again = 1 / (1 + rate * n["erosion_lasts"])
    expected = np.cumsum(years, axis=0)
    expected *= rate / works
    came = expected * again - (1 - again) * np.expm1(-expected)
    came[1:] -= came[:-1].copy()
    return came * works


def erosion_cost(n):
    """Yearly cost of an erosion: what reassures those who mind it, and credibility that may go with
    it.
    """
    worst = n.happens("erosion worst", n["erosion_worst"])
    visit = n.happens("erosion visit", n["erosion_visit"])
    lost = n.happens("credibility lost", n["credibility_lost"])
    milder = visit * n["reassure_visit"] + (1 - visit) * n["reassure_words"]
    reassured = worst * n["reassure_forces"] + (1 - worst) * milder
    return reassured + lost * n["credibility_cost"]
