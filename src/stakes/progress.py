"""What a run is doing: a line as each step begins, with how long it may take, and the seconds of
each at the end.

Steps are told by `logging`, so that whoever calls the engine as a library can listen too, from any
thread.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

_LOG = logging.getLogger("stakes.progress")


@contextmanager
def step(name: str, line: str) -> Iterator[None]:
    """Around a step, or as the decorator of a function that is one.

    Parameters
    ----------
    name : what the seconds are kept under; several steps of one name are added up.
    line : what is being done and how long it may take, for the reader.
    """
    begun = time.perf_counter()
    _LOG.info(line)
    yield
    _LOG.debug(
        "%s: %.1f s",
        name,
        time.perf_counter() - begun,
        extra={"step": (name, time.perf_counter() - begun)},
    )


def took(seconds: Mapping[str, float]) -> None:
    """Tell of steps that were done elsewhere."""
    for name, taken in seconds.items():
        _LOG.debug("%s: %.1f s", name, taken, extra={"step": (name, taken)})


class _Listener(logging.Handler):
    def __init__(self, say: Callable[[str], None], seconds: dict[str, float]) -> None:
        super().__init__()
        self.say, self.seconds, self.last = say, seconds, ""

    def emit(self, record: logging.LogRecord) -> None:
        done: tuple[str, float] | None = getattr(record, "step", None)
        if (
            done is None and record.getMessage() != self.last
        ):  # a step that is repeated at once is said once
            self.last = record.getMessage()
            self.say(self.last)
        elif done is not None:
            self.seconds[done[0]] = self.seconds.get(done[0], 0.0) + done[1]


@contextmanager
def heard(say: Callable[[str], None]) -> Iterator[dict[str, float]]:
    """Pass the lines of steps to `say` while inside; gives seconds by name of step, filled as steps
    end.
    """
    seconds: dict[str, float] = {}
    listener, before = _Listener(say, seconds), _LOG.level
    _LOG.addHandler(listener)
    _LOG.setLevel(logging.DEBUG)
    try:
        yield seconds
    finally:
        _LOG.removeHandler(listener)
        _LOG.setLevel(before)


def summary(seconds: dict[str, float]) -> str:
    """One line of what took how long.

    Examples
    --------
    >>> summary({"compile": 41.26, "sample": 3.0})
    'Seconds by step: compile 41.3, sample 3.0.'
    """
    return (
        f"Seconds by step: {', '.join(f'{name} {taken:.1f}' for name, taken in seconds.items())}."
    )
