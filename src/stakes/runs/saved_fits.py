"""Where fits are kept: those that passed the gate, and apart from them those that did not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xarray as xr

from stakes.case.case import Case
from stakes.inference.gate import unconverged
from stakes.runs import store

FIT = "fit.nc"
UNCONVERGED = ".unconverged.nc"  # in which the name of a fit that did not pass ends


@dataclass(frozen=True)
class Place:
    """Where a fit is kept.

    Attributes
    ----------
    path : of the fit if it passed the gate; see `failed`.
    fingerprint : that it must have.
    """

    path: Path
    fingerprint: str

    @property
    def failed(self) -> Path:
        """Where it is kept for inspection if it did not pass."""
        return self.path.with_suffix(UNCONVERGED)

    def read(self) -> xr.DataTree | None:
        """The fit that passed; None if there is none of this fingerprint."""
        return self._matching(self.path)

    def read_failed(self) -> xr.DataTree | None:
        """The fit that did not pass; None if there is none of this fingerprint."""
        return self._matching(self.failed)

    def write(self, fit: xr.DataTree) -> None:
        """Keep a fit where it belongs; should it fail, one of the same fingerprint that passed is
        set aside first.
        """
        fit.attrs["fingerprint"] = self.fingerprint
        passed = not unconverged(fit, {})
        if not passed and self.read() is not None:
            store.set_aside([self.path])
        store.write_fit(self.path if passed else self.failed, fit)

    def adopt(self, folder: Path) -> Path | None:
        """Let a fit of this fingerprint in another folder, passed or not, stand here as well, where
        there is none yet: the other one, or None.
        """
        if any(store.fingerprint_of(path) == self.fingerprint for path in (self.path, self.failed)):
            return None
        for new in (self.path, self.failed):
            other = folder / new.name
            if other.is_file() and store.fingerprint_of(other) == self.fingerprint:
                store.share(other, new)
                return other
        return None

    def _matching(self, path: Path) -> xr.DataTree | None:
        fit = store.read_fit(path)
        return fit if fit is not None and fit.attrs["fingerprint"] == self.fingerprint else None


def adopt(where: Mapping[str, Place], usual: Path, say: Callable[[str], None]) -> None:
    """Take fits of the same fingerprint from the folder `usual`: two profiles side by side cost
    one fit.
    """
    for place in where.values():
        if place.path.parent.resolve() != usual.resolve() and (other := place.adopt(usual)):
            say(f"{other.name} is taken from {other.parent}: made from the same.")


def places(case: Case, as_of: date, sampling: Mapping[str, int], out: Path) -> dict[str, Place]:
    """Where the fits of a case are kept: that of the joint model under "", those of other
    structures by id.
    """
    found = {"": Place(out / FIT, store.fit_fingerprint(case, as_of, sampling))}
    for name, structure in case.structures.items():
        if structure.instead:
            models = structure.models(case.root, case.models)
            found[name] = Place(
                out / f"fit.{name}.nc", store.fit_fingerprint(case, as_of, sampling, models)
            )
    return found
