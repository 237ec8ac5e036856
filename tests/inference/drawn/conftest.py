"""A recipe with everything, and its posterior."""

import numpy as np
import pytest
from tests.inference.drawn.made_up_recipe import drawn, of

from stakes.inference.drawn.marginals import (
    of_family,
)
from stakes.inference.drawn.recipe import (
    Recipe,
)


@pytest.fixture
def whole():
    """A recipe with everything, and its posterior: a state that evidence speaks to, one that it
    does not, an event, a vector.
    """
    parts = {
        "a": of([1, 2, 5], [0, np.inf]),
        "b_low": of_family("normal", {"mu": 0.0, "sigma": 1.0}),
        "v[0]": of_family("gamma", {"alpha": 2.0, "beta": 1.0}),
        "v[1]": of_family("beta", {"alpha": 2.0, "beta": 1.0}),
    }
    parts = {name: {**p, "dimension": i} for i, (name, p) in enumerate(parts.items())}
    about = {"flag_values": [0, 1], "flag_meanings": "low high"}
    states = {
        "b": {"dimension": 4, "picks": "b_by_state", "weights": [0.3, 0.7], "attrs": about},
        "c": {"dimension": 5, "picks": "", "weights": [0.9, 0.1], "attrs": {}},
        "d": {
            "dimension": 6,
            "picks": "d_by_state",
            "given": "d_state_probability",
            "attrs": about,
        },
        "e": {"dimension": 7, "picks": "", "given": "e_state_probability", "attrs": {}},
    }
    numbers = {"a": ["a"], "v": ["v[0]", "v[1]"], "b_by_state": ["b_low", 7.5]}
    dims = {"v": ("group", ["x", "y"]), "b_by_state": ("b_level", ["low", "high"])}
    r = Recipe(11, 8, parts, numbers, dims, states, {"a": {"unit": "m"}})
    rng = np.random.default_rng(2)
    p = rng.beta(2.0, 3.0, (4, 2500))
    share = np.stack([1 - p, p], -1)
    return r, drawn(
        r,
        d_state_probability=(("chain", "draw", "d_level"), share),
        e_state_probability=(("chain", "draw", "e_level"), share[..., ::-1]),
        d_by_state=(("chain", "draw", "d_level"), rng.normal([0.0, 100.0], 1.0, (4, 2500, 2))),
    )
