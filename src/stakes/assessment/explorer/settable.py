"""What the page is given so that a reader may set quantities: the value with some of them set, as a
sum of terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.assessment.explorer.axes import Axis, Change, Values, axes
from stakes.assessment.explorer.interactions import Terms, interacting, terms
from stakes.assessment.valuation import Valuation
from stakes.decision.draws.arrays import to_numpy
from stakes.inference.drawn.draw_sets import SET, fewer
from stakes.outcomes.exact.expectations import SETS, expectations
from stakes.outcomes.option_values import posterior_of, values_of

type Array = npt.NDArray[Any]

WORK = 2_000  # settings, times options, that are worked out for the means of all terms
SETTINGS = 400  # and no more than so many
MEANS, DRAWS, FEW = 1250, 400, 64  # draws: of means, of the distribution, and to look at
TRIED = 8  # settings of so many quantities each, at which the form is held against the case
SEED = 1  # of these settings


@dataclass(frozen=True)
class Settable:
    """Quantities that may be set, and the terms of the form.

    Attributes
    ----------
    axes : the quantities.
    options : ids of the options whose values follow: those that do not wait.
    means : terms of expected values, (option, attribute); a line is counted from its mean.
    draws : terms of some draws, (draw, option, attribute); a line is counted from what is drawn.
    number : of the draws behind `means`.
    at : numbers of the draws behind `draws`, in the order of chains, of the first set.
    shown : the same among the draws that the page carries.
    error : by how many quantities are set, how far the form is from the case's own code at settings
        chosen at random: root mean squares of net values, as a share of what the setting changes.
    """

    axes: list[Axis]
    options: list[str]
    means: Terms
    draws: Terms
    number: int
    at: Array
    shown: Array
    error: dict[int, float]


def settable(valuation: Valuation, names: Sequence[str], kept: int) -> Settable:
    """What may be set, and what follows.

    Parameters
    ----------
    valuation : what the options are worth.
    names : ids of quantities, those that matter most first.
    kept : of how many draws the page carries one.
    """
    v, few = valuation, _Draws(valuation, FEW)
    found = axes(v.case, posterior_of(v.fit), v.how, names, few.values)
    weights = np.array([v.weights[str(a)] for a in v.parts["attribute"].to_numpy()])
    most = min(WORK // len(v.ready), SETTINGS)
    found, sets = interacting(found, few.values, lambda x: x @ weights, most)
    found, sets = _that_matter(found, sets)
    exact, drawn = _Means(v), _Draws(v, DRAWS, kept)
    means = terms(found, sets, exact.values, exact=True)
    return Settable(
        axes=found,
        options=v.ready,
        means=means,
        draws=terms(found, sets, drawn.values, exact=False),
        number=exact.number,
        at=drawn.at,
        shown=drawn.shown,
        error=_errors(found, means, exact.values, weights),
    )


def _that_matter(
    found: Sequence[Axis], sets: Sequence[tuple[int, ...]]
) -> tuple[list[Axis], list[tuple[int, ...]]]:
    """The axes that change something, numbered anew."""
    alone = sorted(one[0] for one in sets if len(one) == 1)
    number = {i: k for k, i in enumerate(alone)}
    return [found[i] for i in alone], [tuple(number[i] for i in one) for one in sets]


class _Draws:
    """Values of some draws of the first set: (change, draw, option, attribute)."""

    def __init__(self, v: Valuation, wanted: int, kept: int = 1) -> None:
        first = fewer(posterior_of(v.fit), 1).isel({SET: [0]}, missing_dims="ignore")
        each = -(-first.sizes["draw"] // kept)
        step = kept * max(each * first.sizes["chain"] // wanted, 1)
        self.valuation, self.draws = v, first.isel(draw=slice(None, None, step))
        self.at = _numbered(first.sizes["chain"], first.sizes["draw"], step)
        self.shown = _numbered(first.sizes["chain"], each, step // kept)

    def values(self, several: Sequence[Change]) -> Array:
        v = self.valuation
        if not several:
            return np.zeros((0, self.at.size, len(v.ready), len(v.weights)))
        found = values_of(v.case, v.fit, [(self.draws, s) for s in several], v.how.read)
        x = to_numpy(found.sel(option=v.ready), "setting", "option", "attribute")
        x = x.reshape(*x.shape[:3], -1)
        return np.moveaxis(x, -1, 1)


def _numbered(chains: int, draws: int, step: int) -> Array:
    return np.arange(chains * draws).reshape(chains, draws)[:, ::step].ravel()


class _Means:
    """Expected values, with what is linear at its mean: (change, option, attribute)."""

    def __init__(self, v: Valuation) -> None:
        posterior = fewer(posterior_of(v.fit), SETS)
        sizes = posterior.sizes
        all_ = sizes["chain"] * sizes["draw"] * int(sizes.get(SET, 1))
        self.valuation, self.thin = v, max(all_ // MEANS, 1)
        self.number = all_ // self.thin

    def values(self, several: Sequence[Change]) -> Array:
        v = self.valuation
        if not several:
            return np.zeros((0, len(v.ready), len(v.weights)))
        found = expectations(v.case, v.fit, several, v.how.drawn_states, thin=self.thin)
        x = to_numpy(found.sel(option=v.ready), "setting", "option", "attribute")
        return np.asarray(x.reshape(*x.shape[:3], -1).mean(axis=-1))


def moved(found: Sequence[Axis], means: Terms, given: Mapping[int, Sequence[Array]]) -> Array:
    """How far the form moves the values: (option, attribute).

    Parameters
    ----------
    found, means : axes, and terms of expected values.
    given : by number of the axis that is set, the weights of its points: of numbers from
        `Axis.laid`, of a level 1 at its place; first in a term of it alone, then with others.
    """
    total = np.zeros_like(means.values[0])
    for point, x in zip(means.points, means.values, strict=True):
        if all(i in given for i, _ in point):
            alone = len(point) == 1
            by = [given[i][0 if alone else 1][found[i].places(alone).index(p)] for i, p in point]
            total = total + np.prod(by) * x
    return total


def _errors(
    found: Sequence[Axis], means: Terms, values: Values, weights: Array
) -> dict[int, float]:
    rng, errors = np.random.default_rng(SEED), dict[int, float]()
    for together in range(1, min(len(found), 4) + 1):
        given = [
            {
                int(i): any_value(found[i], rng)
                for i in rng.choice(len(found), together, replace=False)
            }
            for _ in range(TRIED)
        ]
        base, *truth = values([{}, *[dict(its for _, its in g.values()) for g in given]])
        by_form = [moved(found, means, {i: its for i, (its, _) in g.items()}) for g in given]
        by_case = [x - base for x in truth]
        off, size = (
            np.sqrt(np.mean(np.square(np.array(x) @ weights)))
            for x in (np.subtract(by_form, by_case), by_case)
        )
        errors[together] = float(off / size) if size else 0.0
    return errors


def any_value(axis: Axis, rng: np.random.Generator) -> tuple[list[Array], tuple[str, object]]:
    """Weights of the points of an axis at a value chosen at random, and the change that sets it."""
    place = int(rng.integers(len(axis.points) + len(axis.levels)))
    if axis.line or place < len(axis.points):
        low, high = sorted(axis.points[:: len(axis.points) - 1])
        low, high = (np.log(low), np.log(high)) if axis.log else (low, high)
        x = rng.uniform(low, high)
        x = float(np.exp(x)) if axis.log else float(x)
        return [axis.laid(np.array([x]), alone)[:, 0] for alone in (True, False)], (axis.id, x)
    ((name, level),) = axis.change(place).items()
    rows = [np.array([float(p == place) for p in axis.places(alone)]) for alone in (True, False)]
    return rows, (name, level)
