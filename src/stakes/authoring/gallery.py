"""Cases to begin with: the starter case, the smallest there is, and the gallery of examples."""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from stakes.errors import CaseError, Problem, instead_of

STARTER, MINIMAL = "flood_wall", "minimal"
_REPOSITORY = Path(__file__).parents[3]


def cases() -> Mapping[str, Traversable]:
    """Folders of the cases that a case of one's own can be begun with, by name.

    A wheel carries the examples below the package; a clone has them beside it.
    """
    package = files("stakes")
    places = (package / "examples", _REPOSITORY / "examples")
    held = next((place for place in places if (place / MINIMAL).is_dir()), None)
    examples = sorted(held.iterdir(), key=lambda item: item.name) if held else []
    found = {item.name: item for item in examples if (item / "case.toml").is_file()}
    return {STARTER: package / "starter_case", **found}


def case_like(name: str) -> Traversable:
    """The folder of the case of some name.

    Raises
    ------
    CaseError
        If there is none of that name.
    """
    known = cases()
    if name not in known:
        fix = instead_of(name, known)
        raise CaseError([Problem("--like", "", f"there is no example '{name}'", fix)])
    return known[name]
