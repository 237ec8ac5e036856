"""Evidence that would arrive by itself while one waits, simulated for each posterior draw.

Needed if an option has `until`, or there are stages.
"""

import numpy as np
import xarray as xr

SURVEY = np.datetime64("2027-11-30")  # the survey of the wall is due
FINDS, FALSE_ALARM = (
    0.8,
    0.2,
)  # chance that it reports a weak section, if there is one and if there is none


def arrivals(beliefs, evidence, until, rng):
    """Summaries of what would be known by a date, over [chain, draw]; what says nothing before that
    date is left out.
    """
    survey, water = rng.spawn(2)  # each its own: what comes by a day is part of what comes later
    weak, now, then = beliefs["weak_section"], np.datetime64(evidence.as_of), np.datetime64(until)
    found = {}
    if now < SURVEY <= then:
        found["survey"] = survey.binomial(1, np.where(weak > 0.5, FINDS, FALSE_ALARM))
    years = int(then.astype("datetime64[Y]") - now.astype("datetime64[Y]"))
    if years > 0:
        typical, spread = (beliefs[name].values for name in ("level_typical", "level_spread"))
        found["high_water"] = water.gumbel(typical, spread, (years, *weak.shape)).mean(axis=0)
    return xr.Dataset(
        {name: weak.copy(data=np.asarray(x, float)).drop_attrs() for name, x in found.items()}
    )
