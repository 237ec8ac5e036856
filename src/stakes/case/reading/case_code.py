"""Code of a case, run so that whatever it does wrong is one line that names its place."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stakes.errors import CaseError, Problem


@contextmanager
def running(root: Path, path: Path, function: str) -> Iterator[None]:
    """Turn an exception of the case's own code into a `CaseError`, of which it is the cause.

    Parameters
    ----------
    root : of the case.
    path : of the file whose function is called.
    function : its name.
    """
    try:
        yield
    except CaseError:
        raise
    except Exception as error:
        raise CaseError([_problem(root, path, function, error)]) from error


def _problem(root: Path, path: Path, function: str, error: Exception) -> Problem:
    """The innermost line of the case that the exception passed."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(root)
    ]
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (path, None)
    said = f"{error}".strip().partition("\n")[0] or "no message"
    return Problem(
        Path(file).relative_to(root).as_posix(),
        f"line {line}" if line else function,
        f"{function} raised {type(error).__name__}: {said}",
        "mend it; --debug shows where it came from",
    )
