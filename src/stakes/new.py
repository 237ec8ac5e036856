"""A case to begin with: the starter case that comes with the package, copied into a folder."""

import os
import secrets
import shutil
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from stakes.authoring.gallery import case_like
from stakes.errors import CaseError, Problem

_ANOTHER = "name a new folder, or an empty one"
_LEFT_OUT = ("__pycache__", "results")  # where the case itself was run


def new_case(folder: Path, like: str | None = None) -> list[Path]:
    """Copy a case, small and complete, into a folder.

    All of it is written beside its place first and then moved there: nothing partial is left where
    writing fails.

    Parameters
    ----------
    folder : the case's folder; made, if it does not exist, in a folder that does.
    like : name of an example of the gallery, or ``minimal``; the starter case if None.

    Returns
    -------
    list of Path
        The files written, sorted.

    Raises
    ------
    CaseError
        If the folder is not empty, is a file, or cannot be written; if there is no such example.
    """
    starter = case_like(like) if like else files("stakes") / "starter_case"
    try:
        exists = folder.exists()
        if exists and any(folder.iterdir()):
            raise _refused(folder, "is not empty", _ANOTHER)
        return _copied(starter, folder, exists)
    except NotADirectoryError:
        raise _refused(folder, "is a file or lies below one", _ANOTHER) from None
    except FileNotFoundError:
        raise _refused(
            folder,
            "lies in a folder that does not exist",
            "make that folder first, or name another",
        ) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise _refused(
            folder, f"cannot be written ({reason})", "name a folder that can be"
        ) from None


def _refused(folder: Path, problem: str, fix: str) -> CaseError:
    return CaseError([Problem(str(folder), "", problem, fix)])


def _copied(starter: Traversable, folder: Path, exists: bool) -> list[Path]:
    """A folder that exists may be a link or a volume of its own, so it stays and is filled from
    within.
    """
    whole = (folder if exists else folder.parent) / f".new-case-{secrets.token_hex(4)}"
    moved: list[Path] = []
    try:
        whole.mkdir()
        written = sorted(_write(starter, whole))
        if not exists:
            whole.rename(folder)
            return [folder / path.relative_to(whole) for path in written]
        for name in sorted(os.listdir(whole)):
            moved.append(folder / name)
            (whole / name).rename(folder / name)
        whole.rmdir()
        return [folder / path.relative_to(whole) for path in written]
    except BaseException:
        for path in [whole, *moved]:
            _remove(path)
        raise


def _write(starter: Traversable, to: Path) -> Iterator[Path]:
    """Contents alone, as what is installed may be read-only."""
    for item in starter.iterdir():
        path = to / item.name
        if item.is_file():
            path.write_bytes(item.read_bytes())
            yield path
        elif item.name not in _LEFT_OUT:
            path.mkdir()
            yield from _write(item, path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
