"""What the draws say of each prediction of predictions.toml.

One function a prediction, of the same name. `beliefs` are the draws; `future` has the years to the
day that resolves it (`span`), what consequences are given besides the beliefs (`setting`), the
`evidence`, and a generator of chance (`rng`). An event gets its probability, a count or an amount
a number for each draw, a date the years to it, inf where it never comes: [chain, draw]. Options are
taken as pursued from June 2011, as NATO pursued an exchange of data.
"""

from .effects import foreseen as see

LISBON, HELICOPTERS = "AG48", "AG49"  # rows of the record of agreements
NEXT_OF_IA, FIRST_OF_IB, FIRST_OF_IIA = 8, 11, 8  # attempts that the predictions speak of


def data_by_chicago(beliefs, future):
    return see.pursued(beliefs, future, "information_sharing")["signed"]


def data_by_2016(beliefs, future):
    return see.pursued(beliefs, future, "information_sharing")["signed"]


def data_at_work(beliefs, future):
    return see.pursued(beliefs, future, "information_sharing")["works"]


def transparency_by_2016(beliefs, future):
    return see.pursued(beliefs, future, "transparency")["signed"]


def limits_by_2016(beliefs, future):
    return see.pursued(beliefs, future, "limits")["signed"]


def centre_by_2016(beliefs, future):
    return see.pursued(beliefs, future, "warning")["signed"]


def sectors_by_2016(beliefs, future):
    return see.pursued(beliefs, future, "separate_systems")["signed"]


def exercise_by_2012(beliefs, future):
    return see.pursued(beliefs, future, "exercises")["works"]


def lisbon_work(beliefs, future):
    needs = {"hardware": 1, "warning": 1, "warning_needs": 1}
    return see.working(beliefs, future, see.since(future, LISBON), **needs)


def helicopter_fund(beliefs, future):
    return see.working(beliefs, future, see.since(future, HELICOPTERS))


def joint_shield_by_2031(beliefs, future):
    """By the end of the horizon, and at the same pace from there on."""
    works = see.pursued(beliefs, future, "joint_control")["works"]
    return 1 - (1 - works.clip(0, 1)) ** max(future.span / future.setting.span, 1)


def suspension_by_2016(beliefs, future):
    return see.drawn(beliefs, see.Ruptures(beliefs, future).numbers.any(axis=0) * 1.0)


def first_suspension(beliefs, future):
    return see.drawn(beliefs, see.Ruptures(beliefs, future).first)


def suspensions_by_2020(beliefs, future):
    return see.drawn(beliefs, see.Ruptures(beliefs, future).numbers.sum(axis=0))


def notice_law(beliefs, future):
    return beliefs["congress_bar"]


def phase_4_dropped(beliefs, future):
    return beliefs["phase_4_cancelled"]


def phase_2_in_2015(beliefs, future):
    return (phase_2_day(beliefs, future) <= future.span) * 1.0


def phase_2_in_2016(beliefs, future):
    return (phase_2_day(beliefs, future) <= future.span) * 1.0


def phase_2_day(beliefs, future):
    return beliefs["phase_2_year"] + beliefs["slip_2"] - future.setting.start_year


def phase_3_by_2020(beliefs, future):
    return (phase_3_day(beliefs, future) <= future.span) * 1.0


def phase_3_day(beliefs, future):
    return beliefs["phase_3_year"] + beliefs["slip_34"] - future.setting.start_year


def sites_2020(beliefs, future):
    sites = phase_2_in_2016(beliefs, future) + phase_3_by_2020(beliefs, future)
    return sites * beliefs["site_interceptors"]


def sites_2024(beliefs, future):
    return sites_2020(beliefs, future)


def next_of_ia(beliefs, future):
    return see.hits(beliefs, future, "IA", NEXT_OF_IA)


def first_of_ib(beliefs, future):
    return see.hits(beliefs, future, "IB", FIRST_OF_IB)


def first_of_iia(beliefs, future):
    return see.hits(beliefs, future, "IIA", FIRST_OF_IIA)


def icbm_target(beliefs, future):
    return beliefs["block_success"].sel(block="IIA", drop=True)


def attack_by_2020(beliefs, future):
    return see.attack(beliefs, future)


def attack_by_2026(beliefs, future):
    return see.attack(beliefs, future)


def first_raid(beliefs, future):
    return beliefs["raid"]


def campaign_by_2020(beliefs, future):
    return see.at_least_one(beliefs["partner_rate"], future.span)


def campaign_by_2026(beliefs, future):
    return see.at_least_one(beliefs["partner_rate"], future.span)


def campaigns_by_2020(beliefs, future):
    return see.counted(beliefs, future, beliefs["partner_rate"] * future.span)


def campaign_missiles(beliefs, future):
    return beliefs["partner_raid"]


def combat_by_2020(beliefs, future):
    """As if every campaign met ships with SM-3."""
    rate = beliefs["partner_rate"] + beliefs["attack_rate"]
    return see.at_least_one(rate, future.span)


def nuclear_by_2020(beliefs, future):
    return beliefs["nuclear_2020"]


def decoys_by_2020(beliefs, future):
    return beliefs["countermeasures"]


def deaths_each(beliefs, future):
    return beliefs["deaths_conventional"]


def damage_each(beliefs, future):
    return beliefs["damage_conventional"]


def answer_by_2016(beliefs, future):
    return see.answered(beliefs, future, "strict")


def first_answer(beliefs, future):
    return see.first_answer(beliefs, future, "strict")


def payloads_by_2016(beliefs, future):
    return see.answered(beliefs, future, "strict", ["countermeasures"])


def new_weapon_day(beliefs, future):
    return see.first_answer(beliefs, future, "strict", ["new"])


def any_build_up(beliefs, future):
    return see.answered(beliefs, future, "broad")


def exit_over_shield(beliefs, future):
    return see.answered(beliefs, future, "strict", ["exit"])


def any_exit(beliefs, future):
    return see.answered(beliefs, future, "broad", ["exit"])


def known_passes(beliefs, future):
    return see.counted(beliefs, future, see.passes_known(beliefs, future.evidence, future.span))
