"""Which of several independent options to buy with a budget."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from scipy.optimize import Bounds, LinearConstraint, milp

from stakes.decision.draws.arrays import Array, check_finite, option_ids, to_numpy
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import option_coords, unit_of
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.limits import CLEAR

DRAWS = 250  # in which the best portfolio is looked for, at most
SAME = 1e-9  # of the sum of all values, by which two portfolios are worth the same


@takes_draws
def portfolio(
    value: xr.DataArray, cost: xr.DataArray | Mapping[str, float], budget: float
) -> xr.Dataset:
    """The options to buy with a budget: those that are together worth the most, on average.

    Parameters
    ----------
    value : draws of what each option adds, whichever others are bought, above not buying it and
        before its cost; dims as in `stakes.compare`.
    cost : of each option, by its label, in one unit: a mapping or a DataArray[option].
    budget : in that unit; what is left of it is worth nothing.

    Returns
    -------
    Dataset, in the unit of `value` where not said otherwise:

    chosen [option] : whether it is bought.
    expected, mcse [option] : expected value of each option and its Monte Carlo standard error.
    per_unit, per_unit_se [option] : that by unit of cost, the order in which to buy where every
        cost is small beside the budget.
    worth, worth_se : of the portfolio; `cost` : of all that is bought, in the unit of cost.
    lead, lead_se : above the next best portfolio, with the error of the paired difference;
        `resolved` : whether it exceeds 2 errors.
    p_best, p_best_se : chance that no other portfolio within the budget would be worth more, from
        250 draws at most, evenly spaced.

    Raises
    ------
    ValueError
        If a cost is missing, negative or not finite, no option costs as little as the budget, or as
        in `stakes.compare`.

    Notes
    -----
    A knapsack problem, solved to optimality by branch and cut (HiGHS), on average and in each of
    the draws; the next best portfolio with the best one ruled out.

    References
    ----------
    Dantzig, G. B. (1957). Discrete-variable extremum problems. Operations Research 5(2), 266-277.
    Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex method.
    Mathematical Programming Computation 10(1), 119-142.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([6.0, 5.0, 4.0], 1.0, (4000, 3))
    >>> value = xr.DataArray(draws, {"option": ["big", "fair", "small"]}, ("sample", "option"))
    >>> found = portfolio(value, {"big": 10, "fair": 6, "small": 4}, budget=10)
    >>> found["option"][found["chosen"]].values.tolist(), found["p_best"].round(1).item()
    (['fair', 'small'], 1.0)
    """
    ids = option_ids(value)
    x = to_numpy(value, "option")
    check_finite(x, ids)
    price = _prices(value, cost, ids)
    _check_budget(budget, price, ids)
    mean = x.reshape(len(x), -1).mean(axis=1)
    knapsack = _Knapsack(price, float(budget))
    best = knapsack.solve(mean)
    other = knapsack.solve(mean, without=best)
    worth = x[best].sum(axis=0)
    error = np.array([standard_error(row) for row in x])
    ahead = worth - x[other].sum(axis=0)
    lead, lead_se = float(ahead.mean()), standard_error(ahead)
    p_best, p_best_se = _chance(knapsack, x.reshape(len(x), -1), best)
    unit = np.where(price > 0, price, np.nan)
    data: dict[str, Any] = {
        "chosen": ("option", best),
        "expected": ("option", mean),
        "mcse": ("option", error),
        "per_unit": ("option", mean / unit),
        "per_unit_se": ("option", error / unit),
        "worth": float(worth.mean()),
        "worth_se": standard_error(worth),
        "cost": float(price[best].sum()),
        "lead": lead,
        "lead_se": lead_se,
        "resolved": lead > CLEAR * lead_se,
        "p_best": p_best,
        "p_best_se": p_best_se,
    }
    return xr.Dataset(data, option_coords(value), unit_of(value))


class _Knapsack(NamedTuple):
    price: Array  # (option,)
    budget: float

    def solve(self, worth: Array, without: Array | None = None) -> Array:
        """Which options are worth the most together, (option,) of bool; or the next best."""
        rules = [LinearConstraint(self.price[None], -np.inf, self.budget)]
        if without is not None:  # at least one option is bought or left that was not
            sign = np.where(without, 1.0, -1.0)
            rules.append(LinearConstraint(sign[None], -np.inf, without.sum() - 1))
        found = milp(-worth, integrality=np.ones(len(worth), np.intp), bounds=Bounds(0, 1),
                     constraints=rules, options={"mip_rel_gap": 0.0})  # fmt: skip
        bought: Array = np.asarray(found.x) > 0.5
        return bought


def _prices(value: xr.DataArray, cost: Any, ids: list[str]) -> Array:
    """Cost of each option, in the order of the draws."""
    if isinstance(cost, xr.DataArray):
        known = dict(zip(option_ids(cost), cost.to_numpy().tolist(), strict=True))
    else:
        known = {str(name): x for name, x in dict(cost).items()}
    if missing := [name for name in ids if name not in known]:
        raise ValueError(f"the cost of {', '.join(missing)} is missing: give one for each option")
    price = np.array([float(known[name]) for name in ids])
    if wrong := [name for name, p in zip(ids, price, strict=True) if not 0 <= p < np.inf]:
        raise ValueError(f"the cost of {', '.join(wrong)} must be a finite number, 0 or more")
    return price


def _check_budget(budget: float, price: Array, ids: list[str]) -> None:
    if not np.isfinite(budget):
        raise ValueError(f"budget must be a finite number, not {budget}")
    if (price > budget).all():
        least = int(np.argmin(price))
        raise ValueError(
            f"no option can be had for a budget of {budget:g}: the cheapest, {ids[least]}, costs "
            f"{price[least]:g}"
        )


def _chance(knapsack: _Knapsack, x: Array, best: Array) -> tuple[float, float]:
    """How often no other portfolio would be worth more, and the error of that."""
    some = x[:, :: -(-x.shape[1] // DRAWS)].T
    hit = np.array([
        draw[best].sum() >= draw[knapsack.solve(draw)].sum() - SAME * np.abs(draw).sum()
        for draw in some
    ])  # fmt: skip
    # one draw more of either kind, so that an outcome not yet seen leaves some error
    share = (hit.sum() + 1) / (hit.size + 2)
    return float(hit.mean()), float(np.sqrt(share * (1 - share) / hit.size))
