"""What follows from each option: the only place where options meet beliefs.

All terms are multilinear in a few independent events (an agreement works, a leak is active, an
attack comes, ...). Expected values use their probabilities, so that nothing rare is ever drawn;
simulated outcomes use 0 and 1 drawn with noise common to all options. Both run through the same
formulas. Amounts are billions of 2011 US dollars, discounted to the start.
"""

import numpy as np
import xarray as xr

ATTRIBUTES = ["protection", "veto", "leak", "arms_race", "alliance", "politics", "programme"]
ELECTIONS_OVER, SIGNING_REFERENCE = np.datetime64("2012-11-06"), np.datetime64("2016-06-30")
DAY, YEAR = np.timedelta64(1, "D"), 365.25


def consequences(beliefs, setting):
    """Value of every option by attribute.

    Parameters
    ----------
    beliefs : Dataset[..., and the model's own dims] of posterior draws, states recovered.
    setting : options, reader's parameters, periods[period] (years from start and length) and noise
        (None for expectations).

    Returns
    -------
    DataArray[..., option, attribute], relative to no agreement at all, and the absolute level of
    going alone [..., attribute].
    """
    world = _world(beliefs, setting)
    rows = [_option(beliefs, setting, world, option) for option in setting.options.values()]
    relative = xr.concat(rows, "option").assign_coords(option=list(setting.options))
    return relative, _baseline(beliefs, setting, world)


def _world(b, setting):
    """What holds whichever option is chosen: discounting, attacks and their damage, and the shield
    of the plan as announced.
    """
    at, length = setting.periods["at"], setting.periods["length"]
    progress = ((at + setting.since_decision) / (setting.since_decision + setting.span)).clip(0, 1)
    rate = b["attack_rate"] * length
    armed = progress * b["nuclear_2020"] * b["nuclear_given_attack"]  # share of attacks
    nuclear = setting.count("nuclear", rate * armed, rare=True)
    attacks = setting.count("attack", rate * (1 - armed)) + nuclear
    life = setting.parameters["value_of_life"]
    conventional = (
        b["raid"]
        * b["built_up"]
        * (b["deaths_conventional"] * life + b["damage_conventional"])
        / 1e3
    )
    bomb = b["deaths_nuclear"] * life + b["damage_nuclear"] * 1e3
    track = (
        b["track_plain"]
        + (b["track_countermeasures"] - b["track_plain"]) * b["countermeasures"] * progress
    )
    return xr.Dataset(
        {
            "discount": np.exp(
                -np.log1p(setting.parameters["discount_rate"]) * (at + setting.delay)
            ),
            "length": length,
            "conventional": attacks * conventional,
            "nuclear": nuclear * bomb,
            "track": track,
            "fruitful": _fruitful(b, at),
            **_interceptors(b, at + setting.start_year),
        }
    )


def _interceptors(b, year):
    """What is in service by period: success of one shot in combat, share of a raid engaged, share
    of the threat covered.
    """
    two, three = year >= b["phase_2_year"] + b["slip_2"], year >= b["phase_3_year"] + b["slip_34"]
    four = (year >= b["phase_4_year"] + b["slip_34"]) & (b["phase_4_cancelled"] < 0.5)
    success = {
        block: b["block_success"].sel(block=block, drop=True)
        for block in ("IA", "IB", "IIA", "IIB")
    }
    ships = b["ship_interceptors"] * xr.where(two, success["IB"], success["IA"])
    sites = b["site_interceptors"] * (
        two * success["IB"] + three * xr.where(four, success["IIB"], success["IIA"])
    )
    number = b["ship_interceptors"] + b["site_interceptors"] * (two * 1.0 + three)
    return {
        "sspk": b["combat_factor"] * (ships + sites) / number,
        "capacity": (number / (b["shots"] * b["raid"])).clip(max=1.0),
        "coverage": xr.where(
            three, b["coverage_3"], xr.where(two, b["coverage_2"], b["coverage_1"])
        ),
    }


def _negated(b, world, track, sspk):
    """Share of a conventional raid, and chance for a single warhead, that the shield stops
    (Wilkening 2000).
    """
    one = world["coverage"] * track * (1 - (1 - sspk) ** b["shots"])
    return one * world["capacity"], one


def _averted(b, world, setting, track, sspk):
    """Discounted damage averted by period, if NATO's own authority to fire holds."""
    raid, warhead = _negated(b, world, track, sspk)
    averted = world["conventional"] * raid + world["nuclear"] * setting.chance(
        "intercept", warhead, by_period=True
    )
    return (
        world["discount"]
        * averted
        * (1 - setting.chance("authority", b["veto_nato"], by_period=True))
    )


def _option(b, setting, world, option):
    if option.agreement == "none":
        zero = 0.0 * b["attack_rate"]
        return xr.concat([zero] * len(ATTRIBUTES), "attribute").assign_coords(attribute=ATTRIBUTES)
    pact = _agreement(b, setting, option)
    parts = _shield(b, setting, world, option, pact) | {
        "arms_race": _arms_race(b, setting, world, option, pact),
        "alliance": _alliance(b, setting, world, option, pact),
        "politics": -(1 - pact["signed"].isel(period=-1))
        * b["failed_cost"]
        * world["discount"].isel(period=-1),
        "programme": -(pact["newly_works"] * world["discount"]).sum("period")
        * b[f"interface_{option.agreement}"],
    }
    return xr.concat([parts[a] for a in ATTRIBUTES], "attribute").assign_coords(
        attribute=ATTRIBUTES
    )


def _agreement(b, setting, option):
    """Signed, working, and newly working by period; a constant rate of signing that may change once
    both elections are over.
    """
    p = b[f"sign_{option.agreement}"]
    odds = p / (1 - p) * xr.where(b["congress_bar"] > 0.5, b["congress_odds"], 1.0)
    before = (ELECTIONS_OVER - setting.decided) / DAY / YEAR
    after = (SIGNING_REFERENCE - ELECTIONS_OVER) / DAY / YEAR
    rate = np.log1p(odds) / (before + b["election_odds"] * after)
    until = max(0.0, before - setting.since_decision)

    def signed_by(t):
        t = t.clip(min=0)
        return -np.expm1(-rate * (t.clip(max=until) + b["election_odds"] * (t - until).clip(min=0)))

    at = setting.periods["at"]
    if setting.agreed:
        certain = 1.0 + 0.0 * rate + 0.0 * at
        return {"signed": certain, "works": certain, "newly_works": _rise(certain)}
    signed = setting.chance("signed", signed_by(at))
    works = setting.chance("signed", signed_by(at - b["sign_to_work"])) * setting.chance(
        "works", b["work_given_sign"]
    )
    return {"signed": signed, "works": works, "newly_works": _rise(works)}


def _rise(cumulated):
    return cumulated - cumulated.shift(period=1, fill_value=0.0)


def _shield(b, setting, world, option, pact):
    """Protection, then what a veto takes of it, then what a leak takes of the rest."""
    gain = (
        b["track_gain"]
        * {
            "none": 0.0,
            "little": b["track_gain_little"],
            "some": 1.0,
            "most": b["track_gain_most"],
        }[option.exposure]
    )
    reach = xr.where(b["radar_view"] > 0.5, b["radar_reach"], _overflight(b))
    shared = world["track"] + (1 - world["track"]) * (gain * reach).clip(max=1.0)
    alone, better = (
        _averted(b, world, setting, track, world["sspk"]) for track in (world["track"], shared)
    )
    refused = _refused(b, setting, option)
    exposed = option.exposure in ("little", "most")
    loss = (b["leak_loss"] * (b[f"leak_loss_{option.exposure}"] if exposed else 1.0)).clip(max=1.0)
    leaky = _averted(b, world, setting, shared, world["sspk"] * (1 - loss))
    return {
        "protection": (pact["works"] * (better - alone)).sum("period"),
        "veto": -(pact["works"] * refused * better).sum("period"),
        "leak": -(
            _leak_active(b, setting, world, option, pact) * (1 - refused) * (better - leaky)
        ).sum("period"),
    }


def _overflight(b):
    return (1 - b["near_share"]) * b["overflight_far"]


def _refused(b, setting, option):
    """Chance that a working agreement leaves a threat unengaged: no consent, late consent, or
    Russia's own sector left open.
    """
    if option.veto == "everywhere":
        withheld = setting.chance("consent", b["veto_joint"], by_period=True)
        return withheld + (1 - withheld) * setting.chance("late", b["late_joint"], by_period=True)
    if option.veto == "sector":
        return _overflight(b) * setting.chance("sector", b["veto_sector"], by_period=True)
    return 0.0 * setting.periods["at"]


def _fruitful(b, at):
    """Years of sharing that bear fruit by a period: not before a delay, and not once the system has
    adapted; by their start.
    """
    return np.minimum(
        (at - at.rename(period="start") - b["leak_delay"]).clip(min=0), b["adapt_time"]
    )


def _leak_active(b, setting, world, option, pact):
    """Chance that by a period the agreement has leaked, Iran exploits it, and the system has not
    yet adapted.
    """
    ratio = {
        "none": 0.0,
        "little": b["leak_exposure_little"],
        "some": 1.0,
        "most": b["leak_exposure_most"],
    }[option.exposure]
    activity = 1 - b["leak_entity_share"] + b["leak_entity_share"] * b["entity_activity"]
    hazard = b["leak_hazard"] * activity * ratio
    active = setting.chance(
        "leak", -np.expm1(-hazard * world["fruitful"])
    )  # one leak or more that still bears fruit
    return xr.dot(pact["newly_works"].rename(period="start"), active, dim="start")


def _race(b):
    """Probability of a response to the plan alone, and how much of it cooperation of any kind would
    take away.
    """
    broad = b["broad_reading"] > 0.5
    strict_and_broad = [
        [b[name].sel(reading=r, drop=True) for r in ("strict", "broad")]
        for name in ("race_alone", "race_cooperating")
    ]
    alone, cooperating = (xr.where(broad, wide, strict) for strict, wide in strict_and_broad)
    return alone, (alone - cooperating) * b["causal_share"]


def _race_cost(b, setting, world):
    """Discounted cost of a response by period: nothing at first, then evenly to the horizon."""
    running = setting.periods["at"] + setting.since_decision > b["race_start"]
    return (
        running
        * b["race_cost"]
        / (setting.years - b["race_start"])
        * world["length"]
        * world["discount"]
    )


def _arms_race(b, setting, world, option, pact):
    alone, effect = _race(b)
    addressed = b[f"addressed_{option.agreement}"] * xr.where(
        b["objection_sincere"] > 0.5, 1.0, b["addressed_insincere"]
    )
    fewer = setting.chance("race", alone) - setting.chance(
        "race", (alone - effect * addressed).clip(0, 1)
    )
    return (pact["works"] * fewer * _race_cost(b, setting, world)).sum("period")


def _alliance(b, setting, world, option, pact):
    eroded = setting.chance("erosion", b[f"erode_{option.agreement}"]) * b["erode_cost"]
    yearly = xr.where(
        b["cohesion_effect"] > 0,
        -eroded,
        xr.where(b["cohesion_effect"] < 0, b["cohesion_gain"], 0.0),
    )
    return (pact["works"] * yearly * world["length"] * world["discount"]).sum("period")


def _baseline(b, setting, world):
    """Absolute level of going alone: damage that gets through and the arms race; other attributes
    are zero by definition.
    """
    full = (world["discount"] * (world["conventional"] + world["nuclear"])).sum("period")
    averted = _averted(b, world, setting, world["track"], world["sspk"]).sum("period")
    race = (
        setting.chance("race", _race(b)[0])
        * b["race_cost"]
        / setting.years
        * (world["length"] * world["discount"]).sum("period")
    )
    zero = 0.0 * full
    levels = {"protection": averted - full, "arms_race": -race}
    return xr.concat([levels.get(a, zero) for a in ATTRIBUTES], "attribute").assign_coords(
        attribute=ATTRIBUTES
    )
