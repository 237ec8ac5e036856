"""What reads what, from the text of a case's files: which topics enter which attribute.

A slice backwards (Weiser 1984, Program slicing, IEEE Transactions on Software Engineering 10(4),
352-357): from where an attribute is given its value, through the names that are used there, and
through the functions that are called, to the names of quantities.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from stakes.case.case import Case
from stakes.report.model.syntax import names_in, texts_in, tree_of, walked

type Definition = ast.FunctionDef | ast.ClassDef

CODE = ("consequences.py", "*/*.py")  # below analysis/, without its notebooks


@dataclass(frozen=True)
class _Scope:
    """A function, and the file in which it stands."""

    function: Definition
    file: str
    sets: Mapping[str, list[ast.AST]]


@dataclass(frozen=True)
class Contents:
    """What the files of a case read: topics by attribute, and numbers of tables by topic."""

    reads: Mapping[str, list[str]]
    tables: Mapping[str, int]


def contents(case: Case) -> Contents:
    """All that the picture needs of the files of a case."""
    return Contents(topics_of_attributes(case), tables_of_topics(case))


def topics_of_attributes(case: Case) -> dict[str, list[str]]:
    """Topics whose quantities each attribute reads, in the order of the case, by attribute.

    It may name too many, where what a file reads hangs on what is only known when it runs, and
    never too few but where names of quantities are put together as text.
    """
    topic = names_of_topics(case)
    program = _Program(case.root / "analysis")
    found = {}
    for attribute in case.attributes:
        texts = program.reached(attribute)
        topics = {topic[text] for text in texts if text in topic}
        found[attribute] = [name for name in case.topics if name in topics]
    return found


def names_of_topics(case: Case) -> dict[str, str]:
    """Topic by name: of quantities, and of what the model files register besides."""
    found = {name: q.topic for name, q in case.quantities.items()}
    for path in case.models:
        texts = texts_in([tree_of(path)])
        topics = [found[text] for text in texts if text in case.quantities]
        own = path.stem if path.stem in case.topics else next(iter(topics), "")
        for name in _registered(tree_of(path)):
            if own:
                found.setdefault(name, own)
    return found


def _registered(tree: ast.AST) -> Iterator[str]:
    """Names that a model file gives to variables: the first argument of a call of ``pm``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


class _Program:
    """The code of a case's consequences."""

    def __init__(self, folder: Path) -> None:
        paths = [p for pattern in CODE for p in sorted(folder.glob(pattern))]
        trees = {str(p): tree_of(p) for p in paths if p.parent.name != "notebooks"}
        self.scopes = [
            _Scope(node, file, _set_in(node))
            for file, tree in trees.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        self.calls: dict[str, list[tuple[ast.Call, _Scope]]] = {}
        for scope in self.scopes:
            for node in ast.walk(scope.function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    self.calls.setdefault(node.func.id, []).append((node, scope))
        self.by_name: dict[str, list[_Scope]] = {}
        for scope in self.scopes:
            self.by_name.setdefault(scope.function.name, []).append(scope)
        self.constants = {
            target.id: node.value
            for tree in trees.values()
            for node in ast.iter_child_nodes(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def reached(self, attribute: str) -> set[str]:
        """Texts on which the value of an attribute hangs."""
        seen: set[int] = set()
        texts: set[str] = set()
        for scope in self.scopes:
            if isinstance(scope.function, ast.FunctionDef):
                for part in _given(scope.function, attribute):
                    texts |= self._slice(part, scope, seen, first=True)
        return texts - {attribute}

    def _slice(self, part: ast.AST, scope: _Scope, seen: set[int], first: bool = False) -> set[str]:
        """Texts in a part of a function, in what its names were set to, and in what is called; of
        the first function also in what callers hand over.
        """
        if id(part) in seen:
            return set()
        seen.add(id(part))
        texts = set(texts_in([part]))
        for name in dict.fromkeys(names_in(part)):
            for value in scope.sets.get(name, ()):
                texts |= self._slice(value, scope, seen, first)
            for value, caller in self._handed_over(scope, name) if first else ():
                texts |= self._slice(value, caller, seen)
            if name in self.constants:
                texts |= self._slice(self.constants[name], scope, seen)
            for called in self._called(name, scope):
                for node in called.function.body:
                    texts |= self._slice(node, called, seen)
        return texts

    def _handed_over(self, scope: _Scope, name: str) -> Iterator[tuple[ast.AST, _Scope]]:
        """What callers give for a parameter of a function, each with who calls."""
        if not isinstance(scope.function, ast.FunctionDef):
            return
        parameters = [a.arg for a in (*scope.function.args.args, *scope.function.args.kwonlyargs)]
        if name not in parameters:
            return
        place = parameters.index(name)
        for call, caller in self.calls.get(scope.function.name, ()):
            given = {k.arg: k.value for k in call.keywords} | dict(enumerate(call.args))
            if (value := given.get(name, given.get(place))) is not None:
                yield value, caller

    def _called(self, name: str, scope: _Scope) -> list[_Scope]:
        """Functions of a name: those of the same file, if there are any."""
        found = self.by_name.get(name, [])
        return [s for s in found if s.file == scope.file] or found


def _given(function: ast.FunctionDef, attribute: str) -> Iterator[ast.AST]:
    """Where a function gives an attribute its value: in a dict, as a keyword, or by its name; and
    what else enters the result that such a dict is made into.
    """
    for node in walked(function):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            values = [v for k, v in pairs if isinstance(k, ast.Constant) and k.value == attribute]
            yield from values
            if values:
                yield from _made_of(function, node)
        elif _is_given(node, attribute):
            yield node.value


def _is_given(node: ast.AST, attribute: str) -> TypeGuard[ast.keyword | ast.Assign]:
    """Whether a node gives an attribute its value, as a keyword or by its name."""
    if isinstance(node, ast.keyword):
        return node.arg == attribute
    return isinstance(node, ast.Assign) and any(_at(t, attribute) for t in node.targets)


def _at(target: ast.expr, attribute: str) -> bool:
    return (
        isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Constant)
        and target.slice.value == attribute
    )


def _made_of(function: ast.FunctionDef, table: ast.Dict) -> Iterator[ast.AST]:
    """Comprehensions over a dict: what they multiply all of its values with."""
    held = {
        target.id
        for node in walked(function)
        if isinstance(node, ast.Assign) and node.value is table
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in walked(function):
        if isinstance(node, ast.DictComp) and held & set(names_in(node.generators[0].iter)):
            yield node.value


def _set_in(function: Definition) -> dict[str, list[ast.AST]]:
    """What each name is set to anywhere in a function."""
    found: dict[str, list[ast.AST]] = {}
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        value: ast.expr | None = None
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            value = node.value
        elif isinstance(node, ast.For | ast.comprehension):
            targets, value = [node.target], node.iter
        for name in (n for target in targets for n in names_in(target)):
            if value is not None:
                found.setdefault(name, []).append(value)
    return found


def tables_of_topics(case: Case) -> Mapping[str, int]:
    """Number of tables of evidence that the model file of each topic names."""
    found = dict.fromkeys(case.topics, 0)
    for path in case.models:
        if path.stem in found:
            found[path.stem] += sum(t in case.evidence for t in set(texts_in([tree_of(path)])))
    return found
