"""Studies that could be done before choosing, simulated for each posterior draw: what each would
report.

One function a study of studies.toml, of the same name: it returns summaries over [chain, draw,
size].
"""

import numpy as np
import xarray as xr

import stakes

DAY, YEAR = np.timedelta64(1, "D"), 365.25
COSTING_ERROR = 0.5  # of the logarithm of one estimate; see studies.toml
REPAIRS = ["repair_cost_interceptor", "repair_cost_sensor", "repair_cost_battle"]
CLASSES = ["medium", "missile_defence"]


def intercept_tests(beliefs, evidence, sizes, rng):
    """Hits in so many more tests of block IB."""
    success = beliefs["block_success"].sel(block="IB", drop=True)
    return xr.Dataset({"hits": _each(sizes, lambda n: rng.binomial(n, success.values), success)})


def watching(beliefs, evidence, sizes, rng):
    """Passes that become known in so many more years, from the channels of the table, old sharing
    included.
    """
    rows = evidence["cooperation_channels"]
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(evidence.as_of)
    start = (now - rows["sharing_start"].to_numpy("datetime64[D]")) / DAY / YEAR
    ended = rows["sharing_end"].notna().to_numpy()
    end = np.where(
        ended, (now - rows["sharing_end"].fillna(now).to_numpy("datetime64[D]")) / DAY / YEAR, 0.0
    )

    def known(more):
        last = np.where(ended, end + more, 0.0)
        total = 0.0
        for kind in CLASSES:
            here = (rows["reference_class"] == kind).to_numpy()
            after = _watched(beliefs, start[here] + more, last[here]) - _watched(
                beliefs, start[here], end[here]
            )
            total = total + after.sum("channel") * np.exp(beliefs[f"discrepancy_{kind}"])
        return rng.poisson((rate * total).clip(min=0).values)

    rate = beliefs["pass_policy"] + beliefs["pass_entities"]
    return xr.Dataset({"known_passes": _each(sizes, known, rate)})


def _watched(beliefs, start, end):
    """Years of sharing in which a pass would be known, by years since the sharing of each channel
    began and ended.
    """
    years = [xr.DataArray(x, dims="channel") for x in (start, end)]
    return stakes.reported_years(*years, beliefs["detect_ever"], beliefs["detect_lag"])


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
