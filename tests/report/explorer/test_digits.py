"""Digits in a browser follow the rules of words."""

import numpy as np

from stakes import wording


def test_digits_follow_the_rules_of_words(opened):
    random = np.random.default_rng(2)
    cases = [
        (0.12345, 0.034),
        (0.12345, 0.012),
        (-1234.5, 21.0),
        (2.0, 0.0),
        (0.125, 0.02),
        (2.5, 3.0),
        (0.15, 0.3),
    ]
    cases += [
        (-0.001, 0.4),
        (0.1, 0.0196),
        (5.0, 0.0996),
        (1e7, 2e5),
        (1234567.0, 0.0),
        (0.000012, 0.0),
        (0.9996, 0.0),
    ]
    cases += [(999999.9, 0.0), (1e-7, 1e-9)]
    spread = zip(
        random.normal(size=300) * 10 ** random.uniform(-7, 8, 300),
        10 ** random.uniform(-6, 6, 300),
        strict=True,
    )
    cases += [(float(x), float(e)) for x, e in spread]
    page = opened()
    wanted = [[wording.rounded(x, e), wording.significant(x), wording.plain(x)] for x, e in cases]
    code = (
        "all => all.map(([x, e]) => [stakesExplorer.rounded(x, e), "
        "stakesExplorer.significant(x), stakesExplorer.plain(x)])"
    )
    assert page.evaluate(code, cases) == wanted
    assert page.evaluate(
        "[stakesExplorer.rounded(NaN, 1), stakesExplorer.rounded(1.5, Infinity)]"
    ) == ["–", "1.50"]
