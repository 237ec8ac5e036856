"""Code of a case, run so that whatever it does wrong is one line that names its place."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from stakes.errors import CaseError, Problem

# what the functions of a file must do; of models/ and of what is not listed, what is said below
_EXPECTED = {
    "consequences.py": "return two DataArrays, [chain, draw, option, attribute] and of the baseline"
    " [chain, draw, attribute]",
    "arrivals.py": "return a Dataset of summaries over [chain, draw]",
    "studies.py": "return a Dataset of summaries over [chain, draw, size]",
    "claims.py": "return, over [chain, draw], whether the statement holds or how likely it is",
    "predictions.py": "return a number for each draw, or a probability from 0 to 1",
}
_OF_MODELS = "register the topic's variables in the model on the context stack"


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
    except (Exception, SystemExit) as error:
        frames = _of_case(root, error)
        if isinstance(error, OSError) and not frames:
            raise  # a full disk, a cache that cannot be written: not of the case
        raise CaseError([_problem(root, path, function, error, frames)]) from error


def _of_case(root: Path, error: BaseException) -> list[tuple[FrameType, int]]:
    """Frames of the case's own code that an exception passed, and their lines."""
    return [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).is_relative_to(root)
    ]


def _problem(
    root: Path, path: Path, function: str, error: BaseException, frames: list[tuple[FrameType, int]]
) -> Problem:
    """The innermost line of the case that the exception passed, and the option it was about."""
    file, line = (Path(frames[-1][0].f_code.co_filename), frames[-1][1]) if frames else (path, 0)
    said = f"{error}".strip().partition("\n")[0] or "no message"
    expected = _EXPECTED.get(path.name, _OF_MODELS)
    return Problem(
        file.relative_to(root).as_posix(),
        f"line {line}" if line else function,
        f"{function} raised {type(error).__name__}{_option_of(frames)}: {said}",
        f"it must {expected}; --debug shows where it came from",
    )


def _option_of(frames: list[tuple[FrameType, int]]) -> str:
    """In words, the option with which the innermost of some functions was called."""
    for frame, _ in reversed(frames):
        for held in frame.f_locals.values():
            if hasattr(held, "levels") and hasattr(held, "amounts"):
                return f" for the option '{held.id}'"
    return ""
