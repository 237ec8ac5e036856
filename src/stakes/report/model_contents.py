"""What the model files of a case read, from their text alone: which tables a topic rests on, which
structure has a quantity.
"""

import ast
from contextlib import suppress
from datetime import date
from pathlib import Path

from stakes.case.case import Case
from stakes.case.evidence import known_by


def rows_known(case: Case, topic: str, as_of: date) -> dict[str, int]:
    """Tables of evidence that the model file of a topic reads, each with its number of rows known
    on a day.
    """
    names = [
        name for path in case.models if path.stem == topic for name in _subscripts(path, "evidence")
    ]
    return {
        name: len(known_by(case.evidence[name], as_of))
        for name in dict.fromkeys(names)
        if name in case.evidence
    }


def structures_with(case: Case, quantity: str) -> list[str]:
    """Labels of the structures that name a quantity in a file standing in for another."""
    return [
        s.label
        for s in case.structures.values()
        if any(quantity in _texts(case.root / new) for new in s.instead.values())
    ]


def _subscripts(path: Path, of: str) -> list[str]:
    return [
        node.slice.value
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == of
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    ]


def _texts(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _tree(path: Path) -> ast.AST:
    with suppress(OSError, ValueError, SyntaxError):
        return ast.parse(path.read_text(encoding="utf-8"))
    return ast.Module([], [])
