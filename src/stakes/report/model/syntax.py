"""Syntax trees of a case's code, and what is named in them."""

import ast
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=50_000)
def walked(node: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes below one, itself included: asked for again for each attribute."""
    return tuple(ast.walk(node))


def names_in(node: ast.AST) -> list[str]:
    """Names that are read or set."""
    return [n.id for n in walked(node) if isinstance(n, ast.Name)]


def texts_in(nodes: Iterable[ast.AST]) -> list[str]:
    """Constant texts, and names of attributes that are read."""
    found = []
    for node in (inner for outer in nodes for inner in walked(outer)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
        elif isinstance(node, ast.Attribute):
            found.append(node.attr)
    return found


def tree_of(path: Path) -> ast.AST:
    """The tree of a file, empty where it cannot be read."""
    with suppress(OSError, ValueError, SyntaxError):
        return ast.parse(path.read_text(encoding="utf-8"))
    return ast.Module([], [])
