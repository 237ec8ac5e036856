"""Draws as they lie in memory, to be cut into blocks."""

import numpy as np
import xarray as xr

from made_up.chains import ar1
from made_up.options import labelled

RNG = np.random.default_rng(4)
SAMPLE = 130_001  # so many that every second is held for errors
INDEPENDENT = labelled(
    np.stack(
        [RNG.normal(0, 1, SAMPLE), RNG.normal(0.01, 2, SAMPLE), RNG.exponential(1, SAMPLE) - 1]
    ),
    ("option", "sample"),
).assign_attrs(unit="lives")


def chains(draws: int, seed: int = 0) -> xr.DataArray:
    """Three options in four slow chains."""
    rng = np.random.default_rng(seed)
    x = [ar1(rng, 0.9, (4, draws)) + shift for shift in (0.0, 0.2, 0.1)]
    return labelled(np.stack(x), ("option", "chain", "draw"))


def assert_close(blocks: xr.Dataset, memory: xr.Dataset, off: float) -> None:
    """Equal but for rounding; quantiles by what is stated."""
    for name in memory.data_vars:
        if name in ("lower", "upper"):
            np.testing.assert_allclose(blocks[name], memory[name], rtol=0, atol=off, err_msg=name)
        elif memory[name].dtype.kind == "f":
            np.testing.assert_allclose(
                blocks[name], memory[name], rtol=1e-9, atol=1e-9, err_msg=name
            )
        else:
            assert (blocks[name] == memory[name]).all(), name
