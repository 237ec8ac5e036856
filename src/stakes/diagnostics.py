"""The gate: a decision is made only from chains that have converged."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import numpy as np
import xarray as xr

RHAT, ESS, BFMI = 1.01, 400, 0.3


def diagnose(posterior: xr.Dataset, sample_stats: xr.Dataset) -> dict[str, Any]:
    """Convergence of the chains over every number that varies.

    Parameters
    ----------
    posterior : Dataset[chain, draw, ...]; integer variables (drawn states) are left out.
    sample_stats : Dataset[chain, draw] with ``diverging`` and ``energy``.

    Returns
    -------
    dict
        rhat_max (rank-normalised, split), ess_min (bulk and tail), divergences, bfmi_min, worst (name of the variable with the
        highest R-hat, the smallest ESS).

    References
    ----------
    Vehtari, A. et al. (2021). Rank-normalization, folding, and localization. Bayesian Analysis 16(2), 667-718.
    Betancourt, M. (2016). Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo. arXiv:1604.00695.
    """
    array_stats = arviz_arrays()
    names, series = zip(*_varying(posterior), strict=True)
    stacked = np.stack(series)
    axes = {"chain_axis": 1, "draw_axis": 2}
    rhat = np.asarray(array_stats.rhat(stacked, **axes))
    ess = np.minimum(
        array_stats.ess(stacked, method="bulk", **axes), array_stats.ess(stacked, method="tail", prob=(0.05, 0.95), **axes)
    )
    energy = sample_stats["energy"].transpose("chain", "draw").to_numpy()
    bfmi = np.mean(np.diff(energy, axis=1) ** 2, axis=1) / np.var(energy, axis=1)
    return {
        "rhat_max": float(np.max(np.where(np.isfinite(rhat), rhat, np.inf))),
        "ess_min": float(np.min(np.where(np.isfinite(ess), ess, 0.0))),
        "divergences": int(sample_stats["diverging"].sum()),
        "bfmi_min": float(bfmi.min()),
        "worst": f"{names[int(np.argmax(rhat))]}, {names[int(np.argmin(ess))]}",
    }


def arviz_arrays() -> Any:
    """ArviZ's diagnostics of plain arrays, without the rest of ArviZ."""
    return import_module("arviz_stats.base").array_stats


def _varying(posterior: xr.Dataset) -> Iterator[tuple[str, np.ndarray]]:
    for name, draws in posterior.data_vars.items():
        if draws.dtype.kind != "f":
            continue
        values = draws.transpose("chain", "draw", ...).to_numpy()
        flat = values.reshape(*values.shape[:2], -1)
        for i in range(flat.shape[-1]):
            if np.ptp(flat[..., i]) > 0:
                yield f"{name}[{i}]" if flat.shape[-1] > 1 else str(name), flat[..., i]


def failures(diagnostics: Mapping[str, Any]) -> tuple[str, ...]:
    """What did not pass, a sentence each; empty for a sound fit."""
    d = diagnostics
    found = [
        (d["rhat_max"] > RHAT, f"R-hat reaches {d['rhat_max']:.3f}, above {RHAT}, in {d['worst']}"),
        (d["ess_min"] < ESS, f"the smallest effective sample size is {d['ess_min']:.0f}, under {ESS}, in {d['worst']}"),
        (d["divergences"] > 0, f"{d['divergences']} divergent transitions"),
        (d["bfmi_min"] < BFMI, f"the smallest BFMI is {d['bfmi_min']:.2f}, under {BFMI}"),
    ]
    return tuple(sentence for failed, sentence in found if failed)
