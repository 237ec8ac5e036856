"""Lexicographic choice: what counts first decides, and what counts next among those it leaves."""

from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.labels import option_index
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error
from stakes.decision.limits import CLEAR


def lexicographic(
    parts: xr.DataArray, order: Iterable[str], slack: Mapping[str, float] | None = None
) -> xr.Dataset:
    """Options left when attributes count one after the other: each leaves those whose expected
    value is within its slack of the best that the attributes before it have left.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and (chain, draw[, set]), or (sample,) if
        independent; more is better in each attribute.
    order : attributes, the one that counts first at the head.
    slack : by attribute, how much less than the best is borne, in its unit; 0 where none is given.

    Returns
    -------
    Dataset[attribute, option], attributes in their order
        expected, mcse : of each option. lead, lead_mcse : of the best of those left over this one,
            and the error of the paired difference. left : whether it was still in when the
            attribute was reached. verdict : "stays" if the lead is within the slack, and "goes" if
            it is beyond it, by more than 2.2 errors; "cannot be told" between, which stays, and is
            "-" for options that were out. By ``option``, kept: whether it is left at the end.

    Raises
    ------
    ValueError
        If `order` is empty or names an unknown attribute, slack is negative or of an attribute not
        in `order`, or draws are NaN or infinite.

    References
    ----------
    Fishburn, P. C. (1974). Lexicographic orders, utilities and decision rules: a survey. Management
    Science 20(11), 1442-1471.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([[9, 9, 2], [1, 5, 50]], 0.1, (1000, 2, 3))
    >>> parts = xr.DataArray(
    ...     draws, {"attribute": ["lives", "money"]}, ("sample", "attribute", "option")
    ... )
    >>> lexicographic(parts, ["lives", "money"], {"lives": 0.5})["kept"].values.tolist()
    [False, True, False]
    """
    names, borne = _checked(parts, list(order), dict(slack or {}))
    left = np.ones(parts.sizes["option"], bool)
    rows: list[dict[str, Array]] = []
    for name in names:
        x = option_draws(parts.sel(attribute=name))
        check_finite(x, option_ids(parts))
        rows.append(_row(x, left, borne.get(name, 0.0)))
        left = left & (rows[-1]["verdict"] != "goes")
    dims = ("attribute", "option")
    found = {key: (dims, np.array([row[key] for row in rows])) for key in rows[0]}
    coords = {"attribute": names, **option_index(parts)}
    return xr.Dataset(found, coords).assign(kept=("option", left))


def _checked(
    parts: xr.DataArray, names: list[str], slack: dict[str, float]
) -> tuple[list[str], dict[str, float]]:
    if "attribute" not in parts.indexes:
        raise ValueError(f"parts needs a labelled dim 'attribute'; it has {tuple(parts.dims)}")
    known = [str(a) for a in parts["attribute"].to_numpy()]
    unknown = [a for a in names if a not in known]
    if not names or unknown or len(set(names)) < len(names):
        said = ", ".join(unknown) or "none, or one twice"
        raise ValueError(f"order names {said}: give attributes of {', '.join(known)}, each once")
    if wrong := [a for a, s in slack.items() if a not in names or not s >= 0]:
        raise ValueError(
            f"slack of {', '.join(wrong)}: give 0 or more, for attributes of the order alone"
        )
    return names, slack


def _row(x: Array, left: Array, slack: float) -> dict[str, Array]:
    """What one attribute says of each option."""
    mean = np.array([mean_sd(row)[0] for row in x])
    best = int(np.flatnonzero(left)[np.argmax(mean[left])])
    error = np.array([standard_error(x[best].astype(float) - row) for row in x])
    lead = mean[best] - mean
    stays, goes = lead <= slack - CLEAR * error, lead > slack + CLEAR * error
    stays[best] = True
    return {
        "expected": mean,
        "mcse": np.array([standard_error(row) for row in x]),
        "lead": lead,
        "lead_mcse": error,
        "left": left,
        "verdict": np.select([~left, stays, goes], ["-", "stays", "goes"], "cannot be told"),
    }
