"""A call in a process of its own: the same result, steps told, and done here where the process
cannot.
"""

import os

import pytest

from stakes import progress
from stakes.processors import beside


def who(x):
    with progress.step("looking", "Looking."):
        return x, os.getpid()


def fails(x):
    raise ValueError(f"{x} is not one of them")


def dies(parent):
    if os.getpid() != parent:
        os._exit(9)
    return "here"


def test_result_of_another_process_and_its_steps():
    with progress.heard(lambda _: None) as seconds, beside(who, {"a": 1}) as found:
        (x, pid) = found()
    assert x == {"a": 1}
    assert pid != os.getpid()
    assert seconds["looking"] >= 0


@pytest.mark.parametrize(("work", "given"), [(dies, os.getpid()), (lambda x: "here", 1)])
def test_done_here_where_the_process_dies_or_cannot_be_given_its_work(work, given):
    with beside(work, given) as found:
        assert found() == "here"


def test_errors_are_raised_here():
    with (
        beside(fails, "grue") as found,
        pytest.raises(ValueError, match=r"^grue is not one of them$"),
    ):
        found()


def test_a_process_that_is_not_waited_for_does_not_outlive_the_block():
    with pytest.raises(KeyboardInterrupt), beside(who, 1):
        raise KeyboardInterrupt
