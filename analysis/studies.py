"""Studies that could be done before choosing, simulated for each posterior draw: what each would
report.

One function a study of studies.toml, of the same name: it returns summaries over [chain, draw,
size].
"""

import numpy as np
import xarray as xr

from .effects.foreseen import passes_known

COSTING_ERROR = 0.5  # of the logarithm of one estimate; see studies.toml
REPAIRS = ["repair_cost_interceptor", "repair_cost_sensor", "repair_cost_battle"]


def intercept_tests(beliefs, evidence, sizes, rng):
    """Hits in so many more tests of block IB."""
    success = beliefs["block_success"].sel(block="IB", drop=True)
    return xr.Dataset({"hits": _each(sizes, lambda n: rng.binomial(n, success.values), success)})


def watching(beliefs, evidence, sizes, rng):
    """Passes that become known in so many more years, from the channels of the table, old sharing
    included.
    """
    like = beliefs["pass_entities"]

    def known(years):
        return rng.poisson(passes_known(beliefs, evidence, years).transpose(*like.dims).values)

    return xr.Dataset({"known_passes": _each(sizes, known, like)})


def costing(beliefs, evidence, sizes, rng):
    """Mean logarithm of so many independent estimates of what information sharing needs and of what
    limits would cost.
    """
    steps = sum(
        beliefs[f"interface_step_{rung}"] for rung in ("exercises", "warning", "information")
    )
    link = np.log(beliefs["interface_transparency"]) + steps
    limits = np.log(beliefs["limits_cost"].clip(min=1e-6))
    return xr.Dataset({"link": _logs(link, sizes, rng), "limits": _logs(limits, sizes, rng)})


def repair_costing(beliefs, evidence, sizes, rng):
    """Mean logarithm of so many independent estimates of what each repair would cost."""
    logs = {name: np.log(beliefs[name].clip(min=1e-6)) for name in REPAIRS}
    return xr.Dataset({name: _logs(x, sizes, rng) for name, x in logs.items()})


def _logs(true, sizes, rng):
    return _each(sizes, lambda n: _estimate(true.values, n, rng), true)


def _estimate(true, n, rng):
    return true + rng.normal(0, COSTING_ERROR / np.sqrt(n), true.shape)


def _each(sizes, report, like):
    """What the study reports at each size, in the shape of the draws."""
    found = [like.copy(data=np.asarray(report(n), float)) for n in sizes]
    return (
        xr.concat([x.drop_attrs() for x in found], "size")
        .assign_coords(size=list(sizes))
        .transpose(..., "size")
    )
