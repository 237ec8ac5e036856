"""What predictions are made of: chances by a day, days of first events, numbers of them.

Arrays are plain, [draw] of all chains one after another, until `drawn` labels them.
"""

from dataclasses import replace

import numpy as np
import xarray as xr
from scipy.special import ndtr

import stakes

from .forecasts import forecasts
from .moscow import Chain, logistic, ratio
from .numbers import Numbers, Steps

DAY, YEAR = np.timedelta64(1, "D"), 365.25
ANSWERS = ("declared", "countermeasures", "new", "exit")
CLASSES = ("medium", "missile_defence")  # of channels whose known passes are evidence


def drawn(beliefs, x):
    """Plain draws [draw] as DataArray[chain, draw]."""
    like = beliefs["attack_rate"].transpose("chain", "draw")
    return xr.DataArray(np.reshape(x, like.shape), dims=("chain", "draw"))


def pursued(beliefs, future, option):
    """Chances by the day that resolves it if an option is pursued; see `forecasts`."""
    one = replace(future.setting, options={option: future.setting.options[option]})
    return forecasts(beliefs, one, future.span).isel(option=0, drop=True)


def working(beliefs, future, since, **needs):
    """Chance that what was agreed so many years before the start, and is not at work, comes to work
    by the day that resolves it; `needs` as in the record of agreements.
    """
    logit = beliefs["work_level"] + sum(beliefs[f"work_{k}"] * v for k, v in needs.items())
    more = needs.get("hardware", 0) + needs.get("treaty", 0)
    middle = beliefs["work_lag"] + more * beliefs["work_lag_needs"]
    before, by_then = (
        ndtr((np.log(years) - middle) / beliefs["work_lag_spread"])
        for years in (since, since + future.span)
    )
    chance = logistic(logit)
    return chance * (by_then - before) / (1 - chance * before)


def since(future, agreement):
    """Years from the day of an agreement on the record to the as-of date."""
    rows = future.evidence["agreements_typed"]
    (day,) = rows.loc[rows["id"] == agreement, "agreed"]
    return (np.datetime64(future.evidence.as_of) - day.to_datetime64()) / DAY / YEAR


def passes_known(beliefs, evidence, years):
    """Expected number of passes [chain, draw] that become known in so many more years, from the
    channels of the record, old sharing included.
    """
    rows = evidence["cooperation_channels"]
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(evidence.as_of)
    begun, ended = (
        xr.DataArray((now - day.to_numpy("datetime64[D]")) / DAY / YEAR, dims="channel")
        for day in (rows["sharing_start"], rows["sharing_end"].fillna(now))
    )
    over = xr.DataArray(rows["sharing_end"].notna().to_numpy(), dims="channel")
    found = beliefs["detect_ever"], beliefs["detect_lag"]
    shown = stakes.reported_years(begun + years, ended + over * years, *found)
    more = shown - stakes.reported_years(begun, ended, *found)
    kinds = xr.DataArray(rows["reference_class"].to_numpy(), dims="channel")
    weighed = sum(
        more.where(kinds == kind, 0.0).sum("channel") * np.exp(beliefs[f"discrepancy_{kind}"])
        for kind in CLASSES
    )
    return ((beliefs["pass_policy"] + beliefs["pass_entities"]) * weighed).clip(min=0)


def at_least_one(rate, years):
    """Chance of an event at a yearly rate within so many years."""
    return -np.expm1(-rate * years)


class Ruptures:
    """Ruptures along sampled paths of Moscow's type: numbers by step, [step, draw]."""

    def __init__(self, beliefs, future):
        n = Numbers(beliefs, future.setting)
        self.steps = Steps(future.setting, future.span)
        chain = Chain(n, self.steps)
        rates, state, rows = n["rupture_by_type"] * self.steps.length, chain.now, []
        for _ in range(self.steps.number):
            rows.append(future.rng.poisson((rates * state).sum(axis=0)))
            state = _one(chain.mixed(state), future.rng)
        self.numbers = np.stack(rows)

    @property
    def first(self):
        """Years to the first of them, inf where there is none."""
        came = self.numbers > 0
        return np.where(came.any(axis=0), self.steps.at[came.argmax(axis=0)], np.inf)


def _one(chances, rng):
    """One type [type, draw] by its chances."""
    below = np.cumsum(chances, axis=0) - chances
    luck = rng.random(chances.shape[1:])
    return (np.arange(3)[:, None] == ((luck >= below).sum(axis=0) - 1)[None]) * 1.0


def answer_hazard(beliefs, future, reading, answers=ANSWERS):
    """Cumulative hazard of first answers of some types, [step, draw], in talks, and the steps."""
    n = Numbers(beliefs, future.setting)
    steps = Steps(future.setting, future.span)
    chain = Chain(n, steps)
    rival = ratio(n, rival=n["link_race_rival"]) * np.exp(n.at("state_talks", reading))
    exposure = (chain.path * rival[None]).sum(axis=1) * steps.length
    rate = sum(n.at("answer_hazard", reading, answer) for answer in answers)
    return rate * np.cumsum(exposure, axis=0), steps


def answered(beliefs, future, reading, answers=ANSWERS):
    """Chance of an answer by the day that resolves it."""
    hazard, _ = answer_hazard(beliefs, future, reading, answers)
    return drawn(beliefs, -np.expm1(-hazard[-1]))


def first_answer(beliefs, future, reading, answers=ANSWERS):
    """Years to the first answer, inf where there is none."""
    hazard, steps = answer_hazard(beliefs, future, reading, answers)
    luck = future.rng.standard_exponential(hazard.shape[1:])
    step = (hazard < luck).sum(axis=0)
    before = np.concatenate([np.zeros((1, luck.size)), hazard])
    at = np.minimum(step, len(hazard) - 1)[None]
    low, high = (np.take_along_axis(before, at + k, axis=0)[0] for k in (0, 1))
    years = (at[0] + (luck - low) / (high - low)) * steps.length
    return drawn(beliefs, np.where(step < len(hazard), years, np.inf))


def attack(beliefs, future):
    """Chance of an attack on members by the day that resolves it: the rate changes as Iran comes to
    be able to mount a warhead.
    """
    horizon, span = future.setting.years, future.span
    able = span**2 / (2 * horizon) if span < horizon else span - horizon / 2
    more = beliefs["nuclear_2020"] * np.expm1(beliefs["attack_when_nuclear"]) * able
    return at_least_one(beliefs["attack_rate"], span + more)


def hits(beliefs, future, block, attempts):
    """Hits in so many attempts of a block, drawn."""
    success = beliefs["block_success"].sel(block=block, drop=True)
    return success.copy(data=future.rng.binomial(attempts, success.values).astype(float))


def counted(beliefs, future, mean):
    """Poisson numbers with these means, drawn."""
    return drawn(beliefs, future.rng.poisson(mean.transpose("chain", "draw").values).astype(float))
