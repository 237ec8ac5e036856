"""What would change the answer: priors and evidence made stronger or weaker, the least change of
belief, boxes.
"""

from collections.abc import Mapping

from stakes.decision_json.records import NONE, OWN, QUANTITY, SHARE, Number, Record, number, part


class Power(Record):
    """Expected values with a prior or evidence raised to the power `alpha`."""

    alpha: float
    expected: Mapping[str, float] = number(
        "Expected net value of {option} under another power of: {component}", at=("option",)
    )
    se: Mapping[str, float] = number(
        "Standard error of that net value of {option}: {component}", at=("option",)
    )
    best: str
    pareto_k: Number = number(
        "Pareto k of the weights under another power of: {component}", NONE
    )  # 0 without a tail, null where it cannot be told, as with a few weights that carry all
    refitted: bool
    lead: Mapping[str, float] = number(
        "Lead over {option} under another power of: {component}", at=("option",)
    )
    lead_se: Mapping[str, float] = number(
        "Standard error of that lead: {component}", at=("option",)
    )


class Flip(Record):
    value: Number = number("Power at which the choice flips when {*}: {component}", NONE)
    se: Number = number("Standard error of the power at which the choice flips: {component}", NONE)
    searched: Number = number("Power searched to when {*}: {component}", NONE)


class Component(Record):
    alphas: tuple[Power, ...] = part(at=("*",))
    flip: Mapping[str, Flip] = part(at=("*",))


class Move(Record):
    shift_sd: Number = number("Shift, in standard deviations, of: {quantity}", NONE, OWN)
    se: Number = number("Standard error of the shift of: {quantity}", NONE, OWN)


class Tilt(Record):
    """The least change of belief (relative entropy) that ties two options; `reason` says why it is
    not known.
    """

    between: tuple[str, str]
    kl: Number = number("Least change of belief at which the next option is as good", "nats")
    se: Number = number("Standard error of the least change of belief", "nats")
    ess: Number = number("Effective draws left after that change of belief", "draws")
    pareto_k: Number = number("Pareto k of the weights of the least change of belief", NONE)
    reason: str
    moves: Mapping[str, Move] = part(at=("quantity",))


class Box(Record):
    """Where another option is the better; a limit is (lower, upper), null where there is none."""

    limits: Mapping[str, tuple[Number, Number]] = number(
        "Limit of a box where another option is better: {quantity}",
        QUANTITY,
        OWN,
        at=("quantity", "*"),
    )
    coverage: Number = number("Coverage of a box where another option is better", SHARE)
    coverage_se: Number = number(
        "Standard error of the coverage of a box where another option is better", SHARE
    )
    density: Number = number("Density of a box where another option is better", SHARE)
    density_se: Number = number(
        "Standard error of the density of a box where another option is better", SHARE
    )
    mass: float = number("Share of the draws of a box where another option is better", SHARE)
    restricted: int = number("Quantities that a box where another option is better restricts", NONE)


class Discovery(Record):
    """Boxes in which `option` is not the best; `reason` says why there is none."""

    option: str
    boxes: tuple[Box, ...] = part(at=("*",))
    base_rate: Number = number("Share of the draws in which another option is better", SHARE)
    reason: str
