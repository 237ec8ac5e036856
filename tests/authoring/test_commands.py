"""`stakes new` and `stakes check`, as they are typed."""

import sys

import pytest

from stakes import cli
from stakes.authoring.explained import kinds


@pytest.fixture
def typed(monkeypatch, capsys):
    """What a command prints, and its exit status."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["stakes", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    return run


def test_a_case_is_begun_like_an_example(typed, tmp_path):
    code, out, _ = typed("new", tmp_path / "mine", "--like", "oil_field")
    assert code == 0
    assert out.endswith("`stakes`; case.toml is the first to edit.\n")
    code, out, _ = typed("check", "--case", tmp_path / "mine")
    assert (code, out.splitlines()[0][:24]) == (0, "An oil field: no problem")


def test_the_usual_beginning_names_the_others(typed, tmp_path):
    code, out, _ = typed("new", tmp_path / "mine")
    assert code == 0
    assert "README.md says what to edit first." in out
    assert out.splitlines()[1].startswith("Other beginnings, by --like: chemotherapy, dike, ")


def test_the_smallest_beginning_has_five_files(typed, tmp_path):
    code, out, _ = typed("new", tmp_path / "mine", "--minimal")
    assert (code, ": 5 files." in out) == (0, True)
    code, _, err = typed("new", tmp_path / "other", "--minimal", "--like", "dike")
    assert (code, "is given besides --like" in err) == (2, True)


def test_an_example_that_is_none_is_refused_in_a_line(typed, tmp_path):
    code, out, err = typed("new", tmp_path / "mine", "--like", "dyke")
    assert (code, out) == (2, "")
    assert err == "--like: there is no example 'dyke'; did you mean 'dike'? [unknown-name]\n"
    assert not (tmp_path / "mine").exists()


def test_every_code_is_explained(typed):
    code, out, _ = typed("check", "--explain", "all")
    assert (code, [line.partition(":")[0] for line in out.splitlines()]) == (0, list(kinds()))
    for name, kind in kinds().items():
        code, out, _ = typed("check", "--explain", name)
        assert code == 0
        assert kind.more in out


def test_a_code_that_is_none_is_refused_with_the_nearest(typed):
    code, _, err = typed("check", "--explain", "misssing")
    assert code == 2
    assert "did you mean 'missing'?" in " ".join(err.split())


def test_problems_are_said_with_their_codes(typed, tiny_case):
    (tiny_case / "analysis/options.toml").unlink()
    code, out, err = typed("check", "--case", tiny_case)
    assert (code, out) == (2, "")
    assert err == "analysis/options.toml: is missing; add it: what can be done [missing]\n"
