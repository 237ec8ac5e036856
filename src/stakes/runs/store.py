"""Results on disk: fingerprints that say what they were made from, and files that are whole or not
there.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from errno import EIO
from importlib.metadata import version
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any

import xarray as xr

from stakes.case.case import Case
from stakes.errors import CaseError, Problem
from stakes.inference.drawn.expansion import compact, expand

PACKAGE = Path(__file__).parents[1]
LIBRARIES = ("pymc", "pytensor", "nutpie", "numba", "numpy", "scipy", "xarray", "arviz-stats")
# changes here make a saved fit stale; the rest of the engine only makes a saved decision stale
FITTING = (  # folders and files within the package
    "inference",
    "case/beliefs",
    *(f"case/{name}.py" for name in ("case", "evidence", "priors")),
    *(f"case/reading/{name}.py" for name in ("cells", "columns", "module_loading")),
    "decision/limits.py",
    "decision/draws/arrays.py",
    "decision/draws/importance_weights.py",
    *(
        f"decision/draws/standard_errors/{name}.py"
        for name in ("autocorrelation", "draw_sets", "long_tails", "means")
    ),
)
ENGINE = "nutpie_numba"
ROOM = 2**20  # bytes that a run needs at the least


def fit_fingerprint(
    case: Case, as_of: date, settings: Mapping[str, int], models: Sequence[Path] = ()
) -> str:
    """Hash of all that a fit is made from: beliefs, models, as-of date, sampling settings,
    libraries and the fitting code.

    `models` are those of another structure; by default the case's own.
    """
    parts = {
        "as_of": str(as_of),
        "settings": dict(settings),
        "versions": versions(),
        "engine": ENGINE,
    }
    return _hash(
        parts,
        (case.root, [*(case.root / f for f in case.fingerprint_files()), *models]),
        (PACKAGE, fitting_code()),
    )


def fitting_code() -> list[Path]:
    """The files that `FITTING` names."""
    named = (PACKAGE / name for name in FITTING)
    return [
        path
        for place in named
        for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    ]


def decision_fingerprint(case: Case, fit: str, profile: str) -> str:
    """Hash of all that a decision is made from: the fit's fingerprint, analysis/, the profile and
    the engine.
    """
    code = sorted(
        p
        for p in PACKAGE.rglob("*")
        if p.suffix in (".py", ".j2", ".css", ".js")
        and p.relative_to(PACKAGE).parts[0] not in ("starter_case", "examples")
    )
    models = [path for s in case.structures.values() for path in s.models(case.root, case.models)]
    files = [*(case.root / f for f in case.decision_files()), *models]
    return _hash({"fit": fit, "profile": profile}, (case.root, files), (PACKAGE, code))


def findings_fingerprint(case: Case) -> str:
    """Hash of the files of a case, and of the code that says what findings hold: pages of another
    engine can be rendered from them while that stands.
    """
    models = [path for s in case.structures.values() for path in s.models(case.root, case.models)]
    own = [*case.fingerprint_files(), *case.decision_files()]
    shape = sorted((PACKAGE / "assessment").rglob("*.py"))
    return _hash({}, (case.root, [*(case.root / f for f in own), *models]), (PACKAGE, shape))


def versions() -> dict[str, str]:
    """Versions of the libraries that results depend on."""
    return {name: version(name) for name in (*LIBRARIES, "stakes")}


def _hash(parts: Mapping[str, Any], *groups: tuple[Path, Iterable[Path]]) -> str:
    """Of some facts, and of files by their path below a folder and their content."""
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    for folder, paths in groups:
        for path in paths:
            digest.update(
                path.relative_to(folder).as_posix().encode()
                + hashlib.sha256(path.read_bytes()).digest()
            )
    return digest.hexdigest()[:16]


def write(path: Path, save: Callable[[Path], Any]) -> None:
    """Let `save` write a file beside `path` and move it into place, so that an interruption leaves
    the old one or none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        save(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def check_usable(folder: Path, names: Iterable[str]) -> None:
    """Check that files of some names can be written into a folder, made if need be, before there is
    anything to lose.

    Raises
    ------
    CaseError
        If one of them is a folder, or nothing can be written there.
    """
    taken = [folder / name for name in names if (folder / name).is_dir()]
    if taken:
        fix = "rename or remove that folder, or name another with --out"
        raise CaseError([Problem(str(path), "", "is a folder, not a file", fix) for path in taken])
    try:
        write(folder / ".room", lambda partial: partial.write_bytes(bytes(ROOM)))
        (folder / ".room").unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        fix = "make room or give leave, or name another folder with --out"
        raise CaseError(
            [Problem(str(folder), "", f"cannot hold the results ({reason})", fix)]
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    write(path, lambda partial: partial.write_text(text, encoding="utf-8"))


def write_picture(path: Path, axes: Any) -> None:
    """Write the figure of some axes as .svg, whole or not at all: the same bytes for the same."""
    import matplotlib as mpl

    quiet, figure = {"Date": None, "Creator": None}, axes.get_figure(root=True)
    with mpl.rc_context({"svg.hashsalt": "stakes", "svg.fonttype": "none"}):
        write(path, lambda partial: figure.savefig(partial, format="svg", metadata=quiet))


def write_fit(path: Path, fit: xr.DataTree) -> None:
    """Write a fit as netCDF, whole or not at all; of what is drawn, only the recipe.

    Raises
    ------
    OSError
        If it cannot be written, which netCDF itself says by other names.
    """
    kept = fit.map_over_datasets(compact)
    try:
        write(path, lambda partial: kept.to_netcdf(partial, engine="netcdf4"))
    except RuntimeError as error:
        raise OSError(EIO, f"cannot be written ({error}): is the disk full?", str(path)) from error


def fingerprint_of(path: Path) -> str:
    """The fingerprint that a saved fit carries, read without its draws; empty where there is
    none.
    """
    from netCDF4 import Dataset

    with suppress(OSError, AttributeError), Dataset(path) as file:
        return str(file.getncattr("fingerprint"))
    return ""


def share(path: Path, new: Path) -> None:
    """Let a file stand in another folder too: by a link where the disk has such, else copied."""
    new.parent.mkdir(parents=True, exist_ok=True)
    new.unlink(missing_ok=True)
    try:
        os.link(path, new)
    except OSError:
        write(new, lambda partial: copyfile(path, partial))


def set_aside(paths: Sequence[Path]) -> list[Path]:
    """Rename those of some files that exist to ``NAME.earlier.SUFFIX``, all with the same number
    where that is taken.
    """
    here = [path for path in paths if path.exists()]
    for number in count(1):
        mark = ".earlier" if number == 1 else f".earlier.{number}"
        there = [path.with_name(f"{path.stem}{mark}{path.suffix}") for path in here]
        if not any(path.exists() for path in there):
            return [path.rename(new) for path, new in zip(here, there, strict=True)]
    raise AssertionError("numbers do not end")


def read_fit(path: Path) -> xr.DataTree | None:
    """The saved fit, read into memory; None if there is none, or it is torn or not a fit."""
    if not path.is_file():
        return None
    with suppress(OSError, ValueError, KeyError), xr.open_datatree(path, engine="netcdf4") as tree:
        fit = tree.load().map_over_datasets(expand)
        return (
            fit
            if {"posterior", "prior", "checks"} <= set(fit.children) and "fingerprint" in fit.attrs
            else None
        )
    return None
