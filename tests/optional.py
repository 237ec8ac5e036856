"""What some tests need beyond the group `test`: skipped without it, except in CI, where everything
must run.
"""

import os
from importlib import import_module
from typing import Any

import pytest


def needs(module: str, group: str) -> Any:
    """The module, if the dependency group it belongs to is installed."""
    try:
        return import_module(module)
    except ImportError:
        missing(f"{module} is not installed: uv run --group test --group {group} pytest")


def missing(said: str) -> None:
    """Skip the test; fail it in CI."""
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said, allow_module_level=True)
