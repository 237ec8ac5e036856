"""What a run says that it does, and how long it took."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from stakes.progress import heard, step, summary


@step("add", "Adding: no time at all.")
def add(a: int, b: int) -> int:
    return a + b


def test_a_step_is_said_and_timed_and_returns_what_it_does():
    said: list[str] = []
    with heard(said.append) as seconds:
        assert add(1, 2) == 3
        assert add(3, 4) == 7  # the same again is said once
        with step("rest", "Resting."):
            pass
    assert said == ["Adding: no time at all.", "Resting."]
    assert list(seconds) == ["add", "rest"]
    assert all(taken >= 0 for taken in seconds.values())


def test_steps_in_other_threads_are_heard():
    with heard(lambda line: None) as seconds, ThreadPoolExecutor(2) as pool:
        assert list(pool.map(add, [1, 2], [3, 4])) == [4, 6]
    assert list(seconds) == ["add"]


def test_nobody_hears_a_step_outside_and_one_that_fails_has_no_time():
    said: list[str] = []
    with (
        heard(said.append) as seconds,
        pytest.raises(ValueError, match="wrong"),
        step("fail", "Trying."),
    ):
        raise ValueError("wrong")
    add(1, 2)
    assert (said, seconds) == (["Trying."], {})


def test_the_summary_is_one_line():
    assert (
        summary({"compile": 41.26, "sample": 3.0}) == "Seconds by step: compile 41.3, sample 3.0."
    )
