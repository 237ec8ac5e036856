"""Power scaling: what stronger or weaker priors and evidence do to expected values and to the
choice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    Array,
    check_finite,
    option_draws,
    option_ids,
    option_labels,
)
from stakes.decision.draws.labels import option_index, unit_of
from stakes.decision.sensitivity.changed_beliefs.flip_search import Flip, flip
from stakes.decision.sensitivity.changed_beliefs.log_densities import log_densities
from stakes.decision.sensitivity.changed_beliefs.scaled_expectation import (
    Component,
    Point,
    Refit,
    at_power,
)

ALPHAS = (0.5, 0.67, 0.8, 1.25, 1.5, 2.0)


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
    densities = log_densities(fit, value, groups)
    best = int(np.argmax(x.reshape(len(x), -1).mean(axis=1)))
    scaled = {
        name: _scaled(Component(name, x, best, d, refit, name in always), powers)
        for name, d in densities.items()
    }
    return _dataset(scaled, powers, value)


class Scaled(NamedTuple):
    """What scaling a component does."""

    points: list[Point]  # at each power
    flips: list[Flip]  # on either side


def _scaled(c: Component, powers: list[float]) -> Scaled:
    points = [at_power(c, a) for a in powers]
    return Scaled(points, [flip(c, side, powers, points) for side in (-1, 1)])


def _powers(alphas: Sequence[float]) -> list[float]:
    powers = [float(a) for a in np.atleast_1d(np.asarray(alphas, float))]
    if not powers or not all(np.isfinite(a) and a > 0 for a in powers):
        raise ValueError(f"alphas must be powers above 0, such as 0.8 and 1.25, not {list(alphas)}")
    return powers


def _dataset(scaled: Mapping[str, Scaled], powers: list[float], value: xr.DataArray) -> xr.Dataset:
    rows = [s.points for s in scaled.values()]

    def each(field: str) -> Array:
        return np.array([[getattr(point, field) for point in row] for row in rows])

    of_point, of_side = ("component", "alpha"), ("component", "side")
    of_option = (*of_point, "option")
    power, error, reach = np.moveaxis(np.array([s.flips for s in scaled.values()]), -1, 0)
    columns = {
        "expected": (of_option, each("mean")),
        "se": (of_option, each("error")),
        "lead": (of_option, each("lead")),
        "lead_se": (of_option, each("lead_error")),
        "best": (of_point, option_labels(value)[np.argmax(each("mean"), axis=-1)]),
        "pareto_k": (of_point, each("k")),
        "refitted": (of_point, each("refitted")),
        "flip_alpha": (of_side, power),
        "flip_se": (of_side, error),
        "searched": (of_side, reach),
    }
    coords = {"component": list(scaled), "alpha": powers, "side": ["weaker", "stronger"]}
    return xr.Dataset(columns, {**coords, **option_index(value)}, unit_of(value))
