"""Problems as lines with their codes, of very many the first few."""

from stakes.authoring.listed import MOST, lines
from stakes.errors import Problem


def test_a_line_for_each_with_its_code():
    problems = [
        Problem("a.toml", "x", "is missing", "add it"),
        Problem("b", "", "is empty", "fill"),
    ]
    assert list(lines(problems)) == [
        "a.toml: x: is missing; add it [missing]",
        "b: is empty; fill [empty]",
    ]


def test_very_many_of_a_kind_are_counted():
    many = [Problem("a.csv", f"line {i}", "'x' is not a number", "mend") for i in range(100_000)]
    said = list(lines([*many, Problem("a.csv", "line 9", "is blank", "fill it in")]))
    assert len(said) == MOST + 2
    assert said[MOST] == f"a.csv: {100_000 - MOST:,} more of this kind [cell]".replace(",", " ")
    assert said[-1].endswith("[empty]")
