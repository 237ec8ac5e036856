"""Made-up values that depend on parameters in ways that are not smooth."""

import xarray as xr


def against_nothing(lead):
    return xr.DataArray([0 * lead, lead], {"option": ["wait", "act"]}, ("option", "sample"))


def draws(**named):
    return xr.Dataset({name: ("sample", x) for name, x in named.items()})


def off(table, truth, name="evppi"):
    return abs(float(table[name]) - truth) / float(table["se"])
