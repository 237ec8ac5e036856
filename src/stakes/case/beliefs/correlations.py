"""Rank correlations between quantities: a Gaussian copula, in which each keeps its own
distribution.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator

from stakes.case.reading.records import Number, Record, SourceId, Text, fault, numbers
from stakes.case.reading.validation import Where, checked
from stakes.errors import instead_of

type Array = npt.NDArray[np.float64]

_NIL = 1e-12  # loading that is none
_LEAST = 1e-8  # eigenvalue of a matrix that counts as positive definite


def _two(names: tuple[str, str]) -> tuple[str, str]:
    if names[0] == names[1]:
        raise fault(f"names '{names[0]}' twice", "name two different quantities")
    return names


def _inside(rank: float) -> float:
    if not -1 < rank < 1:
        raise fault(f"is {rank:g}, outside (-1, 1)", "give a rank correlation inside (-1, 1)")
    return rank


class Correlation(Record):
    """Two quantities that go together, and how closely: Spearman's rank correlation."""

    between: Annotated[
        tuple[Text, Text], numbers(2, "the ids of two quantities"), AfterValidator(_two)
    ]
    rank: Annotated[Number, AfterValidator(_inside)]
    reason: Text
    sources: tuple[SourceId, ...] = ()


def of_scores(rank: float) -> float:
    """Correlation of the normal scores of two quantities of some rank correlation.

    References
    ----------
    Kruskal, W. H. (1958). Ordinal measures of association. Journal of the American Statistical
    Association 53(284), 814-861.

    Examples
    --------
    >>> round(of_scores(0.5), 4)
    0.5176
    """
    return float(2 * np.sin(np.pi * rank / 6))


def read_correlations(
    tables: object, kinds: Mapping[str, str], where: Where
) -> dict[str, dict[str, float]]:
    """By quantity that is correlated with others, how its normal score is made of independent ones
    (`loadings`); problems where pairs are wrong or contradict each other.

    Parameters
    ----------
    tables : what a file of priors has below ``correlations``.
    kinds : by id of its quantities, in its order, why one can have no rank correlation; empty where
        it can.
    """
    if not isinstance(tables, list):
        where.wrong("correlations", "is not a list", "write each pair below [[correlations]]")
        return {}
    file, sources, problems = where
    read = [
        checked(Correlation, table, file, f"correlations[{i}]", problems, source=sources)
        for i, table in enumerate(tables)
    ]
    pairs = [c for c in read if c is not None]
    if _unsuited(pairs, kinds, where) or len(pairs) < len(read):
        return {}
    return loadings(pairs, list(kinds), where)


def loadings(
    correlations: Sequence[Correlation], order: Sequence[str], where: Where
) -> dict[str, dict[str, float]]:
    """By quantity, how its normal score is made of independent ones, its own the last: a row of the
    Cholesky factor of their correlations.

    Parameters
    ----------
    correlations : valid ones of one file; pairs not named are not correlated.
    order : ids of the quantities of the file, as they stand in it.
    """
    found: dict[str, dict[str, float]] = {}
    for group in _groups(correlations, order):
        matrix = _matrix(correlations, group)
        if float(np.linalg.eigvalsh(matrix)[0]) < _LEAST:
            where.wrong("correlations", *_contradiction(correlations, group, matrix))
            continue
        found |= cholesky_rows(matrix, group)
    return found


def cholesky_rows(matrix: Array, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """By name, the row of the Cholesky factor of a matrix, without its zeros, its own the last."""
    factor = np.linalg.cholesky(matrix)
    found = {}
    for i, name in enumerate(names):
        row = {names[j]: float(factor[i, j]) for j in range(i) if abs(factor[i, j]) > _NIL}
        found[name] = row | {name: float(factor[i, i])}
    return found


def _groups(correlations: Sequence[Correlation], order: Sequence[str]) -> list[list[str]]:
    """Quantities that go together directly or through others, each group in the file's order."""
    groups: list[set[str]] = []
    for pair in (set(c.between) for c in correlations):
        touched = [g for g in groups if g & pair]
        groups = [g for g in groups if not g & pair] + [pair.union(*touched)]
    return [[name for name in order if name in group] for group in groups]


def _matrix(correlations: Sequence[Correlation], group: Sequence[str]) -> Array:
    matrix = np.eye(len(group))
    for c in correlations:
        if c.between[0] in group:
            i, j = (group.index(name) for name in c.between)
            matrix[i, j] = matrix[j, i] = of_scores(c.rank)
    return matrix


def _contradiction(
    correlations: Sequence[Correlation], group: Sequence[str], matrix: Array
) -> tuple[str, str]:
    """What is wrong, and what may help."""
    own = [c for c in correlations if c.between[0] in group]
    last = own[-1]
    span = _span(matrix, *(group.index(name) for name in last.between))
    pair = " and ".join(last.between)
    fix = "make them weaker"
    if span is not None:
        fix = f"with the others as they are, {pair} can have {span[0]:.2f} to {span[1]:.2f}"
    problem = (
        f"the rank correlations of {', '.join(group)} contradict each other (their matrix is not "
        f"positive definite: an eigenvalue is {np.linalg.eigvalsh(matrix)[0]:.2g})"
    )
    return problem, fix


def _span(matrix: Array, i: int, j: int) -> tuple[float, float] | None:
    """Rank correlations that one pair can have, given all others; None if these contradict each
    other without it.
    """
    rest = [k for k in range(len(matrix)) if k not in (i, j)]
    inner = matrix[np.ix_(rest, rest)]
    if rest and float(np.linalg.eigvalsh(inner)[0]) < _LEAST:
        return None
    a, b = matrix[i, rest], matrix[j, rest]
    solved = np.linalg.solve(inner, np.stack([a, b], 1)) if rest else np.zeros((0, 2))
    middle = float(a @ solved[:, 1])
    left = (1 - float(a @ solved[:, 0])) * (1 - float(b @ solved[:, 1]))
    if left <= 0 or 1 - float(a @ solved[:, 0]) <= 0:
        return None
    ends = np.clip([middle - np.sqrt(left), middle + np.sqrt(left)], -1, 1)
    low, high = (float(6 / np.pi * np.arcsin(x / 2)) for x in ends)
    return low, high


def _unsuited(correlations: Sequence[Correlation], kinds: Mapping[str, str], where: Where) -> bool:
    """Whether pairs name what they cannot; each such is a problem."""
    count, seen = len(where.problems), set[frozenset[str]]()
    for i, c in enumerate(correlations):
        key = f"correlations[{i}].between"
        for name in c.between:
            if name not in kinds:
                fix = instead_of(name, kinds, "name two quantities of this file")
                where.wrong(key, f"unknown quantity '{name}'", fix)
            elif kinds[name]:
                said = f"'{name}' {kinds[name]}, and has no rank correlation"
                where.wrong(key, said, "take this pair out")
        if frozenset(c.between) in seen:
            where.wrong(key, f"{' and '.join(c.between)} are named before", "keep one of the two")
        seen.add(frozenset(c.between))
    return len(where.problems) > count
