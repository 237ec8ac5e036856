"""Checks of the Python files of a case from their text alone: nothing is run."""

import ast
import sys
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from stakes.case.reading.files import outside, read_text
from stakes.errors import Problem, instead_of

CONSEQUENCES, TESTS = "analysis/consequences.py", "analysis/claims.py"
FORECASTS = "analysis/predictions.py"
_MODELS_IMPORT = ("stakes", "pymc", "pytensor", "numpy", "xarray")
_CONSEQUENCES_IMPORT = ("numpy", "xarray", "scipy", "stakes")
_STANDARD = frozenset(sys.stdlib_module_names)


def read_models(root: Path, models: Sequence[str], problems: list[Problem]) -> tuple[Path, ...]:
    """Paths of the model files that ``case.toml`` lists, each checked.

    A model file must define ``add(priors, evidence)`` at top level and import only stakes, pymc,
    pytensor, numpy and xarray.

    Parameters
    ----------
    models : paths relative to the case root.
    problems : is added to.
    """
    paths = [PurePosixPath(path).as_posix() for path in models]
    for position, path in enumerate(paths):
        key = f"models[{position}]"
        if not path.endswith(".py") or "\0" in path:
            problem, fix = f"{path!r} is not a Python file", "name a .py file below models/"
            problems.append(Problem("case.toml", key, problem, fix))
        elif outside(root, path):
            fix = "copy the file into models/ and name it there"
            problems.append(Problem("case.toml", key, f"{path} lies outside the case", fix))
        elif path in paths[:position]:
            problems.append(
                Problem("case.toml", key, f"{path} is listed twice", "list each file once")
            )
        else:
            _check(root, path, "add", ["priors", "evidence"], _MODELS_IMPORT, problems)
    return tuple(root / path for path in paths)


def check_consequences(root: Path, problems: list[Problem]) -> None:
    """Check that ``analysis/consequences.py`` defines ``consequences`` and imports only numpy,
    xarray, scipy, stakes, the standard library and files of folders of
    ``analysis/``, which are held to the same.
    """
    _check(root, CONSEQUENCES, "consequences", None, _CONSEQUENCES_IMPORT, problems)
    for path in sorted((root / "analysis").glob("*/*.py")):
        part = path.relative_to(root).as_posix()
        text = None if path.parent.name == "notebooks" else read_text(root, part, problems, "")
        tree = None if text is None else _parsed(part, text, problems)
        if tree is not None:
            problems.extend(_forbidden(part, tree, _CONSEQUENCES_IMPORT))


def effect_of(claim: str) -> str:
    """Name of the function in ``analysis/claims.py`` that says how large the effect of a claim
    is.
    """
    return f"{claim}_effect"


def check_tests(
    root: Path, testable: Collection[str], measured: Collection[str], problems: list[Problem]
) -> None:
    """Check that ``analysis/claims.py`` has a function for every `testable` claim, one for the
    effect of each that is `measured`, and none for another.
    """
    reason = "set testable = false and give a reason"
    wanted = dict.fromkeys(testable, ("the claim of that name", reason))
    wanted |= {effect_of(n): (f"the effect of claim '{n}'", "leave it out") for n in measured}
    form = _Form("values", "tests", "testable claim", "a function for each testable claim")
    _check_each(root, TESTS, wanted, form, problems)


def check_forecasts(root: Path, predicted: Collection[str], problems: list[Problem]) -> None:
    """The same of ``analysis/predictions.py`` and predictions."""
    wanted = dict.fromkeys(predicted, ("the prediction of that name", "take the prediction out"))
    form = _Form("future", "predicts", "prediction", "a function for each prediction")
    _check_each(root, FORECASTS, wanted, form, problems)


@dataclass(frozen=True)
class _Form:
    """What each function of a file is given besides the beliefs, what it does, to what; and what is
    needed where there is no such file.
    """

    given: str
    does: str
    what: str
    needs: str


def _check_each(
    root: Path,
    path: str,
    wanted: Mapping[str, tuple[str, str]],
    form: _Form,
    problems: list[Problem],
) -> None:
    """`wanted` says of each function what it is for, and what to do instead of adding it."""
    if not wanted:
        return
    text = read_text(root, path, problems, form.needs)
    tree = None if text is None else _parsed(path, text, problems)
    if tree is None:
        return
    functions = [node for node in _functions(tree) if not node.name.startswith("_")]
    found = {node.name for node in functions}
    for node in functions:
        given = _given(node)
        if len(given) != 2:
            problem, fix = f"defines {node.name}({', '.join(given)})", f"write def {node.name}"
            line = f"line {node.lineno}"
            problems.append(Problem(path, line, problem, f"{fix}(beliefs, {form.given})"))
    for name in sorted(wanted.keys() - found):
        purpose, instead = wanted[name]
        problem = f"has no function {name}(beliefs, {form.given}) for {purpose}"
        problems.append(Problem(path, "", problem, f"add it, or {instead}"))
    for name in sorted(found - wanted.keys()):
        problem = f"{form.does} {name}, which is no {form.what}"
        problems.append(Problem(path, "", problem, instead_of(name, wanted)))
    problems.extend(_forbidden(path, tree, _CONSEQUENCES_IMPORT))


def _check(
    root: Path,
    path: str,
    function: str,
    arguments: list[str] | None,
    allowed: Collection[str],
    problems: list[Problem],
) -> None:
    wanted = f"{function}({', '.join(arguments)})" if arguments else function
    listed = ", or take it out of models in case.toml" if arguments else ""
    text = read_text(root, path, problems, f"a file that defines {wanted}{listed}")
    tree = None if text is None else _parsed(path, text, problems)
    if tree is None:
        return
    found = next((node for node in _functions(tree)[::-1] if node.name == function), None)
    if found is None:
        fix = f"add a function def {wanted} at top level"
        problems.append(Problem(path, "", f"does not define {wanted}", fix))
    elif arguments and _given(found) != arguments:
        problem = f"defines {function}({', '.join(_given(found))})"
        problems.append(Problem(path, f"line {found.lineno}", problem, f"write def {wanted}"))
    problems.extend(_forbidden(path, tree, allowed))


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def _given(function: ast.FunctionDef) -> list[str]:
    """Names of the arguments, but for those by keyword alone."""
    return [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]


def _parsed(path: str, text: str, problems: list[Problem]) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        problems.append(
            Problem(
                path,
                f"line {error.lineno or 1}",
                f"is not valid Python ({error.msg})",
                "correct the line",
            )
        )
    except (ValueError, RecursionError, MemoryError):
        problems.append(
            Problem(
                path, "", "is too deeply nested, or holds a null byte", "write it as plain Python"
            )
        )
    return None


def _forbidden(path: str, tree: ast.Module, allowed: Collection[str]) -> list[Problem]:
    library = _STANDARD if allowed == _CONSEQUENCES_IMPORT else {"__future__"}
    more = " and the standard library" if library is _STANDARD else ""
    fix = f"import only {', '.join(allowed)}{more}"
    return [
        Problem(path, f"line {node.lineno}", f"imports {name}", fix)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _of_the_analysis(path, node)
        for name in _imported(node)
        if name.partition(".")[0] not in {*allowed, *library}
    ]


def _of_the_analysis(path: str, node: ast.Import | ast.ImportFrom) -> bool:
    """Whether a file of ``analysis/`` imports another of a folder of it: ``from .parts.x import
    y``, or ``from .x import y`` within the folder.
    """
    level = node.level if isinstance(node, ast.ImportFrom) else 0
    return path.startswith("analysis/") and 1 <= level <= path.count("/")


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return ["." * node.level + (node.module or "")]
