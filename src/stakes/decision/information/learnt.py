"""What was learnt: a value of information with its error and noise floor."""

from typing import Any, NamedTuple


class Learnt(NamedTuple):
    value: float
    error: float
    floor: float


NOTHING = Learnt(0.0, 0.0, 0.0)


def columns_of(name: str, found: list[Learnt], dim: str) -> dict[str, Any]:
    return {
        name: (dim, [f.value for f in found]),
        "se": (dim, [f.error for f in found]),
        "noise_floor": (dim, [f.floor for f in found]),
        "indistinguishable": (dim, [f.value <= f.floor for f in found]),
    }
