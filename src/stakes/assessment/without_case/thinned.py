"""Draws of which so many are kept as a computation can bear, every so many-th: the page says so."""

import xarray as xr

from stakes.assessment.without_case.given import Given

MOST = 40_000  # draws for what would change the answer, where each number takes regressions


def every(count: int, most: int = MOST) -> int:
    """Of how many draws one is kept.

    Examples
    --------
    >>> every(40_000), every(1_000_000)
    (1, 25)
    """
    return max(-(-count // most), 1)


def kept(draws: xr.DataArray, step: int) -> dict[str, slice]:
    """What to select, along the chains or the draws."""
    return {("draw" if "chain" in draws.dims else "sample"): slice(None, None, step)}


def thinning_sentence(held: Given) -> str:
    """What is said where not all draws are used; empty where they are."""
    count = held.value.size // held.value.sizes["option"]
    step = every(count)
    if step == 1:
        return ""
    used = -(-count // step)
    return (
        f"What would change the answer{_together(held)} is worked out from every {step}th draw "
        f"({used:,} of {count:,}), with the errors of as many; the options and what knowing more "
        "would be worth, from all."
    )


def _together(held: Given) -> str:
    return ", and what knowing a group is worth," if held.groups else ""
