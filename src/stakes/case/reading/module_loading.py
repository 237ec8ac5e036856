"""Python files of a case, loaded by path: they are content, not part of the package."""

import importlib.util
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import ModuleType

_ONE_AT_A_TIME = Lock()


def load_module(path: Path) -> ModuleType:
    """Module of a case file, under a name of its own that no package bears; executed once, and
    again when the file has changed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ImportError
        If it is not Python by its name; whatever the file itself raises is passed on.
    """
    found = path.stat()
    with _ONE_AT_A_TIME:
        return _loaded(path.absolute(), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=64)
def _loaded(path: Path, changed: int, size: int) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"_stakes_case_{path.parent.name}_{path.stem}", path
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
