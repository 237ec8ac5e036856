"""Evidence that would arrive if nothing were done until a review date, simulated for each
posterior draw.

Only what goes on anyway, and only its structure: acts of Moscow, ruptures, answers to the plan,
tests, the statute, attacks. No outcome that became known after the as-of date is used. Summaries
are numbers per draw, so that later values of the options can be regressed on them.
"""

import numpy as np
import xarray as xr

from .effects.moscow import REVIEWS, TYPE, type_then

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CONGRESS_DECIDES = np.datetime64("2011-12-31")  # end of the year's defence bill
# 22 tests in 9.4 years make 2.3 a year; most of the new block: expert judgement.
TESTS_PER_YEAR = {"IA": 1.0, "IB": 1.3}
ACTS_PER_YEAR = 1.5  # telling acts of Moscow: 25 acts, of 22 stories, in 17 years


def arrivals(beliefs, evidence, until, rng):
    """Summaries of the evidence that would be known by a date.

    Parameters
    ----------
    beliefs : Dataset[chain, draw, ...] of posterior draws.
    evidence : what is known by now, and the day of the choice, from which on evidence arrives.
    until : the review date.
    rng : source of the noise of what is observed.

    Returns
    -------
    Dataset[chain, draw] of summaries; those that say nothing before the date are left out.
    """
    now, then = np.datetime64(evidence.start), np.datetime64(until)
    years, span = (then - now) / DAY / YEAR, (np.datetime64(evidence.horizon) - now) / DAY / YEAR
    draws = _Draws(beliefs, rng)
    kind = _type_then(draws, evidence.start, until)
    found = {
        **_tests(draws, years),
        **_acts(draws, kind, years),
        **_answers(draws, years),
        "ruptures": draws.poisson(_of_type(beliefs["rupture_by_type"], kind) * years),
        "attacks": draws.poisson(beliefs["attack_rate"] * years),
        "campaigns": draws.poisson(beliefs["partner_rate"] * years),
        "countermeasures_shown": _shown(draws, beliefs["countermeasures"], years / span),
        "phase_4_dropped": _shown(draws, beliefs["phase_4_cancelled"], years / span),
    }
    if then >= CONGRESS_DECIDES > now:
        found["congress_bar_enacted"] = beliefs["congress_bar"]
    return xr.Dataset(
        {
            name: x.drop_vars(set(x.coords) - {"chain", "draw"})
            for name, x in found.items()
            if float(x.std()) > 0
        }
    )


class _Draws:
    """Random numbers in the shape of the posterior draws."""

    def __init__(self, beliefs, rng):
        self.like, self.rng = beliefs["attack_rate"], rng
        self.beliefs = beliefs

    def of(self, values):
        return self.like.copy(data=np.asarray(values, float)).drop_attrs()

    def filled(self, x):
        return (self.like * 0 + x).transpose(*self.like.dims).values

    def binomial(self, n, p):
        return self.of(self.rng.binomial(int(n), np.clip(self.filled(p), 0, 1)))

    def multinomial(self, n, chances):
        p = np.stack([self.filled(x) for x in chances], axis=-1)
        return self.rng.multinomial(n, p / p.sum(axis=-1, keepdims=True))

    def poisson(self, mean):
        return self.of(self.rng.poisson(self.filled(mean)))


def _type_then(draws, now, then):
    """Moscow's type at the review (0, 1, 2), drawn from the chain by the luck that the values from
    that day on share.
    """
    plain = {name: draws.filled(draws.beliefs[name]) for name in (*TYPE, *REVIEWS)}
    year = then.year + (then.timetuple().tm_yday - 1) / YEAR
    state = type_then(plain, year - (then - now).days / YEAR, year)
    return draws.of(state.argmax(axis=0))


def _of_type(by_type, kind):
    return sum(by_type.isel(type=k, drop=True) * (kind == k) for k in range(3))


def _acts(draws, kind, years):
    """How many acts of the last two years before the review look like a partner's and a rival's;
    each is as telling as a clear one. A year's acts reflect the type, or an occasion common to
    them.
    """
    looks, span = _looks(draws.beliefs), min(years, 2.0)
    of_type = [sum(by_type[k] * (kind == k) for k in range(3)) for by_type in looks]
    of_occasion = [sum(by_type) / 3 for by_type in looks]
    acts = np.arange(round(ACTS_PER_YEAR * span))
    seen = 0
    for of_year in np.array_split(acts, max(int(np.ceil(span)), 1)):
        tells = draws.binomial(1, draws.beliefs["signal_year"])
        chances = [o + tells * (t - o) for t, o in zip(of_type, of_occasion, strict=True)]
        seen = seen + draws.multinomial(of_year.size, chances)
    return {
        f"acts_of_a_{name}": draws.of(seen[..., at]) for name, at in (("partner", 0), ("rival", 2))
    }


def _looks(b):
    """Chances of what a clear act looks like, by reading and type."""
    own, tells = b["signal_own"], b["signal_clear"]
    far, near, half = ((1 - own) * x for x in (b["signal_far"], 1 - b["signal_far"], 0.5))
    fully = [[own, half, far], [near, own, near], [far, half, own]]
    return [[(1 - tells) / 3 + tells * x for x in by_type] for by_type in fully]


def _answers(draws, years):
    """Whether a first answer of each type, tied to the plan, has come while talks went on."""
    b = draws.beliefs
    hazard = b["answer_hazard"].sel(answer_reading="strict", drop=True)
    hazard = hazard * np.exp(b["state_talks"].sel(answer_reading="strict", drop=True))
    return {
        f"answer_{name}": draws.binomial(1, 1 - np.exp(-hazard.sel(answer=name, drop=True) * years))
        for name in hazard["answer"].values
    }


def _tests(draws, years):
    success = draws.beliefs["block_success"]
    return {
        f"hits_{block}": draws.binomial(round(rate * years), success.sel(block=block, drop=True))
        for block, rate in TESTS_PER_YEAR.items()
    }


def _shown(draws, event, share):
    """Whether something that comes at a date uniform over the horizon has come by the review."""
    return draws.binomial(1, event * min(share, 1.0))
