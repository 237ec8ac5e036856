"""How far each option has come, step by step and by type of Moscow: talks, paper, work, over.

Masses are chances given the draw, or, with luck, 0 and 1 along one path that all options share.
An agreement is signed at a rate, comes to work after a lag or never, and can stop: with a
rupture, from which it may come back; for other reasons; or because what was shared is known to
have been passed on.
"""

from dataclasses import dataclass

import numpy as np

from .moscow import logistic, ratio, shift, sincere
from .numbers import later
from .rungs import by_name, erosion, exposure, signing, stacked

ELECTIONS_OVER = 2012 + 310 / 366  # the American one of 6 November 2012; the Russian one is before


@dataclass(frozen=True)
class Status:
    """Masses by [step, type, option, draw], and what happens in a step, [step, option, draw].

    `at_work` is the chance of work, [step, option, draw]. `paper` is signed and not at work: not
    yet, no longer for the time of a rupture, or never.
    What is in none of these is neither in talks nor signed. `failed`: a deal pursued that lapses or
    never works.
    `passed`: the first pass of what is shared since it began or came back.
    """

    talks: np.ndarray
    paper: np.ndarray
    work: np.ndarray
    at_work: np.ndarray
    signed: np.ndarray
    began: np.ndarray
    failed: np.ndarray
    passed: np.ndarray


def status(n, steps, chain, options):
    """The `Status` of all options."""
    sought = np.array([o.talks == "pursued" for o in options])  # nothing is signed of the others
    deals = [o for o in options if o.talks == "pursued"]
    talks, signed, lapsed = _talking(n, steps, chain, options)
    agreed = np.compress(sought, signed, axis=2)
    arriving = _arriving(n, steps, chain, deals, agreed)
    began = arriving * n.happens("works", _working(n, deals))
    masses = _at_work(n, steps, chain, deals, (agreed, began))
    work, paper, passed = (_of_all(x, sought) for x in masses)
    signed, came = signed.sum(axis=1), _of_all(began.sum(axis=1), sought)
    failed = _of_all(arriving.sum(axis=1), sought) - came + lapsed * sought[:, None]
    if n.setting.agreed:
        came[0, sought] += 1.0
        signed[0, sought] += 1.0
    return Status(talks, paper, work, work.sum(axis=1), signed, came, failed, passed)


def _of_all(x, sought):
    """What is [..., option, draw] of the options that seek a deal, with 0 for the others."""
    found = np.zeros((*x.shape[:-2], sought.size, x.shape[-1]))
    found[..., sought, :] = x
    return found


def _talking(n, steps, chain, options):
    """Masses in talks, and what is signed [step, type, option, draw]; what lapses [step, option,
    draw].
    """
    before, after = _signing_chances(n, steps, options)
    lapse = np.where(
        by_name(options, talks=["lapse"]) > 0, 1 / n["lapse_time"], 1 / n["pursued_longer"]
    )
    half = -np.expm1(-lapse * steps.length / 2)  # before what is signed in a step, and after it
    talk = chain.path[0][:, None] * (1 - by_name(options, talks=["closed"]))
    if n.setting.agreed:
        talk = talk * (1 - by_name(options, talks=["pursued"]))
    talks, signed = np.empty((2, steps.number, *talk.shape))
    lapsed = np.empty((steps.number, *talk.shape[1:]))
    for t, day in enumerate(steps.days):
        talk = chain.step(talk, t) if t else talk
        chance = after if steps.year[t] > ELECTIONS_OVER else before
        first = talk * n.happens(f"lapse {day}", half)
        left = talk - first
        np.multiply(left, n.happens(f"signed {day}", chance), out=signed[t])
        left -= signed[t]
        second = left * n.happens(f"lapse late {day}", half)
        left -= second
        np.add(talk, left, out=talks[t])
        np.sum(first + second, axis=0, out=lapsed[t])
        talk = left
    talks /= 2
    return talks, signed, lapsed


def _signing_chances(n, steps, options):
    """Chance of signing within a step, [type, option, draw], before and after both elections."""
    rates, risk = signing(n), erosion(n)
    seen = {rung: np.log10(x / risk["exercises"]) for rung, x in risk.items()}
    agreed = {rung: x * np.exp(-n["consensus"] * seen[rung]) for rung, x in rates.items()}
    barred = np.where(n["congress_bar"] > 0.5, n["congress_odds"], 1.0)
    by_type = ratio(n, np.exp(n["link_sign_partner"]), np.exp(-n["link_sign_rival"]))
    rate = by_type[:, None] * (stacked(agreed, options) * barred)
    return steps.chance(rate), steps.chance(rate * n["election_odds"])


def needs(options):
    """Whether hardware and whether law is needed, each [option, 1]."""
    return [by_name(options, needs=[one, "hardware and law"]) for one in ("hardware", "law")]


def _arriving(n, steps, chain, options, signed):
    """What was signed and comes to be decided, [step, type, option, draw]: after a lag that is
    longer with what is needed.
    """
    hardware, law = needs(options)
    classes = (hardware + law)[:, 0]
    found = np.empty_like(signed)
    for k in np.unique(classes):
        here = classes == k
        longer = k * n["work_lag_needs"] + n["work_lag_spread"] * n["work_lag_own"]
        lag = np.minimum(np.exp(n["work_lag"] + longer) / steps.length, 1e3)
        whole = np.floor(lag).astype(int)
        next_step = n.happens("lag", lag - whole)
        left = later(np.compress(here, signed, axis=2), whole)
        arrived = chain.arrived(left, whole, 1 - next_step)
        arrived[1:] += chain.arrived(left[:-1], whole + 1, next_step)
        found[:, :, here] = arrived
    return found


def _working(n, options):
    """Chance that what is signed comes to work, [type, option, draw]."""
    hardware, law = needs(options)
    level = (
        n["work_level"]
        + n["work_warning"]
        + hardware * n["work_hardware"]
        + law * n["work_treaty"]
        + np.maximum(hardware, law) * n["work_warning_needs"]
    )
    by_type = shift(n, n["link_work_partner"], -n["link_work_rival"])
    return logistic(level + by_type[:, None])


def passing(n, options):
    """Rate of passes that Iran would not get anyway, [type, option, draw]."""
    by_type = ratio(n, n["pass_partner"], n["pass_rival"])
    own = n["pass_policy"] + sincere(n) * n["pass_if_sincere"]  # a weaker shield is worth it
    rate = (own * by_type + n["pass_entities"]) * n["pass_needed"]
    return rate[:, None] * stacked(exposure(n), options)


class _Ends:
    """Chances within a step of what happens to work, [type, option, draw] or less."""

    def __init__(self, n, steps, options):
        self.n = n
        rule = by_name(options, on_suspicion=["stop"])
        self.passing = steps.chance(passing(n, options))
        self.found = steps.chance(n["found_within"] / n["found_lag"]) * np.maximum(
            rule, n["stop_on_suspicion"]
        )
        self.rupture = steps.chance(n["rupture_by_type"])[:, None]
        self.other = steps.chance(n["end_other"])
        self.back = steps.chance(1 / np.maximum(n["rupture_resume_time"], 1e-3))
        self.always = self._drawn("any") if n.certain else None

    def of(self, day):
        """The same for one day: drawn by its luck, if there is any."""
        return self.always or self._drawn(day)

    def _drawn(self, day):
        happens = self.n.happens
        stops = happens(f"rupture {day}", self.rupture) * happens(
            f"stops {day}", self.n["rupture_stops"]
        )
        stay = (1 - stops) * (1 - happens(f"end {day}", self.other))
        return (
            happens(f"pass {day}", self.passing),
            1 - happens(f"found {day}", self.found),
            stops * happens(f"comes back {day}", self.n["rupture_resumes"]),
            stay,
            happens(f"back {day}", self.back),
        )


def _at_work(n, steps, chain, options, flows):
    """Masses at work and on paper [step, type, option, draw], and first passes [step, option,
    draw].
    """
    signed, began = flows
    ends = _Ends(n, steps, options)
    work, paper, passed = np.empty_like(began), np.empty_like(began), np.empty(began[:, 0].shape)
    now = np.zeros((3, 4, *began.shape[2:]))
    if n.setting.agreed:
        now[:, 0] = chain.path[0][:, None]
    for t, day in enumerate(steps.days):
        now = chain.step(now, t) if t else now
        clean, known, halted, idle = (now[:, i] for i in range(4))
        passes, unfound, halts, stay, back = ends.of(day)
        np.add(clean, known, out=work[t])
        np.add(halted, idle, out=paper[t])
        clean += began[t]
        idle += signed[t] - began[t]
        newly = clean * passes
        np.sum(newly, axis=0, out=passed[t])
        clean -= newly
        known += newly
        known *= unfound
        resumed = halted * back
        halted += (clean + known) * halts - resumed
        clean *= stay
        clean += resumed
        known *= stay
        work[t] += clean + known
        paper[t] += halted + idle
    work /= 2
    paper /= 2
    return work, paper, passed
