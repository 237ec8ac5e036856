"""Where fits are made: on threads of this process, or on a Dask cluster."""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

import xarray as xr

from stakes.errors import CaseError, Problem
from stakes.processors import processors
from stakes.runs.many_fits.refits import done, prepared
from stakes.runs.many_fits.shipped import done_there, packed
from stakes.runs.many_fits.study import Study, Task

type Results = Generator[tuple[Task, xr.Dataset]]

PATIENCE = 8  # seconds, for a scheduler to answer


def on_threads(study: Study, tasks: Sequence[Task]) -> Results:
    """Results as they come, from as many threads as there are processors: the sampler holds no
    lock of the interpreter.
    """
    ready = prepared(study)
    pool = ThreadPoolExecutor(processors())
    futures = {pool.submit(done, ready, task, study.finish): task for task in tasks}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def on_cluster(study: Study, tasks: Sequence[Task], address: str) -> Results:
    """Results as they come, from the workers of a cluster, each of which compiles once; the tasks
    of one that dies are done by the others.

    Raises
    ------
    CaseError
        If no scheduler answers, or Dask is not installed.
    """
    from distributed import as_completed as completed

    with _client(address) as client:
        parcel = client.submit(_itself, packed(study), pure=False)
        futures = {client.submit(done_there, parcel, task, pure=False): task for task in tasks}
        for future in completed(list(futures), loop=client.loop):
            task = futures.pop(future)
            result = future.result()
            future.release()  # so that a worker that dies takes with it nothing that is here
            yield task, result


def _itself[T](given: T) -> T:
    """What is sent so is made again where the process that held it has died."""
    return given


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise _unusable(address, "needs Dask", "install `stakes[cluster]`") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # whatever else listens there may answer anything
        said = str(error).partition("\n")[0] or type(error).__name__
        fix = "give the address that `dask scheduler` prints, such as tcp://127.0.0.1:8786"
        raise _unusable(address, f"no scheduler answers there: {said}", fix) from None
    with client:
        yield client


def _unusable(address: str, problem: str, fix: str) -> CaseError:
    return CaseError([Problem("--scheduler", address, problem, fix)])
