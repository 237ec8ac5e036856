"""Russian answers to the plan, by type and in time.

The hazard of an answer hangs on how the relation stands (talks, signed, at work, none of these)
and on Moscow's type. The first answer of a type comes at that hazard, further ones at a multiple,
each when the one before it is built. It costs NATO from some years on, evenly for eight or ten
years; what falls before the horizon counts, and a working agreement stops a share of what is not
yet spent. Answers are expected numbers always: by the hazard averaged over the paths of the
relation, or along the path drawn.
"""

import numpy as np

from .moscow import ratio, sincere
from .numbers import delayed
from .rungs import DEEP, by_name, met, priced, stacked

PROGRAMMES = (  # answers whose cost begins after the same delay and runs for as many years
    ("declared", 8, ("declared",)),
    ("arms", 8, ("countermeasures",)),
    ("arms", 10, ("new", "exit")),
)


def answered(n, steps, chain, status, options):
    """Discounted cost of answers under each option, [option, draw], not positive: of those that
    come while it is pursued, also where it is given up before they are paid for.
    """
    running = _running(n, steps, _exposure(n, chain, status, options) * steps.length)
    share = n["answer_stopped"] * stacked(met(n), options)
    stopped = 1 - steps.to_horizon(status.at_work) * share
    spending = sum(_spending(n, steps, group, running) for group in PROGRAMMES)
    cost = np.einsum("t,ton,ton->on", steps.discount_to_horizon, spending, stopped)
    return -cost * steps.length * _attributed(n)


def _running(n, steps, exposure):
    """Exposure so far, from the as-of date, at the start of each step and at the end of the last,
    [step + 1, option, draw].
    """
    running = np.empty((len(exposure) + steps.after + 1, *exposure.shape[1:]))
    running[0] = np.exp(_state(n, "talks")) * n.setting.since_decision
    for t, more in enumerate(exposure):
        np.add(running[t], more, out=running[t + 1])
    running[len(exposure) + 1 :] = running[len(exposure)]
    return running


def reading(n):
    """The reader's definition of an answer."""
    return "broad" if n.setting.parameters["answers_broad"] > 0.5 else "strict"


def _attributed(n):
    broad = n["attributed_broad"] if reading(n) == "broad" else 1.0
    return n["attributed_strict"] * broad


def _state(n, name):
    """Shift of the log hazard in a state of the relation, against refusal."""
    if name == "working":
        return n[f"state_working_{reading(n)}"]
    return n.at(f"state_{name}", reading(n))


def _exposure(n, chain, status, options):
    """Exposure to answers, relative to refusal by the mean type: [step, option, draw]."""
    rival = ratio(n, rival=n["link_race_rival"])
    refused = np.einsum("tkn,kn->tn", chain.path, rival)[:, None]
    more = (  # in a state of the relation than in refusal
        (status.talks, np.expm1(_state(n, "talks"))),
        (status.paper, np.expm1(_state(n, "signed"))),
        (status.work, _at_work(n, options) - 1),
    )
    return refused + sum(
        np.einsum("tkon,kon->ton", mass, np.broadcast_to(rival[:, None] * x, mass.shape[1:]))
        for mass, x in more
    )


def _at_work(n, options):
    """Factor on the hazard while an agreement works, [type, option, draw], with or without limits
    in it, and by whether the objection is sincere.
    """
    honest = sincere(n)[:, None]
    plain, limited = stacked(met(n), options), met(n)["limits"]
    carried = with_limits(n, options)
    working, limit = _state(n, "working"), _state(n, "limit")

    def factor(kept):
        deeper = kept * np.maximum(plain, limited)
        return (1 - carried) * np.exp(working * kept * plain) + carried * np.exp(
            working * deeper - limit
        )

    return honest * factor(1.0) + (1 - honest) * factor(n["met_insincere"])


def with_limits(n, options):
    """Chance that what is signed carries limits, [option, draw]."""
    return priced(n) * by_name(options, rung=DEEP) + by_name(options, rung=["limits"])


def _spending(n, steps, programmes, running):
    """Cost a year of answers of some types, [step, option, draw], to the horizon."""
    delay, years, types = programmes
    came = _came(n, types, years, running)
    middle = (came[1:] + came[:-1]) / 2
    due = delayed(middle, n[f"pay_delay_{delay}"] / steps.length)
    over = round(years / steps.length)
    due[over:] -= due[: max(len(due) - over, 0)].copy()
    due /= years
    return due


def _came(n, types, years, running):
    """Expected cost of answers of some types since the start, by the exposure so far: of each at
    most one first, and further ones at a multiple of the hazard.

    A further one waits until the one before it is built, after so many `years`: at a rate r they
    then come at r / (1 + r years), as pulses in a counter with that dead time (Cox 1962).
    """
    found = 0.0
    for name in types:
        hazard, cost = n.at("answer_hazard", reading(n), name), n[f"answer_cost_{name}"]
        again = n["answered_sooner"] / (1 + n["answered_sooner"] * hazard * years)
        none_yet = running * -hazard
        np.exp(none_yet, out=none_yet)
        none_yet *= (1 - again) * cost
        found = found + running * (again * hazard * cost) - none_yet
    found -= found[0].copy()
    return found
