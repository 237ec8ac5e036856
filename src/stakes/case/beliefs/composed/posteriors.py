"""Quantities taken from draws of another posterior, with where these come from."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import AfterValidator, Field, field_validator

from stakes.case.reading.files import outside
from stakes.case.reading.records import Record, Text, fault

FOLDER = "priors/posteriors"
POINTS = 1_001  # quantiles that are kept
FEWEST = 100  # draws
_SHOWN = 12  # digits of the file's hash


def _named(file: str) -> str:
    if not file.endswith((".nc", ".csv")):
        raise fault(f"'{file}' is neither .nc nor .csv", "give a file of one of the two kinds")
    if "/" in file or "\\" in file:
        raise fault(f"'{file}' is a path", f"give the name of a file in {FOLDER}")
    return file


class Sample(NamedTuple):
    """Draws as quantiles at evenly spaced levels, how many there were, and of what file."""

    points: tuple[float, ...]
    draws: int
    digest: str
    about: str  # what the file says of itself


class PosteriorDraws(Record):
    """A variable of a netCDF file, or a column of a table, in ``priors/posteriors``.

    `group` is that of a fit of ArviZ; `at` picks an element by its labels. The draws are taken as
    one distribution, on their own; `sample` is read from the file, and no file may set it.
    """

    file: Annotated[Text, AfterValidator(_named)]
    variable: Text
    group: Text = "posterior"
    at: dict[str, str | int | float] = Field(default_factory=dict)
    sample: Sample | None = None

    @field_validator("sample", mode="before")
    @classmethod
    def _not_given(cls, value: Any) -> Any:
        if value is not None:
            raise fault("unknown key 'sample'", "leave it out")
        return value

    def with_sample(self, found: Sample) -> "PosteriorDraws":
        return self.model_copy(update={"sample": found})


class UnreadableError(Exception):
    """Why draws cannot be taken: what is wrong, and the fix."""


def read_sample(root: Path, draws: PosteriorDraws, bounds: tuple[float, float]) -> Sample:
    """The draws of a case at `root`.

    Raises
    ------
    UnreadableError
        If there is no such file, variable or element, draws are few, not finite, all the same or
        outside the bounds.
    """
    path = f"{FOLDER}/{draws.file}"
    file = root / path
    if outside(root, path) or not file.is_file():
        raise UnreadableError(f"there is no file {path}", "add it, with its draws")
    csv = draws.file.endswith(".csv")
    x, about = _of_table(file, draws) if csv else _of_netcdf(file, draws)
    if x.size < FEWEST:
        raise UnreadableError(f"{draws.variable} has {x.size} draws", f"give {FEWEST} or more")
    if not np.isfinite(x).all() or not np.ptp(x) > 0:
        said = "are all the same" if np.isfinite(x).all() else "are not all finite"
        raise UnreadableError(f"the draws of {draws.variable} {said}", "mend the file")
    if x.min() < bounds[0] or x.max() > bounds[1]:
        span = f"[{x.min():g}, {x.max():g}] leave the bounds [{bounds[0]:g}, {bounds[1]:g}]"
        raise UnreadableError(f"the draws of {draws.variable} {span}", "set bounds")
    levels = (np.arange(POINTS) + 0.5) / POINTS
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:_SHOWN]
    return Sample(tuple(np.quantile(x, levels).tolist()), int(x.size), digest, about)


def _of_table(file: Path, draws: PosteriorDraws) -> tuple[Any, str]:
    import pandas as pd

    try:
        frame = pd.read_csv(file)
        return frame[draws.variable].to_numpy(float), ""
    except KeyError:
        known = ", ".join(map(str, frame.columns[:12]))
        raise UnreadableError(f"no column {draws.variable}", f"name one of {known}") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{draws.file} cannot be read ({error})", "mend it") from None


def _of_netcdf(file: Path, draws: PosteriorDraws) -> tuple[Any, str]:
    import xarray as xr

    try:
        with xr.open_dataset(file, engine="netcdf4") as whole:
            about = _about(whole.attrs)
        with xr.open_dataset(file, group=draws.group, engine="netcdf4") as held:
            found = held[draws.variable].sel(draws.at).load()
    except KeyError as error:
        fix = "name a variable of the group, and labels that it has"
        problem = f"{draws.file} has no {draws.variable} there ({error.args[0]})"
        raise UnreadableError(problem, fix) from None
    except (OSError, ValueError) as error:
        fix = "name a group of the file, as `posterior`, and dims that the variable has"
        problem = f"{draws.file} cannot be read ({str(error).splitlines()[0]})"
        raise UnreadableError(problem, fix) from None
    if more := [str(d) for d in found.dims if d not in ("chain", "draw", "sample", "set")]:
        labels = f"at = {{ {more[0]} = ... }}"
        raise UnreadableError(f"{draws.variable} has the dims {', '.join(more)}", f"say {labels}")
    return found.to_numpy().astype(float).ravel(), about


def _about(attrs: Mapping[Any, Any]) -> str:
    """What a fit says of where it comes from."""
    names = ("case", "as_of", "fingerprint", "inference_library", "created_at")
    return ", ".join(f"{name} {attrs[name]}" for name in names if name in attrs)
