"""Loadings of correlated quantities: the matrix that was stated, or the line that says why not."""

import numpy as np
import pytest

from stakes.case.beliefs.correlations import Correlation, of_scores, read_correlations
from stakes.case.reading.validation import Where

KINDS = dict.fromkeys("abcde", "")


def read(*pairs, kinds=KINDS):
    problems = []
    tables = [{"between": [x, y], "rank": r, "reason": "r"} for x, y, r in pairs]
    return read_correlations(tables, kinds, Where("priors/t.toml", None, problems)), problems


def matrix(rows, names):
    factor = np.array([[rows[x].get(y, 0.0) for y in names] for x in names])
    return factor @ factor.T


def test_loadings_give_back_the_correlations_of_scores():
    rows, problems = read(("c", "a", 0.6), ("a", "d", -0.3), ("c", "d", 0.2), ("b", "e", 0.9))
    assert not problems
    truth = np.eye(5)
    for i, j, r in ((0, 2, 0.6), (0, 3, -0.3), (2, 3, 0.2), (1, 4, 0.9)):
        truth[i, j] = truth[j, i] = of_scores(r)
    np.testing.assert_allclose(matrix(rows, "abcde"), truth, atol=1e-12)
    assert list(rows["a"]) == ["a"]  # the first of its group hangs on itself alone
    assert "b" not in rows["d"]


def test_correlations_that_contradict_each_other():
    rows, problems = read(("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9), ("d", "e", 0.5))
    (said,) = map(str, problems)
    assert "the rank correlations of a, b, c contradict each other" in said
    assert "a and c can have 0.6" in said
    assert set(rows) == {"d", "e"}
    inside, _ = read(("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.7))
    assert set(inside) == {"a", "b", "c"}
    _, outside = read(("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.6))
    assert outside


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("a", "x", 0.5)], "correlations[0].between: unknown quantity 'x'"),
        ([("a", "a", 0.5)], "names 'a' twice"),
        ([("a", "b", 1.0)], "is 1, outside (-1, 1)"),
        ([("a", "b", 0.5), ("b", "a", 0.4)], "b and a are named before; keep one of the two"),
        ([("a", "s", 0.5)], "'s' has states, and has no rank correlation"),
    ],
)
def test_what_is_wrong_has_its_line(pairs, said):
    rows, problems = read(*pairs, kinds=KINDS | {"s": "has states"})
    assert not rows
    assert any(said in str(problem) for problem in problems)


def test_the_score_correlation_is_pearsons_of_the_copula():
    z = np.random.default_rng(1).normal(size=(2, 400_000))
    r = of_scores(0.7)
    x, y = z[0], r * z[0] + np.sqrt(1 - r**2) * z[1]
    ranks = np.argsort(np.argsort([x, y], axis=1), axis=1)
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(0.7, abs=4e-3)
    assert Correlation.model_validate({"between": ("a", "b"), "rank": 0.1, "reason": "r"})
