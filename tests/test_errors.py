"""Problems in words: one line each, with advice."""

from stakes.errors import CaseError, Problem, instead_of


def test_problem_is_one_line():
    problem = Problem("a.toml", "key\nwith a break", "is wrong \udcff", "mend it")
    assert str(problem) == "a.toml: key with a break: is wrong \\udcff; mend it"
    assert str(Problem("a.toml", "", "is missing", "add it")) == "a.toml: is missing; add it"


def test_advice():
    assert instead_of("colour", ["color", "size"]) == "did you mean 'color'?"
    assert instead_of("x", ["color", "size"]) == "use one of color, size"
    assert instead_of("x", ["color"], "add it") == "add it"
    assert instead_of("x", []) == "remove it"
    assert instead_of("x", [f"name{i:02}" for i in range(20)]).endswith("name11, ...")


def test_what_is_found_twice_is_said_once():
    one, other = (Problem("a.py", "line 1", text, "x") for text in ("is wrong", "is missing"))
    assert CaseError([one, other, one]).problems == (one, other)
