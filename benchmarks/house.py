"""How the code is built, by figures that can be taken of any Python package: its files, functions,
lines, and what stands in them.

The definitions are those of the table in benchmarks/README.md. Run: python benchmarks/house.py
[FOLDER ...], where a folder is a package, or a package and its tests as SOURCE:TESTS.
"""

import argparse
import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
OURS = f"{ROOT / 'src/stakes'}:{ROOT / 'tests'}"
APART = "starter_case"  # data of a case, not code of the package
LONG = 110  # columns
BRANCHES = (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.BoolOp, ast.comprehension)
DENSE = 120  # nodes of a statement
STATEMENTS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Expr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", default=[OURS], metavar="FOLDER")
    for folder in parser.parse_args().folders:
        source, _, tests = folder.partition(":")
        print(f"\n{source}")
        for name, figure in figures(Path(source), Path(tests) if tests else None).items():
            print(f"  {name:48s}{figure}")


def figures(source: Path, tests: Path | None) -> dict[str, str]:
    """What is measured of a package, by name."""
    files = [path for path in source.rglob("*.py") if APART not in path.parts]
    texts = [path.read_text(encoding="utf-8") for path in files]
    trees, lengths = [ast.parse(text) for text in texts], [len(t.splitlines()) for t in texts]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    bodies = sorted(body_length(f) for f in functions)
    total, comments = sum(lengths), [found for text in texts for found in comments_of(text)]
    behind = len(comments) - sum(comments)
    names = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return {
        "files": f"{len(files)}",
        "lines a file, median and most": f"{median(lengths):g}, {max(lengths)}",
        "most files in a folder": f"{max(Counter(p.parent for p in files).values())}",
        "body of a function, median, 90 %, most": (
            f"{median(bodies):g}, {bodies[int(0.9 * len(bodies))]}, {bodies[-1]}"
        ),
        "nodes a function, median": f"{median(len(list(ast.walk(f))) for f in functions):g}",
        "nodes a line of code": f"{len(nodes) / sum(map(code_lines, texts, trees)):.1f}",
        f"lines over {LONG} columns, per 1000": f"{1000 * long_lines(texts) / total:.1f}",
        "docstrings, % of lines": f"{100 * sum(map(docstring_lines, trees)) / total:.0f}",
        "lines of tests a line": f"{lines_below(tests) / total:.2f}" if tests else "",
        "private names imported": f"{private_imports(nodes, source.name)}",
        "branches a function, median": f"{median(map(branches, functions)):g}",
        "conditionals in a conditional": f"{sum(map(is_nested, nodes))}",
        "comprehensions of three for and more": f"{sum(map(is_threefold, nodes))}",
        f"statements of more than {DENSE} nodes": f"{sum(map(is_dense, nodes))}",
        ":=": f"{sum(isinstance(n, ast.NamedExpr) for n in nodes)}",
        "names of one letter, %": f"{100 * sum(len(n) == 1 for n in names) / len(names):.0f}",
        "lines of comment, %": f"{100 * sum(comments) / total:.1f}",
        "comments behind code, per 1000 lines": f"{1000 * behind / total:.0f}",
    }


def documented(tree: ast.AST) -> Iterator[ast.stmt]:
    """The docstrings, as statements."""
    for node in ast.walk(tree):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and (ast.get_docstring(node, clean=False) is not None):
            yield node.body[0]


def docstring_lines(tree: ast.AST) -> int:
    return sum(said.end_lineno - said.lineno + 1 for said in documented(tree))


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function below its signature and docstring."""
    own = function.body[ast.get_docstring(function) is not None :]
    return own[-1].end_lineno - own[0].lineno + 1 if own else 0


def code_lines(text: str, tree: ast.AST) -> int:
    """Lines that are neither empty nor a comment nor of a docstring."""
    plain = sum(
        bool(line.strip()) and not line.strip().startswith("#") for line in text.splitlines()
    )
    lines = text.splitlines()
    said = [
        i for d in documented(tree) for i in range(d.lineno - 1, d.end_lineno) if lines[i].strip()
    ]
    return max(plain - len(said), 1)


def comments_of(text: str) -> list[bool]:
    """For each comment, whether it has its line to itself."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [t.line.lstrip().startswith("#") for t in tokens if t.type == tokenize.COMMENT]


def long_lines(texts: list[str]) -> int:
    return sum(len(line) > LONG for text in texts for line in text.splitlines())


def lines_below(folder: Path) -> int:
    return sum(len(p.read_text(encoding="utf-8").splitlines()) for p in folder.rglob("*.py"))


def private_imports(nodes: list[ast.AST], package: str) -> int:
    own = [
        n for n in nodes if isinstance(n, ast.ImportFrom) and (n.module or "").startswith(package)
    ]
    return sum(alias.name.startswith("_") for n in own for alias in n.names)


def branches(function: ast.AST) -> int:
    return sum(isinstance(node, BRANCHES) for node in ast.walk(function))


def is_nested(node: ast.AST) -> bool:
    parts = (node.test, node.body, node.orelse) if isinstance(node, ast.IfExp) else ()
    return any(isinstance(part, ast.IfExp) for part in parts)


def is_threefold(node: ast.AST) -> bool:
    return len(getattr(node, "generators", ())) >= 3


def is_dense(node: ast.AST) -> bool:
    return isinstance(node, STATEMENTS) and sum(1 for _ in ast.walk(node)) > DENSE


if __name__ == "__main__":
    main()
