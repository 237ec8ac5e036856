"""Whether what was said to come with a probability came as often, and what chance would have
scored.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.optimize import isotonic_regression
from scipy.stats import beta

from stakes.assessment.scores.scoreboard import Scored

type Array = npt.NDArray[Any]

LEVEL, RESAMPLES = 0.9, 2000
CENTRAL = (0.5, 0.8, 0.9)
FEW = 5  # events in a bin, at least


def events(found: list[Scored]) -> tuple[Array, Array]:
    """Probabilities that the model gave to resolved events, rising, and 1 where they came."""
    resolved = [s for s in found if s.prediction.type == "event" and s.scores]
    p = np.array([s.told for s in resolved], float)
    order = np.argsort(p, kind="stable")
    return p[order], np.array([s.outcome for s in resolved], float)[order]


def reliability(p: Array, came: Array, seed: int) -> xr.Dataset:
    """Recalibrated probabilities of events, with the band in which they would lie for a calibrated
    forecaster; Brier's score by its parts.

    Recalibrated are they by isotonic regression, which needs no bins (CORP).

    Parameters
    ----------
    p : probabilities, rising. came : 1 or 0 of each.
    seed : of the band, by resampling what comes.

    Returns
    -------
    Dataset[event]
        probability, recalibrated, lower, upper (of the central 90 %); and as single numbers
        brier, miscalibration, discrimination, uncertainty, where brier = miscalibration -
        discrimination + uncertainty.

    References
    ----------
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for
    probabilistic classifiers. PNAS 118(8), e2016191118.
    """
    rng = np.random.default_rng(seed)
    curve = isotonic(p, came)
    again = np.array([isotonic(p, (rng.random(p.size) < p) * 1.0) for _ in range(RESAMPLES)])
    lower, upper = np.quantile(again, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    score, best = ((p - came) ** 2).mean(), ((curve - came) ** 2).mean()
    whole = ((came.mean() - came) ** 2).mean()
    columns = {"probability": p, "recalibrated": curve, "lower": lower, "upper": upper}
    parts = {
        "brier": score,
        "miscalibration": score - best,
        "discrimination": whole - best,
        "uncertainty": whole,
    }
    return xr.Dataset({k: ("event", x) for k, x in columns.items()} | parts)


def isotonic(p: Array, came: Array) -> Array:
    """Rising frequencies of what came, those of equal probabilities pooled."""
    values, place, count = np.unique(p, return_inverse=True, return_counts=True)
    mean = np.bincount(place, weights=came) / count
    fitted = isotonic_regression(mean, weights=count.astype(float)).x
    return np.asarray(fitted)[place] if values.size else mean


def in_bins(p: Array, came: Array) -> xr.Dataset:
    """Events in bins of as many each: their mean probability and how often they came, with an
    interval of 90 % (Jeffreys).

    Returns
    -------
    Dataset[bin]: n, probability, frequency, lower, upper
    """
    parts = np.array_split(np.arange(p.size), max(p.size // FEW, 1))
    rows = [(i.size, p[i].mean(), came[i].mean(), *jeffreys(came[i].sum(), i.size)) for i in parts]
    names = ("n", "probability", "frequency", "lower", "upper")
    return xr.Dataset(
        {k: ("bin", np.array(x)) for k, x in zip(names, zip(*rows, strict=True), strict=True)}
    )


def jeffreys(hits: float, n: float) -> tuple[float, float]:
    """Interval of 90 % for a share."""
    low, high = (beta.ppf((1 + side * LEVEL) / 2, hits + 0.5, n - hits + 0.5) for side in (-1, 1))
    return (0.0 if hits == 0 else float(low), 1.0 if hits == n else float(high))


def coverage(found: list[Scored]) -> xr.Dataset:
    """How many numbers came to lie in the model's central intervals.

    Returns
    -------
    Dataset[central]: n, inside, lower, upper, for intervals of 50, 80 and 90 %
    """
    at = np.array([s.position for s in found if s.prediction.type != "event" and s.scores])
    inside = np.array([(np.abs(at - 0.5) <= c / 2).sum() for c in CENTRAL], float)
    ends = np.array([jeffreys(k, at.size) for k in inside])
    columns = {"n": np.full(len(CENTRAL), at.size), "inside": inside}
    columns |= {"lower": ends[:, 0], "upper": ends[:, 1]}
    return xr.Dataset({k: ("central", x) for k, x in columns.items()}, {"central": list(CENTRAL)})


class Dealt(NamedTuple):
    """Mean scores of outcomes dealt to the events at random, and the share of deals that score no
    worse than what came.
    """

    log: float
    brier: float
    no_worse: float


def dealt_at_random(p: Array, came: Array, seed: int, deals: int = RESAMPLES) -> Dealt:
    """What the same probabilities would have scored had the outcomes been dealt at random: a
    forecaster who tells events apart does better.

    Examples
    --------
    >>> dealt = dealt_at_random(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.0, 0.0, 1.0, 1.0]), 1)
    >>> dealt.brier > 0.025
    True
    """
    rng = np.random.default_rng(seed)
    least = np.clip(p, 1e-6, 1 - 1e-6)
    log = np.log(least) - np.log1p(-least)
    outcomes = np.array([rng.permutation(came) for _ in range(deals)])
    briers = ((p - outcomes) ** 2).mean(axis=1)
    logs = -(outcomes * log + np.log1p(-least)).mean(axis=1)
    own = ((p - came) ** 2).mean()
    return Dealt(float(logs.mean()), float(briers.mean()), float((briers <= own + 1e-12).mean()))
