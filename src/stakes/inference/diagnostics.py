"""Convergence of the chains, in numbers: over every number that varies."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.special import ndtri
from scipy.stats import norm, rankdata

from stakes.decision.draws.importance_weights import arviz_arrays

RHAT, ESS, BFMI = 1.01, 400, 0.3
GRADIENTS = "gradients"  # group of a fit: places of the draws, and gradients of the log density
NAMED = 3  # variables at most, in a sentence
CHANCE = 0.05  # that chance alone would name a variable for divergences


def diagnose(posterior: xr.Dataset, sample_stats: xr.Dataset) -> dict[str, Any]:
    """Convergence of the chains over every number that varies.

    Parameters
    ----------
    posterior : Dataset[chain, draw, ...]; integer variables (drawn states) are left out.
    sample_stats : Dataset[chain, draw] with ``diverging`` and ``energy``.

    Returns
    -------
    dict
        rhat_max (rank-normalised, split), ess_min (bulk and tail), divergences, bfmi_min.
        worst_rhat, worst_ess: names of up to three variables beyond the limit, or of the one
        nearest to it; worst: the first of each. diverging_in: names of variables in which divergent
        draws lie apart from the others, low or high; empty where none stands out.

    Notes
    -----
    Where no number varies the chains are stuck: R-hat is infinite and ESS 0. Divergent draws lie
    apart in a variable if the mean of their normal scores, times the square root of their number,
    is further from 0 than chance would bring any of the variables in 5 of 100 fits (Bonferroni).
    One or two of them, or draws on both sides of the others, seldom tell.

    References
    ----------
    Vehtari, A. et al. (2021). Rank-normalization, folding, and localization. Bayesian Analysis
    16(2), 667-718. Betancourt, M. (2016). Diagnosing suboptimal cotangent disintegrations in
    Hamiltonian Monte Carlo. arXiv:1604.00695.
    """
    found = list(_varying(posterior))
    names = [name for name, _ in found]
    stacked = np.stack([series for _, series in found]) if found else np.empty((0, 1, 1))
    rhat, ess = _mixing(stacked) if found else (np.array([np.inf]), np.zeros(1))
    diverging = sample_stats["diverging"].transpose("chain", "draw").to_numpy().astype(bool)
    by_rhat = _worst(names, rhat, rhat > RHAT)
    by_ess = _worst(names, -ess, ess < ESS)
    return {
        "rhat_max": float(rhat.max()),
        "ess_min": float(ess.min()),
        "divergences": int(diverging.sum()),
        "bfmi_min": _bfmi(sample_stats["energy"].transpose("chain", "draw").to_numpy()),
        "worst": f"{by_rhat[0]}, {by_ess[0]}",
        "worst_rhat": " and ".join(by_rhat),
        "worst_ess": " and ".join(by_ess),
        "diverging_in": " and ".join(_apart(names, stacked, diverging)) if found else "",
    }


def together(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Diagnostics of independent parts as those of one fit: R-hat, ESS and BFMI of the part in
    which they are worst, with the names of its variables; divergences of all.

    Parameters
    ----------
    found : of each part, as from `stakes.inference.sampling.draw`.
    """
    if len(found) == 1:
        return dict(found[0])
    by_rhat = max(found, key=lambda part: float(part["rhat_max"]))
    by_ess = min(found, key=lambda part: float(part["ess_min"]))
    return {
        "rhat_max": by_rhat["rhat_max"],
        "ess_min": by_ess["ess_min"],
        "divergences": sum(part["divergences"] for part in found),
        "bfmi_min": min(part["bfmi_min"] for part in found),
        "worst": f"{_first(by_rhat['worst_rhat'])}, {_first(by_ess['worst_ess'])}",
        "worst_rhat": by_rhat["worst_rhat"],
        "worst_ess": by_ess["worst_ess"],
        "diverging_in": _named(found, "diverging_in"),
        "retried": max(part["retried"] for part in found),
        "first_diverged_in": _named(found, "first_diverged_in"),
    }


def _named(found: Sequence[Mapping[str, Any]], key: str) -> str:
    return " and ".join([part[key] for part in found if part.get(key)][:NAMED])


def _first(names: str) -> str:
    return names.split(" and ")[0]


def nothing_sampled(draws: int) -> dict[str, Any]:
    """Diagnostics of a model that no evidence speaks to: all of its draws are independent by
    construction.
    """
    found = {
        "rhat_max": 1.0,
        "ess_min": float(draws),
        "divergences": 0,
        "bfmi_min": 1.0,
        "retried": 0,
    }
    return found | dict.fromkeys(("worst", "worst_rhat", "worst_ess", "diverging_in"), "")


def _varying(posterior: xr.Dataset) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Name and draws [chain, draw] of every number that varies; of an array, by the labels of its
    coordinates.
    """
    for name, draws in posterior.data_vars.items():
        if draws.dtype.kind != "f":
            continue
        dims = [d for d in draws.dims if d not in ("chain", "draw")]
        values = draws.transpose("chain", "draw", *dims).to_numpy()
        flat = values.reshape(*values.shape[:2], -1)
        labels = product(*(draws[d].to_numpy() for d in dims))
        for i, label in enumerate(labels):
            if np.ptp(flat[..., i]) != 0:  # NaN does not count as constant
                yield f"{name}[{','.join(map(str, label))}]" if dims else str(name), flat[..., i]


def _mixing(stacked: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """R-hat and the smaller of bulk and tail ESS of each row; what cannot be computed has not
    converged.
    """
    array_stats, axes = arviz_arrays(), {"chain_axis": 1, "draw_axis": 2}
    with np.errstate(invalid="ignore", divide="ignore"):
        rhat = np.asarray(array_stats.rhat(stacked, **axes))
        bulk = array_stats.ess(stacked, method="bulk", **axes)
        ess = np.minimum(bulk, array_stats.ess(stacked, method="tail", prob=(0.05, 0.95), **axes))
    return np.where(np.isfinite(rhat), rhat, np.inf), np.where(np.isfinite(ess), ess, 0.0)


def _bfmi(energy: npt.NDArray[Any]) -> float:
    """Smallest of the chains; 0 where the energy of one never changes."""
    spread = np.var(energy, axis=1)
    change = np.mean(np.diff(energy, axis=1) ** 2, axis=1)
    return float(np.min(np.divide(change, spread, out=np.zeros_like(spread), where=spread > 0)))


def _worst(names: list[str], badness: npt.NDArray[Any], beyond: npt.NDArray[Any]) -> list[str]:
    if not names:
        return ["every variable"]
    return [
        names[i]
        for i in np.argsort(-badness, kind="stable")[: max(1, min(NAMED, int(beyond.sum())))]
    ]


def _apart(names: list[str], stacked: npt.NDArray[Any], diverging: npt.NDArray[Any]) -> list[str]:
    """Variables in which divergent draws lie apart, the furthest first; see `diagnose`."""
    count = int(diverging.sum())
    if not 0 < count < diverging.size:
        return []
    ranks = rankdata(stacked.reshape(len(names), -1), axis=1)
    scores = ndtri((ranks - 3 / 8) / (ranks.shape[1] + 1 / 4))
    z = scores[:, diverging.ravel()].mean(axis=1) * np.sqrt(count)
    limit = norm.isf(CHANCE / 2 / len(names))
    order = np.argsort(-np.abs(z), kind="stable")[:NAMED]
    return [f"{names[i]} ({'high' if z[i] > 0 else 'low'})" for i in order if abs(z[i]) > limit]
