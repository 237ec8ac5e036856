"""Python files of a case, loaded by path: they are content, not part of the package."""

import importlib.util
from pathlib import Path
from types import ModuleType


def load_module(path: Path) -> ModuleType:
    """Module of a case file, under a name of its own that no package bears."""
    spec = importlib.util.spec_from_file_location(f"_stakes_case_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
