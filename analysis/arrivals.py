"""Evidence that would arrive if nothing were done until a review date, simulated for each posterior
draw.

Only what is scheduled or going on anyway, and only its structure: which windows close, which
agreements are undecided, which elections fall due. No outcome that became known after the as-of
date is used. Summaries are numbers per draw, so that later values of the options can be regressed
on them.
"""

import numpy as np
import xarray as xr

DAY, YEAR = np.timedelta64(1, "D"), 365.25
ELECTIONS = np.array(["2012-03-04", "2012-11-06"], dtype="datetime64[D]")
CONGRESS_DECIDES = np.datetime64("2011-12-31")  # end of the year's defence bill
TESTS_PER_YEAR = {
    "IA": 1.0,
    "IB": 1.4,
}  # 22 tests in 9.4 years make 2.3; the block then coming into service takes more of them
RESPONSE = {
    "strict": "coder2",
    "broad": "coder1",
}  # whose code of a closing episode is awaited for each reading


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
    found = {
        **_tests(draws, years),
        "sanctions": _sanctions(draws, now, years),
        "agreements_carried_out": _agreements(draws, evidence["cooperation_channels"], years),
        "responses": _episodes(draws, evidence, now, then),
        "favourable_elections": draws.binomial(
            ((now < ELECTIONS) & (then >= ELECTIONS)).sum(), _share(beliefs["election_odds"])
        ),
        "attacks": draws.poisson(beliefs["attack_rate"] * years),
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

    def _filled(self, x):
        return (self.like * 0 + x).transpose(*self.like.dims).values

    def binomial(self, n, p):
        return self.of(self.rng.binomial(int(n), np.clip(self._filled(p), 0, 1)))

    def poisson(self, mean):
        return self.of(self.rng.poisson(self._filled(mean)))

    def gamma(self, shape):
        return self.of(self.rng.gamma(self._filled(shape)))


def _share(odds):
    return odds / (1 + odds)


def _tests(draws, years):
    success = draws.beliefs["block_success"]
    return {
        f"hits_{block}": draws.binomial(round(rate * years), success.sel(block=block, drop=True))
        for block, rate in TESTS_PER_YEAR.items()
    }


def _sanctions(draws, now, years):
    """Entities sanctioned over Iran up to the date: negative binomial, as in the model."""
    b = draws.beliefs
    middle = float((now - np.datetime64("2004-07-01")) / DAY / YEAR) + years / 2
    mean = b["sanctions_rate"] * np.exp(b["sanctions_trend"] * middle) * years
    shape = b["sanctions_dispersion"] * years
    return draws.poisson(mean * draws.gamma(shape) / shape)


def _agreements(draws, rows, years):
    """How many of the agreements still undecided will have been carried out; a failure shows as
    slowly as a success.
    """
    b = draws.beliefs
    open_ = rows[rows["agreed_by"].notna() & rows["implemented"].isna()]
    decided = 1 - np.exp(-years / b["sign_to_work"])
    total = draws.of(np.zeros(draws.like.shape))
    for near in open_["warning_related"]:
        shift = b["work_discrepancy_near" if near else "work_discrepancy_other"]
        odds = b["work_given_sign"] / (1 - b["work_given_sign"]) * np.exp(shift)
        total = total + draws.binomial(1, decided * _share(odds))
    return total


def _episodes(draws, evidence, now, then):
    """Responses coded in episodes that have begun and whose window closes by the date, one code for
    each reading.
    """
    b = draws.beliefs
    rows = evidence.whole["arms_control_episodes"].frame
    closing = rows[
        (rows["date"] <= now) & (rows["known_from"] > now) & (rows["known_from"] <= then)
    ]
    total = draws.of(np.zeros(draws.like.shape))
    for _, row in closing.iterrows():
        for reading, coder in RESPONSE.items():
            at = {"reading": reading}
            level = b["race_level"].sel(at) + b["race_cooperation"].sel(at) * float(
                row["coder2_cooperation"]
            )
            chance = 1 / (
                1
                + np.exp(
                    -(
                        level
                        + b["race_cluster_spread"].sel(at)
                        * b["race_cluster"].sel(at | {"cluster": row["cluster"]})
                    )
                )
            )
            yes, no = (
                b[f"coder_{k}"].sel(at | {"coder": coder}) for k in ("sensitivity", "specificity")
            )
            response = draws.binomial(1, chance)
            total = total + draws.binomial(1, response * yes + (1 - response) * (1 - no))
    return total


def _shown(draws, event, share):
    """Whether something that comes at a date uniform over the horizon has come by the review."""
    return draws.binomial(1, event * min(share, 1.0))
