"""The shield of the plan as announced, what it is worth, and what an agreement does to it.

Everything that an agreement changes is a share of missiles stopped, so that its value is linear
in what is worth a year: damage, the war that an attack begins, partners that the same ships
defend, and deterrence and assurance as far as they follow from what would truly be stopped.
"""

from dataclasses import dataclass

import numpy as np

from .moscow import logistic
from .rungs import by_name, stacked, tracking

BLOCKS = ("IA", "IB", "IIA", "IIB")


@dataclass(frozen=True)
class Shield:
    """Values of a step, discounted, [step, draw].

    `full` is all damage that the shield is there to avert, `averted` what it averts as announced,
    `worth` what it is worth beyond that. `by_track` is the value that is proportional to the chance
    of a track, and `by_track_partners` that of partners; `by_shot` and `by_shot_partners` what it
    loses for each share of single-shot success lost; `missed` is the chance of a missed track over
    that of a track.
    """

    full: np.ndarray
    averted: np.ndarray
    worth: np.ndarray
    by_track: np.ndarray
    by_track_partners: np.ndarray
    by_shot: np.ndarray
    by_shot_partners: np.ndarray
    missed: np.ndarray


def shield(n, steps):
    """The `Shield` of the plan without any agreement."""
    plan = _Plan(n, steps)
    full, damage, partners = _damage(n, steps, plan)
    expected = damage if n.certain else _damage(n.expecting, steps, plan)[1]
    worth = _worth(n, steps, expected)  # for NATO Europe
    follows = worth * n["worth_follows"]
    loss = np.clip(plan.one_lost / np.where(plan.one > 0, plan.one, 1.0), 0, None)
    return Shield(
        full=full,
        averted=damage + partners,
        worth=worth,
        by_track=damage + follows,
        by_track_partners=partners,
        by_shot=(damage + follows) * loss,
        by_shot_partners=partners * loss,
        missed=(1 - plan.track) / plan.track,
    )


def _damage(n, steps, plan):
    """All damage, and what the plan averts of it among members and among partners: discounted, in
    each step.
    """
    discount = steps.wide(steps.discount, 1)
    allowed = 1 - n.happens_each("authority", steps, _each_step(steps, n["veto_nato"]))
    attacks, nuclear = _attacks(n, steps)
    raid, war, bomb = _losses(n)
    stopped = plan.track * plan.one * plan.capacity
    warhead = n.happens_each("warhead", steps, stopped)
    averted = attacks * (raid + war) * stopped + nuclear * bomb * warhead
    theirs, share = _partners(n, steps, plan)
    full = attacks * (raid + n["war_cost"]) + nuclear * bomb + theirs
    return discount * full, discount * allowed * averted, discount * theirs * share


def _each_step(steps, x):
    return np.broadcast_to(x, (steps.number, *np.shape(x)))


class _Plan:
    """What is in service by step: tracks, success of shots, share of a raid engaged."""

    def __init__(self, n, steps):
        self.n, year = n, steps.wide(steps.year, 1)
        two = year >= n["phase_2_year"] + n["slip_2"]
        three = year >= n["phase_3_year"] + n["slip_34"]
        four = (year >= n["phase_4_year"] + n["slip_34"]) & (n["phase_4_cancelled"] < 0.5)
        progress = steps.wide(steps.progress, 1)
        worse = (n["track_countermeasures"] - n["track_plain"]) * n["countermeasures"]
        self.track = np.clip(n["track_plain"] + worse * progress, 1e-6, 1)
        success = {block: n.at("block_success", block) for block in BLOCKS}
        ships, sites = n["ship_interceptors"], n["site_interceptors"]
        hits = ships * np.where(two, success["IB"], success["IA"]) + sites * (
            two * success["IB"] + three * np.where(four, success["IIB"], success["IIA"])
        )
        self.number = ships + sites * (two * 1.0 + three)
        self.shot = n["combat_factor"] * hits / self.number
        self.capacity = (self.number / (n["shots"] * n["raid"])).clip(max=1.0)
        miss = 1 - self.shot
        self.salvo = 1 - miss ** n["shots"]
        self.one = self.salvo * self._coverage(two, three)
        lost = self._salvo_lost(miss)
        self.one_lost = lost * self._coverage(two, three)

    def _salvo_lost(self, miss):
        """By how much a loss of single-shot success (`loss_shot`) lowers that of a salvo."""
        n = self.n
        weaker = 1 - self.shot * (1 - n["loss_shot"])
        return weaker ** n["shots"] - miss ** n["shots"]

    def _coverage(self, two, three):
        n = self.n
        first = n["coverage_1"]
        second = first + (1 - first) * n["coverage_step_2"]
        third = second + (1 - second) * n["coverage_step_3"]
        return np.where(three, third, np.where(two, second, first))


def _attacks(n, steps):
    """Attacks on members in a step, and how many of them are nuclear."""
    nuclear = n.rare_counts("nuclear", steps, lambda n: _expected_attacks(n, steps)[1])
    attacks, with_nuclear = _expected_attacks(n, steps)
    return n.counts("attack", steps, attacks - with_nuclear) + nuclear, nuclear


def _expected_attacks(n, steps):
    able = steps.wide(steps.progress, 1) * n["nuclear_2020"]
    more = np.exp(n["attack_when_nuclear"])
    attacks = n["attack_rate"] * (1 + able * (more - 1)) * steps.length
    return attacks, n["attack_rate"] * able * more * n["nuclear_given_attack"] * steps.length


def _losses(n):
    """Loss from one raid, of a war that stopping it avoids, and from one nuclear weapon."""
    life = n.setting.parameters["value_of_life"]
    missile = n["deaths_conventional"] * life + n["damage_conventional"]
    raid = n["raid"] * n["built_up"] * missile / 1e3 * n["injuries"]
    bomb = (n["deaths_nuclear"] * life + n["damage_nuclear"] * 1e3) * n["injuries"]
    return raid, n["war_cost"] * n["war_avoided"], bomb


def _partners(n, steps, plan):
    """Damage to partners and forces in a step, undiscounted, of missiles for which SM-3 is the
    shield, and the share of it that ships stop.
    """
    campaigns = n.counts("campaign", steps, _each_step(steps, n["partner_rate"] * steps.length))
    aimed = n["partner_raid"] * n["partner_share"]
    damage = aimed * n["partner_damage"] / 1e3
    engaged = (n["ship_interceptors"] / (n["shots"] * aimed)).clip(max=1.0)
    return campaigns * damage, plan.track * plan.salvo * engaged


def _worth(n, steps, averted):
    """Worth beyond damage in a step, discounted: what the shield is held to be worth over a
    decade, less the damage to members that it averts; none for a reader who counts damage only.
    """
    if n.setting.parameters["damage_only"] > 0.5:
        return np.zeros(averted.shape)
    discount = steps.wide(steps.discount, 1)
    decade = averted.sum(axis=0) / discount.sum() * 10 / steps.length
    yearly = np.maximum(n["shield_worth"] - decade, 0) / 10
    return yearly * discount * steps.length


def protected(n, shield, status, options):
    """Value that better tracking brings, and that withheld consent takes, [option, draw]."""
    gain = _gain(n, options)
    weaker = np.einsum("tkon,kon->ton", status.work, _refused(n, options))
    better = shield.missed * shield.by_track  # for each share of missed tracks recovered

    def over_time(share, worth):
        return np.einsum("ton,tn->on", share, worth)

    protection = over_time(status.at_work, better) * gain
    veto = -over_time(weaker, shield.by_track) - over_time(weaker, better) * gain
    return protection, veto


def _gain(n, options):
    """Share of missed tracks that an agreement recovers, [option, draw]."""
    return (stacked(tracking(n), options) * _reach(n)).clip(max=1.0)


def gained(n):
    """Share of missed tracks that information sharing recovers."""
    return tracking(n)["information"] * _reach(n)


def _reach(n):
    """Share of the threat within reach of Russian sensors."""
    seen = n["radar_view"] > 0.5
    return seen * n["radar_reach"] + (1 - seen) * overflight(n)


def overflight(n):
    """Share of the threat that crosses Russia."""
    return (1 - n["near_share"]) * n["overflight_far"]


def _refused(n, options):
    """Chance that an agreement at work leaves a threat unengaged, [type, option, draw]: no consent
    or late consent, or Russia's own sector left open.
    """
    by_type = np.stack([0 * n["veto_joint"]] * 2 + [n["link_consent_rival"]])

    def withheld(name):
        p = n[name].clip(1e-9, 1 - 1e-9)
        return logistic(np.log(p / (1 - p)) + by_type)

    joint = withheld("veto_joint")
    joint = joint + (1 - joint) * n["late_joint"]
    sector = withheld("veto_sector") * overflight(n)
    everywhere = by_name(options, veto=["everywhere"])
    return joint[:, None] * everywhere + sector[:, None] * by_name(options, veto=["sector"])
