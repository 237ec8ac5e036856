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

    `paper` is signed and not at work: not yet, no longer for the time of a rupture, or never.
    `gone` is neither in talks nor signed. `failed`: a deal pursued that lapses or never works.
    `passed`: the first pass of what is shared since it began or came back.
    """

    talks: np.ndarray
    paper: np.ndarray
    work: np.ndarray
    gone: np.ndarray
    signed: np.ndarray
    began: np.ndarray
    failed: np.ndarray
    passed: np.ndarray

    @property
    def at_work(self):
        """Chance of work by [step, option, draw]."""
        return self.work.sum(axis=1)


def status(n, steps, chain, options):
    """The `Status` of all options."""
    talks, signed, lapsed = _talking(n, steps, chain, options)
    arriving = _arriving(n, steps, chain, options, signed)
    works = n.happens("works", _working(n, options))
    began, never = arriving * works, arriving * (1 - works)
    work, paper, passed = _at_work(n, steps, chain, options, (signed, began))
    if n.setting.agreed:
        pursued = by_name(options, talks=["pursued"])
        began[0, 0], signed[0, 0] = began[0, 0] + pursued, signed[0, 0] + pursued
    path = chain.path[:, :, None]
    failed = never.sum(axis=1) + lapsed.sum(axis=1) * by_name(options, talks=["pursued"])
    return Status(
        talks,
        paper,
        work,
        path - talks - paper - work,
        signed.sum(axis=1),
        began.sum(axis=1),
        failed,
        passed,
    )


def _talking(n, steps, chain, options):
    """Masses in talks, and what is signed or lapses, [step, type, option, draw]."""
    before, after = _signing_chances(n, steps, options)
    lapse = np.where(
        by_name(options, talks=["lapse"]) > 0, 1 / n["lapse_time"], 1 / n["pursued_longer"]
    )
    half = -np.expm1(-lapse * steps.length / 2)  # before what is signed in a step, and after it
    talk = chain.path[0][:, None] * (1 - by_name(options, talks=["closed"]))
    if n.setting.agreed:
        talk = talk * (1 - by_name(options, talks=["pursued"]))
    rows = []
    for t, day in enumerate(steps.days):
        talk = chain.step(talk, t) if t else talk
        chance = after if steps.year[t] > ELECTIONS_OVER else before
        first = talk * n.happens(f"lapse {day}", half)
        signed = (talk - first) * n.happens(f"signed {day}", chance)
        second = (talk - first - signed) * n.happens(f"lapse late {day}", half)
        left = talk - first - signed - second
        rows.append(((talk + left) / 2, signed, first + second))
        talk = left
    return (np.stack(x) for x in zip(*rows, strict=True))


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
    pursued = by_name(options, talks=["pursued"])[:, 0] > 0
    classes = (hardware + law)[:, 0]
    found = np.zeros_like(signed)
    for k in np.unique(classes[pursued]):
        here = pursued & (classes == k)
        longer = k * n["work_lag_needs"] + n["work_lag_spread"] * n["work_lag_own"]
        lag = np.minimum(np.exp(n["work_lag"] + longer) / steps.length, 1e3)
        whole = np.floor(lag).astype(int)
        arrived = chain.arrived(later(signed[:, :, here], whole), whole)
        a_step_on = np.concatenate([np.zeros_like(arrived[:1]), arrived[:-1]])
        next_step = n.happens("lag", lag - whole)
        found[:, :, here] = arrived * (1 - next_step) + chain.arrived(a_step_on, 1) * next_step
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

    def of(self, day):
        """The same for one day: drawn by its luck, if there is any."""
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
    clean, known, halted, paper = (np.zeros(signed.shape[1:]) for _ in range(4))
    if n.setting.agreed:
        clean = chain.path[0][:, None] * by_name(options, talks=["pursued"])
    rows = []
    for t, day in enumerate(steps.days):
        if t:
            moved = chain.step(np.stack([clean, known, halted, paper], axis=1), t)
            clean, known, halted, paper = (moved[:, i] for i in range(4))
        passes, unfound, halts, stay, back = ends.of(day)
        before = clean + known, paper + halted
        clean, paper = clean + began[t], paper + signed[t] - began[t]
        passed = clean * passes
        clean, known = clean - passed, (known + passed) * unfound
        resumed, stopped = halted * back, (clean + known) * halts
        halted = halted - resumed + stopped
        clean, known = clean * stay + resumed, known * stay
        middle = (before[0] + clean + known) / 2, (before[1] + paper + halted) / 2
        rows.append((*middle, passed.sum(axis=0)))
    return (np.stack(x) for x in zip(*rows, strict=True))
