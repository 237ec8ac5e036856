"""Russian answers to the plan, by type and in time.

The hazard of an answer hangs on how the relation stands (talks, signed, at work, none of these)
and on Moscow's type. The first answer of a type comes at that hazard, further ones at a multiple.
It costs NATO from some years on, evenly for eight or ten years; what falls before the horizon
counts, and a working agreement stops a share of what is not yet spent. Answers are expected
numbers always: by the hazard averaged over the paths of the relation, or along the path drawn.
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


def answered(n, steps, status, options):
    """Discounted cost of answers under each option, [option, draw], not positive: of those that
    come while it is pursued, also where it is given up before they are paid for.
    """
    exposure = _exposure(n, status, options) * steps.length
    before = np.exp(_state(n, "talks")) * n.setting.since_decision
    running = np.cumsum(exposure, axis=0) - exposure + before
    stopped = 1 - steps.to_horizon(status.at_work) * n["answer_stopped"] * stacked(met(n), options)
    discount = steps.wide(steps.discount_to_horizon, 2)
    spending = sum(_spending(n, steps, group, (exposure, running)) for group in PROGRAMMES)
    cost = (spending * stopped * discount).sum(axis=0) * steps.length
    return -cost * _attributed(n)


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


def _exposure(n, status, options):
    """Exposure to answers, relative to refusal by the mean type: [step, option, draw]."""
    rival = ratio(n, rival=n["link_race_rival"])
    work = rival[:, None] * _at_work(n, options)
    return sum(
        np.einsum("tkon,kon->ton", mass, np.broadcast_to(factor, mass.shape[1:]))
        for mass, factor in (
            (status.talks, (rival * np.exp(_state(n, "talks")))[:, None]),
            (status.paper, (rival * np.exp(_state(n, "signed")))[:, None]),
            (status.gone, rival[:, None]),
            (status.work, work),
        )
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


def _spending(n, steps, programmes, exposed):
    """Cost a year of answers of some types, [step, option, draw], to the horizon."""
    delay, years, types = programmes
    came = sum(_came(n, name, exposed) * n[f"answer_cost_{name}"] for name in types)
    came = steps.to_horizon(came)
    middle = np.cumsum(came, axis=0) - came / 2
    due = delayed(middle, n[f"pay_delay_{delay}"] / steps.length)
    over = round(years / steps.length)
    due[over:] -= due[: max(len(due) - over, 0)].copy()
    return due / years


def _came(n, name, exposed):
    """Expected number of answers of a type in each step, [step, option, draw]."""
    exposure, running = exposed
    hazard = n.at("answer_hazard", reading(n), name)
    none_yet = np.exp(-hazard * running)
    first = none_yet * -np.expm1(-hazard * exposure)
    after_it = hazard * exposure - first  # the hazard summed over the time since the first
    return first + n["answered_sooner"] * after_it
