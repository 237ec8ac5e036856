"""Code of a case, run so that whatever it does wrong is one line that names its place."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType

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
LONGEST = 200  # letters of what an exception says
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
    said = _brief(f"{error}".strip().partition("\n")[0] or "no message")
    if isinstance(error, SyntaxError):
        place = root / (error.filename or file)
        where = place.relative_to(root) if place.is_relative_to(root) else file.relative_to(root)
        problem, fix = f"is not valid Python ({error.msg})", "correct the line"
        return Problem(where.as_posix(), f"line {error.lineno or 1}", problem, fix)
    own = file.relative_to(root).as_posix()
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType) and not frames:
        return Problem(
            own, "", f"has no function {error.name}", "add it, or take out what needs it"
        )
    raised = f"{function} raised {type(error).__name__}{_option_of(frames)}: {said}"
    if not frames and path.name in _EXPECTED:
        raised = f"what {function} returns cannot be used ({type(error).__name__}: {said})"
    return Problem(
        own,
        f"line {line}" if line else function,
        raised,
        f"it must {_EXPECTED.get(path.name, _OF_MODELS)}; --debug shows where it came from",
    )


def _brief(said: str) -> str:
    """What an exception says, of which some hold all that they are about."""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."


def _option_of(frames: list[tuple[FrameType, int]]) -> str:
    """In words, the option with which the innermost of some functions was called."""
    for frame, _ in reversed(frames):
        for held in frame.f_locals.values():
            if hasattr(held, "levels") and hasattr(held, "amounts"):
                return f" for the option '{held.id}'"
    return ""
