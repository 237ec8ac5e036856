"""Independent parts of what is sampled: compiled when they are first asked for, with data that can
be exchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

import numpy as np
import pymc as pm

from stakes.inference import sampling
from stakes.inference.apart.independent_parts import independent_parts


@dataclass(frozen=True)
class Parts:
    """Models that no evidence links, and what they are compiled to.

    Attributes
    ----------
    models : as from `independent_parts`.
    data : values of their ``pm.Data`` by name, where these are not as in the models.
    """

    models: tuple[pm.Model, ...]
    data: Mapping[str, np.ndarray] = field(default_factory=dict)
    _made: dict[int, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.models)

    def __getitem__(self, number: int) -> Any:
        """A part compiled for nutpie's sampler, with its data."""
        if number not in self._made:
            self._made[number] = sampling.compile_model(self.models[number])
        return sampling.with_data(self._made[number], self.data)

    def compiled(self) -> "Parts":
        """The same, all compiled by now: the slow step, done once for any number of data sets."""
        for number in range(len(self)):
            self[number]
        return self

    def with_data(self, data: Mapping[str, np.ndarray]) -> "Parts":
        """The same parts with other data; nothing is compiled again."""
        return replace(self, data={**self.data, **data})

    def seed(self, seed: int, number: int) -> int:
        """The seed of a part, by the name of its first variable: parts drawn by one seed would go
        together. That of the whole model is the seed itself.
        """
        if len(self) == 1:
            return seed
        name = min(str(rv.name) for rv in self.models[number].free_RVs)
        return int(np.random.SeedSequence([seed, crc32(name.encode())]).generate_state(1)[0])


def parted(model: pm.Model) -> Parts:
    """The independent parts of a model, to be compiled."""
    return Parts(tuple(independent_parts(model)))
