"""One thread for sums of matrices, so that their order and with it the last digit does not depend on the machine's cores."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """BLAS and OpenMP, of NumPy and SciPy, on one thread for as long as this lasts."""
    import scipy.linalg  # noqa: F401  brings a BLAS of its own, which must be there to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
