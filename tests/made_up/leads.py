"""Made-up leads of one option over another."""

import numpy as np
import xarray as xr


def valued(lead, ids="ab"):
    lead = np.asarray(lead, float)
    dims = ("sample",) if lead.ndim == 1 else ("chain", "draw")
    return xr.DataArray(np.stack([lead, 0 * lead]), {"option": list(ids)}, ("option", *dims))
