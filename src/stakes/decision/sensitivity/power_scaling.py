"""Power scaling: what stronger or weaker priors and evidence do to expected values and to the
choice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.decision.draws.arrays import (
    SAMPLES,
    check_finite,
    option_draws,
    option_ids,
    option_labels,
    to_numpy,
)
from stakes.decision.draws.inputs import option_coords, unit_of
from stakes.decision.draws.parameters import check_draws
from stakes.decision.sensitivity.flip_search import Component, Point, Refit, at_power, flip

type Array = npt.NDArray[Any]

ALPHAS = (0.5, 0.67, 0.8, 1.25, 1.5, 2.0)
GROUPS = ("log_prior", "log_likelihood")


def power_scale(
    fit: xr.DataTree,
    value: xr.DataArray,
    alphas: Sequence[float] = ALPHAS,
    groups: Mapping[str, Iterable[str]] | None = None,
    refit: Refit | None = None,
    always: Collection[str] = (),
) -> xr.Dataset:
    """What raising priors or likelihoods to a power does to the expected values and to the choice.

    Under the power a of a component, draws are weighted by its density to the a - 1: below 1 it
    counts for less, above 1 for more. The weights are Pareto-smoothed; where their Pareto k exceeds
    0.7 they cannot be trusted, and `refit` is used.

    Parameters
    ----------
    fit : DataTree with the groups ``log_prior`` and ``log_likelihood``: log densities of the same
        draws, one variable for each prior (of top-level parameters only) and for each body of
        evidence, with dims (chain, draw) or (chain, draw, set) as it holds for the posterior draw
        or for each set. Dims besides are summed.
    value : draws of the net value (more is better) with dims ``option`` and those of the fit's
        draws.
    alphas : powers, above 0.
    groups : component -> variables of either group (``log_prior/x`` where both have an x). By
        default ``prior``, ``likelihood``.
    refit : component and power -> draws of the value under a posterior that was sampled again; used
        where k > 0.7. It may raise LookupError for a power that it does not have, and return log
        weights of its draws beside them.
    always : components of which some of the prior is drawn anew rather than weighted: `refit` is
        used at every power.

    Returns
    -------
    Dataset with, in the unit of `value`,

    expected, se [component, alpha, option] : mean under the scaled posterior, and its Monte Carlo
        standard error.
    lead, lead_se [component, alpha, option] : of today's best option over each.
    best [component, alpha] : id of the option with the highest expected value.
    pareto_k, refitted [component, alpha] : of the weights, -inf where all are the same; whether
        `refit` was used.
    flip_alpha, flip_se [component, side] : the power nearest to 1, on the sides ``weaker`` (below
        1) and ``stronger``, at which another option overtakes today's best, and its error; NaN
        where there is none in the range searched.
    searched [component, side] : the farthest power that could be trusted, from 1/8 to 8.

    Raises
    ------
    ValueError
        As in `stakes.compare`; and if a group of log densities is missing, a power is not above 0,
        the draws do not match, a density is NaN or infinite, or a component is empty or names an
        unknown variable.

    References
    ----------
    Kallioinen, N., Paananen, T., Bürkner, P.-C. and Vehtari, A. (2024). Detecting and diagnosing
    prior and likelihood sensitivity with power-scaling. Statistics and Computing 34, 57. Vehtari,
    A. et al. (2024). Pareto smoothed importance sampling. JMLR 25(72), 1-58.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(
    ...     0.8, 1 / 3**0.5, size=(4, 4000)
    ... )  # a N(0, 1) prior and evidence as good as two draws
    >>> draws = xr.Dataset({"x": (("chain", "draw"), x)})
    >>> fit = xr.DataTree.from_dict(
    ...     {"log_prior": -(draws**2) / 2, "log_likelihood": -((draws - 1.2) ** 2)}
    ... )
    >>> value = xr.concat([0.75 + 0 * draws["x"], draws["x"]], "option").assign_coords(
    ...     option=["wait", "act"]
    ... )
    >>> scaled = power_scale(fit, value, alphas=[2.0])
    >>> scaled["expected"].sel(component="prior", option="act").values.round(1).tolist()
    [0.6]
    """
    powers = _powers(alphas)
    x, ids = option_draws(value).astype(float), option_ids(value)
    check_finite(x, ids)
    densities = _components(fit, value, groups)
    best = int(np.argmax(x.reshape(len(x), -1).mean(axis=1)))
    components = {
        name: Component(name, x, best, d, refit, name in always) for name, d in densities.items()
    }
    points = {name: [at_power(c, a) for a in powers] for name, c in components.items()}
    flips = {
        name: [flip(c, side, powers, points[name]) for side in (-1, 1)]
        for name, c in components.items()
    }
    return _dataset(points, flips, powers, ids, value)


def _powers(alphas: Sequence[float]) -> list[float]:
    powers = [float(a) for a in np.atleast_1d(np.asarray(alphas, float))]
    if not powers or not all(np.isfinite(a) and a > 0 for a in powers):
        raise ValueError(f"alphas must be powers above 0, such as 0.8 and 1.25, not {list(alphas)}")
    return powers


def _components(
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


def _dataset(
    points: Mapping[str, list[Point]],
    flips: Mapping[str, Any],
    powers: list[float],
    ids: list[str],
    value: xr.DataArray,
) -> xr.Dataset:
    each = ("component", "alpha", "option")
    columns = {
        name: (each, np.array([[getattr(p, field) for p in row] for row in points.values()]))
        for name, field in {
            "expected": "mean",
            "se": "error",
            "lead": "lead",
            "lead_se": "lead_error",
        }.items()
    }
    best = np.array([[int(np.argmax(p.mean)) for p in row] for row in points.values()])
    power, error, reach = np.moveaxis(np.array(list(flips.values())), -1, 0)
    return xr.Dataset(
        {
            **columns,
            "best": (each[:2], option_labels(value)[best]),
            "pareto_k": (each[:2], np.array([[p.k for p in row] for row in points.values()])),
            "refitted": (
                each[:2],
                np.array([[p.refitted for p in row] for row in points.values()]),
            ),
            "flip_alpha": (("component", "side"), power),
            "flip_se": (("component", "side"), error),
            "searched": (("component", "side"), reach),
        },
        {
            "component": list(points),
            "alpha": powers,
            "side": ["weaker", "stronger"],
            **(option_coords(value) or {"option": ids}),
        },
        unit_of(value),
    )
