"""A case as bytes, for processes that share no files with this one."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import xarray as xr

from stakes.case.case import open_case
from stakes.runs.many_fits.refits import done, prepared_once
from stakes.runs.many_fits.study import Study, Task


@dataclass(frozen=True)
class Parcel:
    """A study with the files of its case by path below the root."""

    files: dict[str, bytes]
    finish: Callable[..., Any]
    structure: str
    horizon: date | None
    exchanged: tuple[str, ...] | None
    extend: Callable[..., Any] | None
    own_files: bool

    @cached_property
    def key(self) -> str:
        digest = sha256(f"{self._own}".encode())
        for path, content in self.files.items():
            digest.update(path.encode() + sha256(content).digest())
        return digest.hexdigest()

    def opened(self) -> Study:
        """The study with its case in a folder of this process, which lasts as long as that."""
        root = Path(tempfile.mkdtemp(prefix="stakes-"))
        atexit.register(shutil.rmtree, root, ignore_errors=True)
        for path, content in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        case = open_case(root)
        return Study(case, self.finish, *self._own)

    @property
    def _own(self) -> tuple[Any, ...]:
        return self.structure, self.horizon, self.exchanged, self.extend, self.own_files


def packed(study: Study) -> Parcel:
    """A study to be sent."""
    case = study.case
    modules = [path.relative_to(case.root).as_posix() for path in case.root.glob("models/*.py")]
    paths = sorted({*case.fingerprint_files(), *case.decision_files(), *modules})
    files = {path: (case.root / path).read_bytes() for path in paths}
    own = study.structure, study.horizon, study.exchanged, study.extend, study.own_files
    return Parcel(files, study.finish, *own)


def done_there(parcel: Parcel, task: Task) -> xr.Dataset:
    """What a study keeps of one fit, made in a process that may never have seen it before."""
    return done(prepared_once(parcel.key, parcel.opened), task, parcel.finish)
