"""What a study would report, simulated from the posterior."""

from zlib import crc32

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.case.reading.case_code import running
from stakes.case.reading.module_loading import load_module
from stakes.case.studies import CODE
from stakes.outcomes.consequence_model import Beliefs


def simulate_study(
    case: Case, fit: xr.DataTree, study: str, *, seed: int | None = None
) -> xr.Dataset:
    """Summaries of a study at each of its sizes, simulated once for each posterior draw: what
    `stakes.evsi` takes.

    Parameters
    ----------
    case : an open case.
    fit : its fit.
    study : id of a study in ``analysis/studies.toml``.
    seed : of the simulation; the case's seed if None.

    Returns
    -------
    Dataset[chain, draw(, set), size]

    Raises
    ------
    ValueError
        If the case has no such study, or no function to simulate it.
    """
    if study not in case.studies:
        raise ValueError(
            f"{study!r} is no study of this case; it has {', '.join(case.studies) or 'none'}"
        )
    simulate = getattr(load_module(case.root / CODE), study, None)
    if simulate is None:
        raise ValueError(f"{CODE} has no function {study}(beliefs, evidence, sizes, rng)")
    rng = np.random.default_rng([case.seed if seed is None else seed, crc32(study.encode())])
    evidence = case.evidence_as_of(np.datetime64(fit.attrs["as_of"]).item())
    beliefs = Beliefs(fit["posterior"].to_dataset())
    sizes = list(case.studies[study].sizes)
    with running(case.root, case.root / CODE, study):
        summaries: xr.Dataset = simulate(beliefs, evidence, sizes, rng)
        return xr.Dataset({name: beliefs.labelled(x, "size") for name, x in summaries.items()})
