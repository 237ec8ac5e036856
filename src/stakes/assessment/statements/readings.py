"""What is said in words or by order, each with what it leaves open: from ``decision.json`` alone,
for page, terminal and tests.

A statement is the set of its readings that cannot be told apart by the errors: one where it is
clear, several where the wording must cover them all, none where nothing is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, inf, log

import numpy as np

from stakes.decision_json.decision import Decision
from stakes.decision_json.information import Study
from stakes.decision_json.options import Option
from stakes.decision_json.sensitivity import Leader, Plane
from stakes.decision_json.stress import Flip
from stakes.wording import likelihoods

type Readings = frozenset[str]

CLEARLY = 3.0  # standard errors, beyond which a difference is not put down to noise
PRECISE = 0.1  # of a difference, that its error may be for what differs to be shown
OPEN: Readings = frozenset()


def one(text: object) -> Readings:
    """A statement that is clear."""
    return frozenset({str(text)})


def likelihood_of(probability: float, error: float) -> tuple[str, ...]:
    """Words for an estimated probability: all that its error leaves possible."""
    return likelihoods(probability, CLEARLY * error)


def precise(difference: float | None, error: float | None) -> bool:
    """Whether what is compared is known to a tenth, so that both numbers may stand side by side;
    taken for granted where it is not known.

    Examples
    --------
    >>> precise(-0.5, 0.2), precise(-0.5, 0.04), precise(0.0, 0.0)
    (False, True, True)
    """
    return difference is None or error is None or error <= PRECISE * abs(difference)


# Order


def ranks(values: Sequence[float], errors: Sequence[float]) -> list[tuple[int, int]]:
    """Highest and lowest place that each value may have in falling order, given the errors: equal
    for one that is clear.

    Examples
    --------
    >>> ranks([5.0, 4.9, 1.0], [0.1, 0.1, 0.1])
    [(1, 2), (1, 2), (3, 3)]
    """
    pairs = list(zip(values, errors, strict=True))
    above = [[y - x > CLEARLY * hypot(dx, dy) for y, dy in pairs] for x, dx in pairs]
    return [
        (1 + sum(row), len(pairs) - sum(column))
        for row, column in zip(above, zip(*above, strict=True), strict=True)
    ]


def in_order(entries: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """Places of (value, error) by id, in their order; within what cannot be told apart, in the
    order of the ids.
    """
    names = list(entries)
    found = ranks([entries[n][0] for n in names], [entries[n][1] for n in names])
    return dict(sorted(zip(names, found, strict=True), key=lambda item: (sum(item[1]), item[0])))


def first(places: Mapping[str, tuple[int, int]], count: int) -> dict[str, tuple[int, int]]:
    """The first few, and those that may be among them."""
    return {name: place for name, place in places.items() if place[0] <= count}


def topics(decision: Decision) -> dict[str, tuple[int, int]]:
    """Places of topics by their share of the lead's variance; all of them where that is not known
    of one.
    """
    shares = {n: (e.shapley, e.shapley_se) for n, e in decision.importance.topics.items()}
    known = {
        n: (x, error) for n, (x, error) in shares.items() if x is not None and error is not None
    }
    return in_order(known) if len(known) == len(shares) else dict.fromkeys(shares, (1, len(shares)))


def place(between: tuple[int, int]) -> str:
    """A place, or the places, in words."""
    return str(between[0]) if between[0] == between[1] else f"{between[0]}–{between[1]}"


def next_best(options: Mapping[str, Option], without: Sequence[str]) -> list[str]:
    """The option next to the best, and those that cannot be told from it; `without` the best and
    what comes to the same.
    """
    rest = {o: e for o, e in options.items() if o not in without}
    places = ranks([-e.lead for e in rest.values()], [e.lead_mcse for e in rest.values()])
    near = [o for o, (highest, _) in zip(rest, places, strict=True) if highest == 1]
    return sorted(near, key=lambda o: rest[o].lead)


# What is shown


def swinging(decision: Decision, count: int) -> dict[str, tuple[int, int]]:
    """Places of the quantities whose swing of the lead is more than noise."""
    bars = decision.tornado.quantities
    return first(
        in_order({name: (e.swing, e.swing_se) for name, e in bars.items() if e.swing}), count
    )


def moving(decision: Decision, count: int) -> dict[str, tuple[int, int]]:
    """Places of the quantities that the least change of belief would move by more than noise,
    farthest first.
    """
    known = {
        n: (abs(e.shift_sd), e.se)
        for n, e in decision.tilt.moves.items()
        if e.shift_sd is not None and e.se is not None
    }
    return first(
        in_order({n: (by, error) for n, (by, error) in known.items() if by > CLEARLY * error}),
        count,
    )


def worth_shown(decision: Decision, count: int) -> dict[str, tuple[int, int]]:
    """Places of what is worth knowing, or may be, largest first."""
    judged = worth_knowing(decision)
    return first(
        in_order({n: (e.value, e.se) for n, e in decision.evppi.items() if judged[n] != "no"}),
        count,
    )


def worth_knowing(decision: Decision) -> dict[str, str]:
    """By quantity or state: ``yes`` if knowing it is clearly worth something, ``no`` if nothing is
    seen of it, or ``open``.
    """
    return {name: worth(e.value, e.se, e.noise_floor) for name, e in decision.evppi.items()}


def worth(value: float, error: float, floor: float) -> str:
    """Whether a value of information is clearly above its noise: ``yes``, ``open``, or ``no`` where
    nothing is seen of that.
    """
    if value > max(CLEARLY * error, 2 * floor):
        return "yes"
    return "no" if value <= floor else "open"


def flipped(flip: Mapping[str, Flip], power: float) -> Readings:
    """Whether the choice flips by a power: known as far as it was searched, and up to the error of
    where it does.
    """
    side = flip["weaker" if power < 1 else "stronger"]
    at, reach = side.value, abs(log(power))
    if at is None:
        return one("no") if abs(log(side.searched or 1.0)) >= reach else OPEN
    margin = CLEARLY * (side.se or inf) / at
    return (
        OPEN
        if abs(abs(log(at)) - reach) <= margin
        else one("yes" if abs(log(at)) < reach else "no")
    )


def most_scaled(decision: Decision, option: str, count: int) -> dict[str, tuple[int, int]]:
    """Places of the components of power scaling that change the lead over an option most."""
    return first(in_order(dict(_ranges(decision, option))), count)


def _ranges(decision: Decision, option: str) -> Iterator[tuple[str, tuple[float, float]]]:
    for name, component in decision.power_scale.items():
        rows = sorted(component.alphas, key=lambda row: row.lead[option])
        low, high = rows[0], rows[-1]
        yield (
            name,
            (
                high.lead[option] - low.lead[option],
                hypot(low.lead_se[option], high.lead_se[option]),
            ),
        )


def pays(study: Study) -> str:
    """Whether a study is worth more than it costs at any size: ``yes``, ``no`` or ``cannot be
    told``.
    """
    sizes = study.sizes.values()
    if any(e.enbs > CLEARLY * e.se for e in sizes):
        return "yes"
    return "cannot be told" if any(e.enbs > -CLEARLY * e.se for e in sizes) else "no"


def best_sizes(study: Study) -> list[int]:
    """Sizes of a study that may have the highest net benefit."""
    sizes = study.sizes
    places = ranks([e.enbs for e in sizes.values()], [e.se for e in sizes.values()])
    return [int(size) for size, (highest, _) in zip(sizes, places, strict=True) if highest == 1]


def differing(decision: Decision) -> dict[str, Readings]:
    """By school and structure: whether another option leads today's best by the values of the run,
    or neither can be told.
    """
    if "believed" not in decision.views:
        return {}
    today = decision.views["believed"].profiles["run"].best
    others = {
        name: view
        for name, view in decision.views.items()
        if name.partition(":")[0] in ("school", "structure")
    }
    return {name: _leading(view.profiles["run"], today) for name, view in others.items()}


def _leading(run: Leader, today: str) -> Readings:
    if run.ahead:
        return one(run.ahead)
    return one(today) if run.resolved and run.best == today else OPEN


def crosses(plane: Plane, option: str) -> str:
    """Whether an option's lead changes its sign within a plane: ``yes``, ``no`` or ``cannot be
    told``.
    """
    lead, error = (np.array(table[option]) for table in (plane.lead, plane.lead_se))
    ahead, behind = lead > CLEARLY * error, lead < -CLEARLY * error
    if ahead.any() and behind.any():
        return "yes"
    return "no" if ahead.all() or behind.all() else "cannot be told"


# What the evidence did
