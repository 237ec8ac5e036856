"""What the case's own ``predictions.py`` is given, and the draws that it gives back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.evidence import Evidence
from stakes.case.reading.module_loading import load_module
from stakes.case.statements.predictions import CODE, Prediction
from stakes.decision.draws.arrays import to_numpy
from stakes.outcomes.consequence_model import YEAR, Beliefs, Call, Setting
from stakes.outcomes.option_values import day_of

type Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Future:
    """What a prediction is given besides the beliefs.

    Attributes
    ----------
    setting : what consequences are given besides the beliefs.
    evidence : what was known on the as-of date.
    span : years from the start to the day that resolves it.
    rng : generator of chance, the same for the same prediction and seed.
    """

    setting: Setting
    evidence: Evidence
    span: float
    rng: np.random.Generator


def foretold(case: Case, fit: xr.DataTree, group: str) -> dict[str, Array]:
    """What the draws of a group of a fit say of each prediction of the case, by id.

    Parameters
    ----------
    case, fit : an open case and its fit.
    group : ``posterior`` or ``prior``.

    Returns
    -------
    dict of arrays (chain, draw(, set)): of an event its probability, of a count or an amount a
    number; of a date the years to it, at most those to the day that resolves it.

    Raises
    ------
    ValueError
        If a function of ``analysis/predictions.py`` returns a probability outside [0, 1], or what
        is no number, for some draw.
    """
    module = load_module(case.root / CODE)
    beliefs, day = Beliefs(fit[group].to_dataset()), day_of(case, fit)
    setting, evidence = Call(case, day).setting(beliefs, day), case.evidence_as_of(day)
    found = {}
    for name, p in case.predictions.records.items():
        rng = np.random.default_rng([case.seed, crc32(name.encode())])
        span = years_to(p.resolves, day)
        said = getattr(module, name)(beliefs, Future(setting, evidence, span, rng))
        found[name] = _checked(p, to_numpy(beliefs.labelled(said)).astype(float), span)
    return found


def years_to(day: date, start: date) -> float:
    """Years from one day to another."""
    return (day - start).days / YEAR


def _checked(p: Prediction, x: Array, span: float) -> Array:
    if p.type == "date":
        x = np.minimum(x, span)
    if not np.isfinite(x).all() or (p.type == "event" and ((x < 0) | (x > 1)).any()):
        wanted = "a probability from 0 to 1" if p.type == "event" else "a number"
        raise ValueError(f"{CODE}: {p.id} must return {wanted} for each draw")
    return x


def came(p: Prediction, start: date) -> float:
    """What came of a prediction, as a number: 0 or 1 of an event, years to a date, those to the day
    that resolves it where it did not come; NaN where it is open.
    """
    if p.outcome is None:
        return float("nan")
    if p.type == "date":
        day = p.outcome if isinstance(p.outcome, date) else p.resolves
        return years_to(day, start)
    return float(p.outcome)  # type: ignore[arg-type]


def at_the_time(p: Prediction, start: date) -> float:
    """What was forecast in public at the time, as a number; NaN where nothing was."""
    if p.forecast is None:
        return float("nan")
    value = p.forecast.value
    if isinstance(value, date):
        return years_to(min(value, p.resolves), start)
    return float(value)
