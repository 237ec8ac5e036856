"""Autocovariance of chains, and by how much it lengthens them: the sums behind `means.ess` and
`draw_sets`.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[Any]

FEW = 8  # draws of a chain: half a chain of three says nothing about autocorrelation


class Covariance(NamedTuple):
    """Autocovariance of a quantity along half chains."""

    lags: Array  # (lag,): about each half chain's mean, averaged over them
    between: float  # variance of their means
    halves: int

    @property
    def variance(self) -> float:
        return float(self.lags[0] + self.between)

    @property
    def size(self) -> int:
        """Number of draws, without the middle one of each chain if their number is odd."""
        return self.halves * len(self.lags)


def covariance(chains: Array) -> Covariance:
    """`Covariance` of draws (chain, draw)."""
    halves, means = _halved(chains)
    return Covariance(
        _lags(_power(_transformed(halves, means)), halves), float(means.var(ddof=1)), len(halves)
    )


def covariance_between(sets: Array) -> Covariance:
    """`Covariance` of what the sets of a draw (chain, draw, set) have in common: without the noise
    inside a posterior draw.

    Only products of different sets enter: (M times the covariance of the means over M sets, less
    the mean covariance of one) over M - 1. It has no bias at any lag; at lag 0 it is the estimate
    of analysis of variance. What is there only by chance may be below 0.
    """
    count = sets.shape[-1]
    halves, means = _halved(np.ascontiguousarray(np.moveaxis(sets, -1, 0), dtype=float))
    spectra = _transformed(halves, means)
    power = (count * _power(spectra.mean(axis=0)) - _power(spectra) / count) / (count - 1)
    between = (count * means.mean(axis=0).var(ddof=1) - means.var(axis=1, ddof=1).mean()) / (
        count - 1
    )
    return Covariance(_lags(power, halves), float(between), halves.shape[1])


def _halved(chains: Array) -> tuple[Array, Array]:
    """Both halves of each chain (..., half, draw), and their means."""
    half = chains.shape[-1] // 2
    halves = np.concatenate([chains[..., :half], chains[..., -half:]], axis=-2)
    return halves, halves.mean(axis=-1, dtype=float)


def _transformed(halves: Array, means: Array) -> Array:
    length = (
        1 << (2 * halves.shape[-1] - 1).bit_length()
    )  # padded, so that the transform does not wrap around
    return np.asarray(np.fft.rfft(halves - means[..., None], length))


def _power(spectra: Array) -> Array:
    return np.asarray((spectra.real**2 + spectra.imag**2).sum(axis=tuple(range(spectra.ndim - 1))))


def _lags(power: Array, halves: Array) -> Array:
    count, n = halves.shape[-2:]
    return np.asarray(np.fft.irfft(power)[:n] / (n * count))


def autocorrelation_time(c: Covariance) -> float:
    """Integrated autocorrelation time by Geyer's initial monotone sequence, at least 1 /
    log10(draws).

    References
    ----------
    Geyer, C. J. (1992). Practical Markov chain Monte Carlo. Statistical Science 7(4), 473-483.
    """
    n = len(c.lags)
    rho = 1 - (c.lags[0] * n / (n - 1) - c.lags) / c.variance
    rho[0] = 1
    # pairs of neighbouring lags are positive and falling in theory: stop where noise takes over,
    # and flatten what rises
    last = max((n - 3) // 2, 0)
    pairs = rho[: 2 * last + 2].reshape(-1, 2).sum(axis=1)
    stop = int(np.argmax(pairs <= 0)) if (pairs <= 0).any() else last
    found = float(-1 + 2 * np.minimum.accumulate(pairs[:stop]).sum() + max(rho[2 * stop], 0))
    return max(found, 1 / math.log10(c.size))
