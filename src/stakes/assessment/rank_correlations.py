"""How closely quantities go with the lead: squared rank correlations with their errors, in the
order that these allow.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from scipy.stats import rankdata

from stakes.assessment.statements.readings import in_order
from stakes.assessment.verdict import JUDGED
from stakes.case.case import Case
from stakes.decision.draws.arrays import Array, is_number, to_numpy, varies
from stakes.decision.draws.standard_errors.means import standard_error

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def linked(
    case: Case, fit: xr.DataTree, value: xr.DataArray, rivals: tuple[str, str]
) -> xr.Dataset:
    """Quantities before and after the evidence, in falling order of their link with the lead of one
    option over another.

    Parameters
    ----------
    case, fit : an open case and its fit.
    value : net values of the options.
    rivals : ids of the two.

    Returns
    -------
    Dataset[quantity, group, level]
        See `stakes.assessment.findings.Findings`. What cannot be told apart comes in the order of
        ids.
    """
    lead = _scores(value.sel(option=rivals[0]) - value.sel(option=rivals[1]))
    known = [group for group in ("prior", "posterior") if group in fit.children]
    groups = {group: fit[group].to_dataset() for group in known}
    draws = groups["posterior"]
    names = sorted(
        name
        for name in case.quantities
        if name in draws and is_number(draws[name]) and varies(draws[name])
    )
    like = value.isel(option=0, drop=True)
    found = {name: _link(_scores(draws[name].broadcast_like(like)), lead) for name in names}
    links, errors = {n: x[0] for n, x in found.items()}, {n: x[1] for n, x in found.items()}
    places = in_order({n: (links[n], errors[n]) for n in names})
    quantiles = [[np.quantile(groups[g][name].values, LEVELS) for g in groups] for name in places]
    means = [[float(groups[g][name].mean()) for g in groups] for name in places]
    text = {
        key: ("quantity", [str(getattr(case.quantities[n], key)) for n in places])
        for key in ("label", "unit", "topic", "basis")
    }
    return xr.Dataset(
        {
            "value": (("quantity", "group", "level"), np.array(quantiles)),
            "mean": (("quantity", "group"), np.array(means)),
            "link": ("quantity", [links[n] for n in places]),
            "link_se": ("quantity", [errors[n] for n in places]),
            "highest": ("quantity", [place[0] for place in places.values()]),
            "lowest": ("quantity", [place[1] for place in places.values()]),
            **text,
            **_judged(
                {n: (links[n], found[n][2]) for n in names},
                [n for n in names if case.quantities[n].basis == JUDGED],
            ),
        },
        coords={"quantity": list(places), "group": list(groups), "level": list(LEVELS)},
    )


def _scores(da: xr.DataArray) -> Array:
    """Ranks, standardised, in the shape of the draws."""
    x = to_numpy(da)
    ranked = rankdata(x.ravel()).reshape(x.shape)
    spread = ranked.std()
    return np.asarray((ranked - ranked.mean()) / spread if spread else 0 * ranked)


def _link(x: Array, y: Array) -> tuple[float, float, Array]:
    """Squared correlation of standardised scores, its standard error by the delta method, and each
    draw's influence.
    """
    r = float(np.mean(x * y))
    influence = 2 * r * (x * y - r * (x**2 + y**2) / 2)
    return r**2, standard_error(influence), influence


def _judged(links: Mapping[str, tuple[float, Array]], judged: Sequence[str]) -> dict[str, float]:
    """Share of all links that is of quantities with a prior from expert judgement, and its
    error.
    """
    total = sum(link for link, _ in links.values())
    if not total:
        return {"judged": 1.0, "judged_se": 0.0}
    share = sum(links[n][0] for n in judged) / total
    influence = (
        sum((((n in judged) - share) * x for n, (_, x) in links.items()), np.zeros(1)) / total
    )
    return {"judged": share, "judged_se": standard_error(influence)}
