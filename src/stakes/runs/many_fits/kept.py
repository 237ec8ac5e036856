"""Results kept as they come, a file for each fit, and found again where nothing has changed."""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from stakes.runs import store
from stakes.runs.many_fits.study import Study, Task

FINGERPRINT = "fingerprint"


def fingerprint(study: Study) -> str:
    """Hash of all that the results of a study are made from, but for the data of each fit: the
    case, the model and what extends it, the libraries and the engine.
    """
    case, modelled = study.case, study.modelled
    fit = store.fit_fingerprint(case, modelled.horizon, {}, modelled.models)
    code = [f"{f.__module__}.{f.__qualname__}" for f in (study.finish, study.extend) if f]
    return store.decision_fingerprint(case, fit, " ".join(code))


@dataclass(frozen=True)
class Kept:
    """Results of a study in a folder; nowhere if that is None.

    Attributes
    ----------
    folder : one file for each task, NAME.nc.
    study : `fingerprint` of the study.
    """

    folder: Path | None
    study: str

    def read(self, task: Task) -> xr.Dataset | None:
        """The result of a task; None if there is none, it is torn, or was made from anything
        else.
        """
        if self.folder is None:
            return None
        with suppress(OSError, ValueError, KeyError):
            with xr.open_dataset(self._path(task), engine="netcdf4") as file:
                found: xr.Dataset = file.load()
            if found.attrs.pop(FINGERPRINT) == self._of(task):
                return found
        return None

    def write(self, task: Task, result: xr.Dataset) -> xr.Dataset:
        """Keep a result, whole or not at all, and give it back as it will be read."""
        if self.folder is None:
            return result
        marked = result.assign_attrs({FINGERPRINT: self._of(task)})
        store.write(self._path(task), lambda partial: marked.to_netcdf(partial, engine="netcdf4"))
        found = self.read(task)
        assert found is not None
        return found

    def _path(self, task: Task) -> Path:
        assert self.folder is not None
        return self.folder / f"{task.name}.nc"

    def _of(self, task: Task) -> str:
        digest = sha256(self.study.encode())
        for name, value in sorted(vars(task).items()):
            digest.update(f"{name}: {_told(value)}\n".encode())
        return digest.hexdigest()[:16]


def _told(value: Any) -> str:
    """A value as text: all of it, whatever its length."""
    if isinstance(value, np.ndarray):
        told = sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"{value.dtype} {value.shape} {told}"
    if isinstance(value, dict):
        return str({key: _told(part) for key, part in sorted(value.items())})
    return repr(value)
