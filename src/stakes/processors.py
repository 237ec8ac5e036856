"""Processors: how many there are, one thread for sums of matrices, and a call made in a process of
its own.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import Any

from stakes.progress import heard, took


def processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def one_thread() -> Iterator[None]:
    """BLAS and OpenMP, of NumPy and SciPy, on one thread for as long as this lasts.

    So the order of sums, and with it the last digit, does not depend on the machine's cores.
    """
    import scipy.linalg  # noqa: F401  brings a BLAS of its own, which must be there to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


@contextmanager
def beside[T](work: Callable[..., T], *given: Any) -> Iterator[Callable[[], T]]:
    """A call made in a process of its own while this one goes on; what is given back waits for its
    result.

    What such a process cannot do, for whatever reason, is done here instead, so that errors are
    raised as if there were none.

    Parameters
    ----------
    work : a function of a module, on one thread.
    given : its arguments; these and the result must be such as can be pickled.
    """
    context = get_context("spawn")  # a forked process could inherit locks that nobody opens
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, work, given), daemon=True)
    with suppress(Exception):  # such as what cannot be pickled
        process.start()
    sender.close()

    def result() -> T:
        with suppress(EOFError, OSError):
            found, seconds = receiver.recv()
            took(seconds)
            return found  # type: ignore[no-any-return]  # what a pipe brings has no type
        return work(*given)

    try:
        yield result
    finally:
        if process.pid is not None:
            process.kill()
            process.join()


@contextmanager
def alongside[T](large: bool, work: Callable[..., T], *given: Any) -> Iterator[Callable[[], T]]:
    """`beside`, if what is to be done is large and there is a second processor; else the call is
    made here, when its result is asked for.
    """
    if large and processors() > 1:
        with beside(work, *given) as found:
            yield found
    else:
        yield lambda: work(*given)


def _work(sender: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    with suppress(BaseException), one_thread(), heard(lambda _: None) as seconds:
        found = work(*given)
        sender.send((found, dict(seconds)))
