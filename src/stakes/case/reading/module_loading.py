"""Python files of a case, loaded by path: they are content, not part of the package."""

import importlib.util
import sys
from functools import lru_cache
from hashlib import sha256
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from threading import Lock
from types import CodeType, ModuleType

_ONE_AT_A_TIME = Lock()


class _FromSource(SourceFileLoader):
    """Python's own cache takes a file for unchanged that was written twice in a second."""

    def get_code(self, fullname: str) -> CodeType:
        """Compiled anew; nothing is written into the case's folders."""
        return self.source_to_code(self.get_data(self.path), self.path)


def load_module(path: Path) -> ModuleType:
    """Module of a case file, under a name of its own that no package bears; executed once, and
    again when the file, or another in its folder or below it, has changed.

    The folder is a package of its own, so that a long file can be split: ``from .parts.shield
    import worth`` in ``analysis/consequences.py`` finds ``analysis/parts/shield.py``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ImportError
        If it is not Python by its name; whatever the file itself raises is passed on.
    """
    path = path.absolute()
    path.stat()
    stamps = tuple(
        (str(file), found.st_mtime_ns, found.st_size)
        for file in sorted({path, *path.parent.glob("*.py"), *path.parent.glob("*/*.py")})
        for found in [file.stat()]
    )
    with _ONE_AT_A_TIME:
        return _loaded(path, stamps)


@lru_cache(maxsize=64)
def _loaded(path: Path, stamps: tuple[tuple[str, int, int], ...]) -> ModuleType:
    package = f"_stakes_case_{sha256(repr(stamps).encode()).hexdigest()[:16]}"
    name = f"{package}.{path.stem}"
    loader = _FromSource(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None or path.suffix not in SOURCE_SUFFIXES:
        raise ImportError(f"{path} cannot be loaded as Python")
    for directory in {str(Path(file).parent) for file, *_ in stamps}:
        sys.path_importer_cache[directory] = FileFinder(directory, (_FromSource, SOURCE_SUFFIXES))
    folder = sys.modules.setdefault(package, ModuleType(package))
    folder.__path__ = [str(path.parent)]
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
