"""Choices in sequence: the policy, what it is worth, and within which bounds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sequence.backward import Solution, solve
from stakes.decision.sequence.decision_points import decision_points
from stakes.decision.sequence.forward import Walk, flexibility, followed, unforeseen
from stakes.decision.sequence.held_choices import along, foreseen
from stakes.decision.sequence.neighbours import SURE, Left, left_unexplained
from stakes.decision.sequence.stage import Stage
from stakes.decision.sequence.tree.grown import Tree, grow
from stakes.decision.sequence.tree.words import tree_in_words

CAUTION = (
    "what is seen says more than the regressions find in it at {}: the policy may be far below the "
    "best; give draws by the thousand, or fewer summaries that say as much"
)


def policy(stages: Sequence[Stage]) -> xr.Dataset:
    """What to choose at each of several decision points, given what will have been seen by then,
    and what so choosing is worth.

    Parameters
    ----------
    stages : `stakes.Stage` records, the first choice first. All values and summaries are of the
        same draws.

    Returns
    -------
    Dataset, in the unit of the values, each number with its Monte Carlo standard error (``_se``):

    value : of the policy, on draws that its regressions did not know: it is that of policies that
        can be followed, so it lies below the best by what regression misses, never above it but by
        its error. Not clipped: it may lie below `held` by errors.
    upper : an upper bound by information relaxation: each draw's best choices with all known from
        the start, less a penalty for what they knew too early. Exact if the penalty's expectations
        were; they are regressions with little smoothing, whose noise raises it. Where neighbours
        show that the regressions miss something (`unexplained`), or it would lie below `value`
        beyond errors, it is `foreseen`.
    gap : `upper` less `value`: at most so much is lost by choosing by these regressions, if the
        bound holds.
    held : of the best options if all stages are decided at the outset, and for good; their labels
        are ``held_option[stage]``.
    foreseen : of each draw's best choices, if one knew everything: no policy can be worth more.
    flexibility[stage] : what it adds that one may wait with the choice of this stage for what will
        have been seen, rather than fix it beforehand; all other choices as in the policy.
    unexplained[stage] : share of the variance of the leads that the regressions of the stage leave
        and that draws have in common which have seen nearly the same. Where they do their work it
        is 0 within 4 errors, or under 1 %.
    chosen[stage, ...] : number of the option that is chosen in each draw.
    tree_value : of the policy as the few rules of the tree.
    stage_of, parent, option_of, when, share, branch_value [branch] : the tree: a branch's stage,
        the branch that it follows (-1 if none), its option, what would have to be seen in words
        ('' if nothing), its share of the draws, and the mean over them of the value of all choices.

    Attrs: words, the tree as text; the unit; caution, where a stage has something unexplained: do
    not trust the policy, which may be far below the best.

    Raises
    ------
    ValueError
        If stages are out of order or share a name; a choice is left open by none before it, or
        leaves none open; values or summaries are not of the same draws, are NaN or infinite, or
        have unknown dims; draws are too few for the folds.

    Notes
    -----
    Backwards from the last stage, what each open option leads to (with the choices to come already
    made) is regressed on what has been seen, on products of penalised splines as in `stakes.evsi`,
    and the best is chosen (Longstaff and Schwartz 2001). All of it is done five times, each without
    a fifth of the draws (stretches of chains, with all sets), on which the choices are then tried.
    Before that, leads over the option best on average are shrunk to their means by the factor that
    gains most in the other four fifths, tried there in the same way, each without one more
    (van der Laan, Polley and Hubbard 2007): 1 follows the regression, 0 keeps that option whatever
    is seen, and is taken where no gain exceeds its standard error (Breiman et al. 1984).
    The upper bound is that of Rogers (2002), Haugh and Kogan (2004) and Brown, Smith and Sun (2010)
    with the penalty of Andersen and Broadie (2004), whose inner simulations are replaced by
    regressions; taken about the value of `held`, so that errors of level cancel.

    Where nearest neighbours share what regression leaves, it has missed something. Regression
    rounds off values that jump in a number of more than 20 levels; it needs some 20
    draws for each of its functions; and summaries that are many and matter together (over five or
    so) are fitted by their smoothest products alone. Then `gap` is wide. It is narrow without
    meaning anything where what has been seen and matters is left out of ``sees``: both bounds know
    no more than they are told.

    References
    ----------
    Longstaff, F. A. and Schwartz, E. S. (2001). Valuing American options by simulation: a simple
    least-squares approach. Review of Financial Studies 14(1), 113-147. Rogers, L. C. G. (2002).
    Monte Carlo valuation of American options. Mathematical Finance 12(3), 271-286. Andersen, L. and
    Broadie, M. (2004). Primal-dual simulation algorithm for pricing multidimensional American
    options. Management Science 50(9), 1222-1234. Brown, D. B., Smith, J. E. and Sun, P. (2010).
    Information relaxations and duality in stochastic dynamic programs. Operations Research 58(4),
    785-801. van der Laan, M. J., Polley, E. C. and Hubbard, A. E. (2007). Super learner.
    Statistical Applications in Genetics and Molecular Biology 6(1), 25. Breiman, L., Friedman,
    J. H., Olshen, R. A. and Stone, C. J. (1984). Classification and Regression Trees. Wadsworth.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> oil = rng.random(20_000) < 0.3
    >>> shown = np.where(oil, rng.random(20_000) < 0.9, rng.random(20_000) < 0.2) * 1.0
    >>> none = np.full(20_000, 0.5)  # without a test nothing is shown
    >>> shows = xr.DataArray([none, shown], {"test": ["no", "yes"]}, ("test", "sample"))
    >>> fee = xr.DataArray([0.0, -5.0], {"option": ["no", "yes"]}, "option")
    >>> well = xr.DataArray(
    ...     [0.0 * oil, 100.0 * oil - 40], {"option": ["leave", "drill"]}, ("option", "sample")
    ... )
    >>> found = policy(
    ...     [stakes.Stage("test", fee), stakes.Stage("well", well, xr.Dataset({"shows": shows}))]
    ... )
    >>> found["value"].round().item(), found["held"].item()
    (6.0, 0.0)
    >>> print(found.attrs["words"])
    test: yes (100%, worth 5.6)
      well: leave if shows is 0 (59%, worth -5)
      well: drill if shows is 1 (41%, worth 20.8)
    """
    points = decision_points(stages)
    solution = solve(points)
    walk, grown, left = followed(solution), grow(solution), left_unexplained(solution)
    found = xr.Dataset(attrs=points.unit)
    for name, (series, error) in _numbers(solution, walk, grown, left).items():
        found[name], found[f"{name}_se"] = float(series.mean()), error
    found = found.assign(_by_stage(solution, walk, left)).assign(_by_branch(solution, grown))
    poor = [str(name) for name, one in zip(found["stage"].values, left, strict=True) if one.clear]
    if poor or float(found["upper"]) == float(found["foreseen"]) > float(found["value"]):
        found.attrs["caution"] = CAUTION.format(" and ".join(poor) or "some stage")
    return found.assign_attrs(words=tree_in_words(found))


def choices(stages: Sequence[Stage]) -> xr.DataArray:
    """Number of the option that the policy chooses at each stage, in each draw; see `policy`.

    Returns
    -------
    DataArray[stage, ...] of integers, over the sample dims.

    Raises
    ------
    ValueError
        As `policy`.
    """
    solution = solve(decision_points(stages))
    return _chosen(solution, followed(solution))


def _numbers(
    solution: Solution, walk: list[Walk], grown: Tree, left: list[Left]
) -> dict[str, tuple[Array, float]]:
    """Series whose means are the numbers, and the errors of these."""
    points = solution.points
    value = solution.series(solution.folds.own(solution.at[0][0].togo))
    upper = solution.series(solution.relaxed + solution.off)
    # the fits of the bound depend on what befalls those who follow the policy
    followed_ = solution.series(solution.relaxed + unforeseen(solution, walk))
    plain = {
        "value": value,
        "held": along(points, solution.levels, solution.held).reshape(points.shape),
        "foreseen": foreseen(points, solution.levels).reshape(points.shape),
        "tree_value": solution.series(grown.value),
    }
    found = {name: (series, standard_error(series)) for name, series in plain.items()}
    below = upper - value  # of mean 0 or more, if the regressions do their work
    crossed = below.mean() < -SURE * standard_error(below, tails=False)
    if crossed or any(one.clear for one in left):
        upper = followed_ = plain["foreseen"]
    found["upper"] = upper, max(standard_error(upper), standard_error(followed_))
    error = max(standard_error(x - value, tails=False) for x in (upper, followed_))
    return found | {"gap": (upper - value, error)}


def _by_stage(solution: Solution, walk: list[Walk], left: list[Left]) -> dict[str, Any]:
    points = solution.points
    added = [solution.series(x) for x in flexibility(solution, walk)]
    held = [p.options[d] for p, d in zip(points.points, solution.held, strict=True)]
    return {
        "held_option": ("stage", held),
        "flexibility": ("stage", [float(x.mean()) for x in added]),
        "flexibility_se": ("stage", [standard_error(x) for x in added]),
        "unexplained": ("stage", [one.share for one in left]),
        "unexplained_se": ("stage", [one.error for one in left]),
        "chosen": _chosen(solution, walk),
    }


def _chosen(solution: Solution, walk: list[Walk]) -> xr.DataArray:
    like, names = solution.points.like, [p.name for p in solution.points.points]
    x = np.array([solution.series(w.chosen) for w in walk])
    return xr.DataArray(x, {**like.coords, "stage": names}, ("stage", *like.dims))


def _by_branch(solution: Solution, grown: Tree) -> dict[str, Any]:
    points, n = solution.points.points, solution.points.draws
    rows = [(b, *_mean_there(solution, grown.value, b.here)) for b in grown.branches]
    columns: dict[str, Any] = {
        "stage_of": [points[b.stage].name for b in grown.branches],
        "parent": [b.parent for b in grown.branches],
        "option_of": [points[b.stage].options[b.option] for b in grown.branches],
        "when": [b.when for b in grown.branches],
        "share": [b.here.size / n for b in grown.branches],
        "branch_value": [mean for _, mean, _ in rows],
        "branch_value_se": [error for _, _, error in rows],
    }
    return {name: ("branch", column) for name, column in columns.items()}


def _mean_there(solution: Solution, value: Array, here: Array) -> tuple[float, float]:
    """Mean over some of the draws, and its error: that of a ratio of means."""
    inside = np.zeros(value.size)
    inside[here] = 1
    mean = float(value[here].mean())
    away = inside * (value - mean)
    return mean, standard_error(solution.series(away)) * value.size / here.size
