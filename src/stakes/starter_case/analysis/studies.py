"""What each study of studies.toml would report, simulated for each posterior draw: summaries over
[chain, draw, size].
"""

import numpy as np
import xarray as xr

HIT, MISTAKEN = (
    0.3,
    0.02,
)  # chance that a core shows weakness, if the wall has a weak section and if it has none


def cores(beliefs, evidence, sizes, rng):
    """Cores that show weakness, of so many."""
    weak = beliefs["weak_section"]
    chance = np.where(weak > 0.5, HIT, MISTAKEN)
    found = [weak.copy(data=rng.binomial(n, chance).astype(float)).drop_attrs() for n in sizes]
    return xr.Dataset(
        {
            "weak_cores": xr.concat(found, "size")
            .assign_coords(size=list(sizes))
            .transpose(..., "size")
        }
    )
