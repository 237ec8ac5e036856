"""A recipe with everything, and draws of it."""

import numpy as np
import xarray as xr

from stakes.inference import jqpd
from stakes.inference.drawn.expansion import expand
from stakes.inference.drawn.marginals import (
    of_quantiles,
)
from stakes.inference.drawn.recipe import (
    with_recipe,
)


def of(quantiles, bounds, power=1.0):
    return of_quantiles(jqpd.parameters(quantiles, bounds), power)


def drawn(recipe, chains=4, draws=2500, **held):
    like = xr.Dataset(held, coords={"chain": np.arange(chains), "draw": np.arange(draws)})
    levels = {d: ["low", "high"] for d in like.dims if d in ("d_level", "e_level")}
    like = like.assign_coords(levels)
    return expand(with_recipe(like, recipe))
