"""Other structures of the model: only the files that differ are fitted.

Model files know nothing of each other, so topics are independent given their evidence, and the
posterior of one file by itself is that of its variables in the joint model. The draws of all other
topics are shared, which makes differences between structures precise.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import xarray as xr

from stakes.case.case import Case
from stakes.case.structures import Structure
from stakes.errors import CaseError, Problem
from stakes.inference.apart.drawing import draw
from stakes.inference.apart.parts import parted
from stakes.inference.assembly import Sampled, assemble
from stakes.inference.check_statistics import check_statistics
from stakes.inference.drawn.recipe import pruned
from stakes.inference.fitting import CHAINS, DRAWS, TUNE
from stakes.inference.gate import structure_name
from stakes.inference.model.joint_model import build, split
from stakes.inference.model.sampled_part import frozen
from stakes.inference.sampling import Settings
from stakes.inference.states import BY_STATE, LIKELIHOOD, PROBABILITY, STATE


def fit_alternative(
    case: Case,
    structure: Structure,
    *,
    as_of: date | None = None,
    seed: int | None = None,
    **sampling: Any,
) -> xr.DataTree:
    """Fit the files of a structure that stand in for others.

    Parameters
    ----------
    case : an open case.
    structure : one of its structures, with something to replace.
    as_of, seed : as in `stakes.fit`.
    **sampling : draws, tune, chains, progress, cores and say, as in `stakes.fit`; draws and chains
        as many as in the fit that it goes with.

    Returns
    -------
    DataTree
        Groups ``posterior``, ``prior`` and ``checks`` of these files' own variables; what they
        replace is listed in the attribute ``replaces``. See
        `stakes.assessment.sensitivity.scenarios.combine`.

    Raises
    ------
    CaseError
        If a file cannot stand by itself, or another file needs what it replaces.
    """
    old, new = (
        [case.root / path for path in side]
        for side in (structure.instead, structure.instead.values())
    )
    own_files = replace(case, models=tuple(new))
    model = _alone(case, new, as_of)
    check_statistics(own_files, model)
    whole = split(own_files, model)
    _alone(case, [path for path in case.models if path not in old], as_of)
    say = sampling.pop("say", None)
    given = {"draws": DRAWS, "tune": TUNE, "chains": CHAINS, **sampling}
    settings = Settings(seed=case.seed if seed is None else seed, **given)
    trace, diagnostics = None, None
    if whole.part is not None:
        parts = parted(frozen(whole.part))
        trace, diagnostics = draw(parts, structure_name(structure.id), settings, say)
    shape = (settings.chains, settings.draws)
    tree = assemble(own_files, whole, Sampled(trace, shape, settings.seed, diagnostics), as_of)
    own, gone = (
        registered(whole.model, tree["posterior"].to_dataset()),
        registered(_alone(case, old, as_of)),
    )
    groups = {g: xr.DataTree(_only(own, tree[g].to_dataset())) for g in ("posterior", "prior")}
    attrs = tree.attrs | {"structure": structure.id, "replaces": " ".join(sorted(gone))}
    return xr.DataTree.from_dict(
        {"/": xr.Dataset(attrs=attrs), "checks": tree["checks"].to_dataset()} | _datasets(groups)
    )


def _alone(case: Case, models: list[Path], as_of: date | None) -> Any:
    try:
        return build(replace(case, models=tuple(models)), as_of)
    except CaseError as error:
        if not isinstance(error.__cause__, KeyError):
            raise
        file = ", ".join(path.relative_to(case.root).as_posix() for path in models)
        problem = f"cannot be built without the others: {error.__cause__}"
        raise CaseError(
            [Problem(file, "", problem, "let every model file register all that it reads")]
        ) from None


def registered(model: Any, draws: xr.Dataset | None = None) -> set[str]:
    """Names of what a model registers, and of the states and values recovered from it; of those
    only the ones that draws hold, if these are given.
    """
    names = {v.name for v in [*model.free_RVs, *model.deterministics]}
    by_state = {name.removesuffix(BY_STATE) for name in names if name.endswith(BY_STATE)}
    told = {name.removesuffix(LIKELIHOOD) for name in names if name.endswith(LIKELIHOOD)}
    found = (
        names
        | by_state
        | {f"{name}{STATE}" for name in by_state}
        | {f"{name}{PROBABILITY}" for name in told}
    )
    return found if draws is None else found & set(map(str, draws.data_vars))


def _only(names: set[str], draws: xr.Dataset) -> xr.Dataset:
    """The named variables, and coordinates as they were: selecting by a list would order these
    otherwise in every process.
    """
    return pruned(draws.drop_vars([v for v in draws.data_vars if v not in names]))


def _datasets(groups: Mapping[str, xr.DataTree]) -> dict[str, xr.Dataset]:
    return {name: tree.to_dataset() for name, tree in groups.items()}
