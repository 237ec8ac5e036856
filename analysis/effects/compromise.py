"""A pass of shared data as an event with consequences, and exposure to Russia itself.

What is passed is of one kind: the interceptor, sensors and coverage, or battle management. It is
found or never; once found it is repaired, at a cost and after a time, or lived with. Loss of
sensors or battle management hurts tracking, which is common to all shots; that of interceptor
data single shots. Whoever else relies on the same ships and missiles bears the loss as well. What
a pass costs does not hang on the option but by the mix of kinds, so it is computed once for each
step.
"""

import numpy as np

from .moscow import logistic
from .numbers import ahead, fading, remaining
from .rungs import by_name, exposure, stacked

KINDS = ("interceptor", "sensor", "battle")
DATA = {"interceptor": "interceptor", "sensor": "sensor", "battle": "battle_management"}


def leak(n, steps, shield, status, options):
    """Cost of first passes, [option, draw], not positive."""
    each = np.stack([_cost(n, steps, shield, kind) for kind in KINDS])
    joint = by_name(options, rung=["joint"])
    alone, deep = (np.einsum("mn,mtn->tn", _mix(n, j), each) for j in (0.0, 1.0))
    alone, deep = (np.einsum("ton,tn->on", status.passed, cost) for cost in (alone, deep))
    return -(alone * (1 - joint) + deep * joint)


def _mix(n, joint):
    """Share of each kind among passes [kind, draw]; under joint control more is seen of the first
    and the last.
    """

    def share(name):
        p = n[name].clip(1e-9, 1 - 1e-9)
        return logistic(np.log(p / (1 - p)) + joint * n["passed_joint"])

    interceptor, battle = share("passed_interceptor"), share("passed_battle")
    rest = 1 - interceptor
    return np.stack([interceptor, rest * (1 - battle), rest * battle])


def _cost(n, steps, shield, kind):
    """What a pass at each step costs, [step, draw]: its repair once found, if it is repaired, and
    the loss until then.
    """
    repaired = n["found_within"] * n.at("repair_chance", DATA[kind])
    fade = np.exp(-steps.length / n["found_lag"])
    found = fading(steps.wide(steps.discount, 1) * np.ones(np.shape(fade)), fade) * (1 - fade)
    wait = n["repair_time_keys" if kind == "battle" else "repair_time_hardware"]
    loss = _loss(n, shield, kind)
    start, mended = steps.whole(n["leak_delay"]), steps.whole(n["leak_delay"] * 0 + wait)
    from_then = np.maximum(start, mended)
    since_found = np.exp(-(from_then - mended) * steps.length / n["found_lag"])
    whole = remaining(loss)
    after = ahead(whole, from_then) - since_found * ahead(fading(loss, fade), from_then)
    lasting = ahead(whole, start) - repaired * n["repair_restores"] * after
    return repaired * n[f"repair_cost_{kind}"] * found + lasting


def _loss(n, shield, kind):
    """Value lost in each step while a loss lasts, [step, draw], with that of other users."""
    shared = n["repair_shared"]
    if kind == "interceptor":
        return shield.by_shot + shared * shield.by_shot_partners
    more = np.minimum(n["loss_track"] * shield.missed, 1.0)
    return more * (shield.by_track + shared * shield.by_track_partners)


def guarding(n, steps, status, options):
    """Cost of guarding what is shared and of showing it to Russia, [option, draw]."""
    years = steps.discounted(status.at_work) * steps.length
    shown = stacked(exposure(n), options)
    guarded = np.where(by_name(options, rung=["safeguards"]) > 0, 1.0, shown)
    harm = n.happens("exposure costs", n["exposure_costs"]) * n["exposure_cost"]
    return -years * (guarded * n["guard_cost"] + shown * harm)
