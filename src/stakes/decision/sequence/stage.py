"""A decision point of a sequence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stakes.decision.draws.inputs import Parameters, Value


@dataclass(frozen=True)
class Stage:
    """A decision point: what can be chosen, what will have been seen, what each choice leaves open.

    Attributes
    ----------
    name : of the stage.
    value : draws of what each option adds to the value at this stage, more being better, with the
        dim ``option`` and the sample dims (chain, draw[, set]) or (sample,): anything that
        `stakes.compare` takes. Where it depends on an earlier choice, it has a further dim with the
        name of that stage and its options for labels. Without sample dims it is the same in all
        draws, as a fee is.
    sees : what has been seen by the time of the choice, simulated for the same draws: a Dataset, a
        frame, a mapping of arrays, as `stakes.evsi` takes. What earlier stages have seen is
        remembered, unless a summary of the same name takes its place: a count of tests so far
        replaces the earlier count, a price the earlier price. A summary that depends on an earlier
        choice, as the result of a test that may not be made, has a dim with the name of that stage;
        where nothing is seen it is constant. None: nothing new.
    opens : option -> the options of the next stage that are left open once it is chosen; those that
        are not named leave all of them open.
    at : the day, or the time, of the choice; where stages have one, they must be in order.

    Examples
    --------
    >>> Stage("lease", xr.DataArray([[0.0, 5.0]] * 3, dims=("sample", "option")), at=2012).name
    'lease'
    """

    name: str
    value: Value
    sees: Parameters | None = None
    opens: Mapping[Any, Sequence[Any]] = field(default_factory=dict)
    at: Any = None
