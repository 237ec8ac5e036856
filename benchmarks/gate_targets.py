"""Targets with a known answer to the question whether chains can be trusted: pathological ones,
sound ones, and one at the limit of what four chains can tell.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pymc as pm

EFFECT = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERROR = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])
MODES = 5  # coordinates with two modes: four chains agree in all of them in one of 8**5 fits
PASSES, LIMIT = "passes", "limit"


def funnel() -> None:
    """Neal (2003): the scale of nine normals varies by orders of magnitude."""
    y = pm.Normal("y", 0, 3)
    pm.Normal("x", 0, pm.math.exp(y / 2), shape=9)


def two_modes(coordinates: int) -> None:
    """Two equal modes, twelve standard deviations apart, in each coordinate; chains start between
    them.
    """
    pm.NormalMixture("x", w=[0.5, 0.5], mu=[-6.0, 6.0], sigma=1.0, shape=coordinates)


def normal() -> None:
    pm.Normal("x", 0, 1, shape=3)


def schools_centred() -> None:
    """Rubin (1981): eight effects about a mean, their spread hardly known; so written, a small
    spread shuts the sampler out.
    """
    mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
    pm.Normal("y", pm.Normal("theta", mu, tau, shape=8), ERROR, observed=EFFECT)


def schools_non_centred() -> None:
    mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
    theta = pm.Deterministic("theta", mu + tau * pm.Normal("z", 0, 1, shape=8))
    pm.Normal("y", theta, ERROR, observed=EFFECT)


def at_rest(x: np.ndarray) -> None:
    """The first chain does not move."""
    x[0] = x[0, :1]


def elsewhere(x: np.ndarray) -> None:
    """The first chain stays three standard deviations away."""
    x[0] += 3


def late(x: np.ndarray) -> None:
    """The first chain comes from five standard deviations away, and arrives after a tenth of the
    draws.
    """
    x[0, : len(x[0]) // 10] += 5


@dataclass(frozen=True)
class Target:
    """A model, what is done to its draws, whether the gate must pass it, and which variables it
    must name if not.
    """

    label: str
    model: Callable[[], None]
    named: tuple[str, ...] = ()
    planted: Callable[[np.ndarray], None] | None = None
    must: str = "refused"


TARGETS = {
    "funnel": Target("Neal's funnel, centred", funnel, ("y", "x")),
    "modes": Target(f"two modes in each of {MODES} coordinates", lambda: two_modes(MODES), ("x",)),
    "rest": Target("normal, one chain at rest", normal, ("x",), at_rest),
    "elsewhere": Target("normal, one chain 3 sd away", normal, ("x",), elsewhere),
    "late": Target("normal, one chain arrives late", normal, ("x",), late),
    "centred": Target("eight schools, centred", schools_centred, ("tau", "theta", "mu")),
    "non_centred": Target("eight schools, not centred", schools_non_centred, must=PASSES),
    "normal": Target("normal", normal, must=PASSES),
    "one": Target("two modes in one coordinate", lambda: two_modes(1), ("x",), must=LIMIT),
}
