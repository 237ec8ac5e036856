"""Evidence that would arrive if nothing were done until a review date, simulated for each
posterior draw.

Only what goes on anyway, and only its structure: acts of Moscow, ruptures, answers to the plan,
tests, the statute, attacks. No outcome that became known after the as-of date is used. Summaries
are numbers per draw, so that later values of the options can be regressed on them.
"""

import numpy as np
import xarray as xr

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CONGRESS_DECIDES = np.datetime64("2011-12-31")  # end of the year's defence bill
TESTS_PER_YEAR = {"IA": 1.0, "IB": 1.4}  # 22 tests in 9.4 years make 2.3
ACTS_PER_YEAR = 1.5  # telling acts of Moscow: 25 stories in 17 years
REVIEWS = {"moscow_luck_2013": 1.563, "moscow_luck_2016": 5.057}  # years from June 2011
QUARTER = 0.25


def arrivals(beliefs, evidence, until, rng):
    """Summaries of the evidence that would be known by a date.

    Parameters
    ----------
    beliefs : Dataset[chain, draw, ...] of posterior draws.
    evidence : what is known on the as-of date.
    until : the review date.
    rng : source of the noise of what is observed.

    Returns
    -------
    Dataset[chain, draw] of summaries; those that say nothing before the date are left out.
    """
    now, then = np.datetime64(evidence.as_of), np.datetime64(until)
    years, span = (then - now) / DAY / YEAR, (np.datetime64(evidence.horizon) - now) / DAY / YEAR
    draws = _Draws(beliefs, rng)
    kind = _type_then(draws, years)
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

    def poisson(self, mean):
        return self.of(self.rng.poisson(self.filled(mean)))


def _type_then(draws, years):
    """Moscow's type at the review (0, 1, 2), drawn from the chain by the luck that the values from
    that day on share.
    """
    b = draws.beliefs
    state = [(b["moscow_type"].round() == k + 1) * 1.0 for k in range(3)]
    came = 0.0
    for name, review in REVIEWS.items():
        if years > review - 1.5:
            state = _moved(b, state, round((min(years, review) - came) / QUARTER))
            first, second = state[0], state[0] + state[1]
            kind = (b[name] >= first) * 1 + (b[name] >= second) * 1
            state, came = [(kind == k) * 1.0 for k in range(3)], review
    return sum(k * x for k, x in enumerate(state))


def _moved(b, state, steps):
    leave = 1 - np.exp(-b["moscow_switch"] * QUARTER)
    near, far = leave * b["moscow_to_middle"], leave * (1 - b["moscow_to_middle"])
    for _ in range(steps):
        partner, trader, rival = state
        to_each = trader * leave / 2
        state = [
            partner * (1 - leave) + rival * far + to_each,
            trader * (1 - leave) + (partner + rival) * near,
            rival * (1 - leave) + partner * far + to_each,
        ]
    return state


def _of_type(by_type, kind):
    return sum(by_type.isel(type=k, drop=True) * (kind == k) for k in range(3))


def _acts(draws, kind, years):
    """How many acts of the last two years before the review look like a partner's and a rival's;
    each is as telling as a clear one.
    """
    b = draws.beliefs
    own, far, tells = b["signal_own"], b["signal_far"], b["signal_clear"]
    number = round(ACTS_PER_YEAR * min(years, 2.0))
    ends = {"partner": 0, "rival": 2}
    found = {}
    for reading, k in ends.items():
        of_other_end, of_trader = (1 - own) * far, (1 - own) / 2
        like = xr.where(kind == k, own, xr.where(kind == 1, of_trader, of_other_end))
        found[f"acts_of_a_{reading}"] = draws.binomial(number, (1 - tells) / 3 + tells * like)
    return found


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
