"""Made-up results, of the kinds that are plotted."""

import numpy as np
import xarray as xr

import stakes
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_loss import expected_loss
from stakes.decision.expected_value import compare
from stakes.decision.risk.certainty_equivalent import certainty_equivalent

IDS = ["one", "two", "many_more"]
SIZES = {"size": [1, 5, 10, 1000]}


def parts():
    draws = np.random.default_rng(1).normal(
        [[5, 1], [6, -1], [4, 4]], [[1, 1], [4, 1], [2, 3]], (4, 100, 3, 2)
    )
    coords = {
        "option": IDS,
        "attribute": ["gain", "side_effect"],
        "label": ("option", ["One", "Two", "Many"]),
    }
    return xr.DataArray(
        draws,
        dims=("chain", "draw", "option", "attribute"),
        coords=coords,
        attrs={"unit": "billion $ (2011 $)"},
    )


def weights(points=(0.0, 0.5, 1.0, 2.0), dtype=float):
    table = np.stack([np.ones(len(points)), np.linspace(-1, 2, len(points))], axis=1)
    coords = {"care": np.array(points, dtype), "attribute": ["gain", "side_effect"]}
    return xr.DataArray(table, dims=("care", "attribute"), coords=coords)


VALUE = parts().sum("attribute", keep_attrs=True)

EVPPI = xr.Dataset(
    {
        "evppi": ("group", [0.1, 0.4, 0.01]),
        "se": ("group", [0.01, 0.05, 0.01]),
        "noise_floor": ("group", [0.03, 0.03, 0.04]),
    },
    {"group": ["a", "b", "c"]},
    {"unit": "euros"},
)

EVSI = xr.Dataset(
    {"evsi": ("size", [0.1, 0.2, 0.3, 0.4]), "se": ("size", [0.01] * 4)}, SIZES, {"unit": "euros"}
)

ENBS = xr.Dataset(
    {"enbs": ("size", [0.1, 0.15, 0.1, -0.4]), "best_size": 5}, SIZES, {"unit": "euros"}
)

RISK = certainty_equivalent(VALUE, xr.DataArray([0.0, 0.05, 0.1], dims="risk_aversion"))

DRAWN = {
    "compare": lambda ax=None: stakes.plot_compare(compare(VALUE), ax=ax),
    "p_best": lambda ax=None: stakes.plot_compare(compare(VALUE), "p_best", ax=ax),
    "evppi": lambda ax=None: stakes.plot_evppi(EVPPI, ax=ax),
    "evsi": lambda ax=None: stakes.plot_evsi(EVSI, ax=ax),
    "enbs": lambda ax=None: stakes.plot_enbs(ENBS, ax=ax),
    "acceptability": lambda ax=None: stakes.plot_acceptability(
        acceptability(parts(), weights()), ax=ax
    ),
    "expected_loss": lambda ax=None: stakes.plot_expected_loss(
        expected_loss(parts(), weights()), ax=ax
    ),
    "certainty_equivalent": lambda ax=None: stakes.plot_certainty_equivalent(RISK, ax=ax),
    "plane": lambda ax=None: stakes.plot_plane(
        parts(), ("two", "one"), ("gain", "side_effect"), {"gain": 1, "side_effect": 2}, ax=ax
    ),
}


def said(text):
    return " ".join(text.replace(r"\$", "$").split())
