"""A structure that puts model files in place of others: these alone are refitted, and what refits
of the base say of all else is shared.

Model files know nothing of each other, so that what they draw is independent before the evidence
and, given it, after.
"""

from dataclasses import replace
from zlib import crc32

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.inference.model.joint_model import build
from stakes.inference.structures import registered
from stakes.runs.calibration.fits import thinned
from stakes.runs.calibration.refits import Plan, Refits, Say, made_and_refitted, split_of
from stakes.runs.calibration.simulation import register_chances
from stakes.runs.many_fits.study import Study


def refits_of_own_files(case: Case, structure: str, plan: Plan, say: Say) -> Refits:
    """Truths of the files that a structure puts in place of others, and refits of these alone."""
    study = Study(case, thinned, structure, extend=plan.extend, own_files=True)
    own = replace(plan, seed=_own_seed(plan.seed, structure))
    return made_and_refitted(study, split_of(study), own, say)


def _own_seed(seed: int, structure: str) -> int:
    """A seed from which nothing is drawn as for the base: joined draws have to be independent."""
    numbers = [seed, crc32(structure.encode())]
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])


def joined(case: Case, structure: str, base: Refits, own: Refits) -> Refits:
    """Refits of a structure as a whole, each from one of the base's and one of its own files'.

    Parameters
    ----------
    case : an open case.
    structure : id of one of its structures.
    base : refits of the base.
    own : refits of the files that the structure puts in place of others, as many.
    """
    replaced = tuple(case.root / path for path in case.structures[structure].instead)
    model = build(replace(case, models=replaced))
    register_chances(case, model)
    gone = registered(model)

    def both(first: xr.Dataset, second: xr.Dataset) -> xr.Dataset:
        return first.drop_vars([v for v in first if v in gone]).assign(second.data_vars)

    return Refits(
        both(base.truth, own.truth),
        both(base.posterior, own.posterior),
        base.drawn - gone | own.drawn,
        base.diverged | own.diverged,
    )
