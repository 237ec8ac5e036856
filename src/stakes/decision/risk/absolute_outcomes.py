"""Draws of absolute outcomes, which risk is a matter of: not those relative to an option."""

import warnings

import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_ids, to_numpy

ADVICE = "take consequences(..., relative=False, simulate=True)"


def absolute_draws(value: xr.DataArray) -> Array:
    """Finite draws ``(option, *sample)`` of absolute outcomes.

    Values that are relative to an option, by their attrs, are refused; an option that is 0 in every
    draw is warned of, unless they say that they are relative to none (``relative_to=""``).
    """
    x, ids = to_numpy(value, "option"), option_ids(value)
    if not len(x) or x[0].size < 2:
        raise ValueError(
            f"at least one option and 2 draws are needed; here are {dict(value.sizes)}"
        )
    check_finite(x, ids)
    refuse_relative(value)
    if "relative_to" not in value.attrs:  # said to be absolute
        warn_of_nil([i for i, row in zip(ids, x, strict=True) if not row.any()])
    return x


def refuse_relative(value: xr.DataArray) -> None:
    """Raise a ValueError if values are relative to an option, by their attrs."""
    if base := value.attrs.get("relative_to"):
        raise ValueError(
            f"these values are relative to {base}, which would pass for riskless: {ADVICE}"
        )


def warn_of_nil(nil: list[str]) -> None:
    """Warn of options that are 0 in every draw."""
    if nil:
        message = (
            f"{', '.join(nil)} is 0 in every draw and counts as riskless; if the values are "
            f"relative to it, {ADVICE}"
        )
        warnings.warn(
            message, stacklevel=5
        )  # beyond these functions, the method and what takes its draws
