"""Log densities of the components that are scaled."""

from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import SAMPLES, Array, to_numpy
from stakes.decision.draws.parameters import check_draws

GROUPS = ("log_prior", "log_likelihood")


def log_densities(
    fit: xr.DataTree, value: xr.DataArray, groups: Mapping[str, Iterable[str]] | None
) -> dict[str, Array]:
    """Log density of each component, in the shape of the draws."""
    missing = [g for g in GROUPS if g not in fit.children]
    if missing:
        raise ValueError(
            f"the fit lacks {' and '.join(missing)}: add a Dataset of log densities of its draws "
            "under that name"
        )
    held = {f"{g}/{v}": da for g in GROUPS for v, da in _checked(fit, value, g).data_vars.items()}
    default = {"prior": f"{GROUPS[0]}/", "likelihood": f"{GROUPS[1]}/"}
    asked: Mapping[str, Iterable[str]] = (
        groups
        if groups is not None
        else {name: [v for v in held if v.startswith(start)] for name, start in default.items()}
    )
    if not asked:
        raise ValueError("groups is empty: leave it out to scale all priors and all likelihoods")
    return {str(name): _density(str(name), wanted, held) for name, wanted in asked.items()}


def _checked(fit: xr.DataTree, value: xr.DataArray, group: str) -> xr.Dataset:
    densities = fit[group].to_dataset().map(_summed)
    return check_draws(value, densities, group) if densities.data_vars else densities


def _density(component: str, wanted: Iterable[str], held: Mapping[str, xr.DataArray]) -> Array:
    names = [] if isinstance(wanted, str) else [_full_name(component, str(w), held) for w in wanted]
    if not names:
        raise ValueError(
            f"component {component!r} needs a list of at least one variable of log_prior or "
            "log_likelihood"
        )
    total = sum(_finite(name, held[name]) for name in dict.fromkeys(names))
    return np.asarray(total)


def _full_name(component: str, name: str, held: Mapping[str, xr.DataArray]) -> str:
    found = [full for full in held if name in (full, full.partition("/")[2])]
    if len(found) != 1:
        known = ", ".join(full.partition("/")[2] for full in held)
        problem = (
            f"both groups have {name}: write {' or '.join(found)}"
            if found
            else f"unknown {name}. There are {known}"
        )
        raise ValueError(f"component {component!r}: {problem}")
    return found[0]


def _summed(density: xr.DataArray) -> xr.DataArray:
    return density.sum([d for d in density.dims if d not in SAMPLES], skipna=False)


def _finite(name: str, density: xr.DataArray) -> Array:
    total = to_numpy(density)
    if bad := int(np.count_nonzero(~np.isfinite(total))):
        raise ValueError(
            f"{bad} draws of {name} are NaN or infinite: mend their source, or drop these draws "
            "here and in the value"
        )
    return total
