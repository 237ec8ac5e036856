"""What is said in words or by order, each with what it leaves open: from ``decision.json`` alone, for page, terminal and tests.

A statement is the set of its readings that cannot be told apart by the errors: one where it is clear, several where the wording
must cover them all, none where nothing is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, inf, log
from typing import Any

import numpy as np

from stakes.wording import likelihoods

type Readings = frozenset[str]
type Decision = Mapping[str, Any]

CLEARLY = 3.0  # standard errors, beyond which a difference is not put down to noise
OPEN: Readings = frozenset()
SLIGHT = 0.02  # probability, by which evidence hardly moves a claim
SHIFTED, NARROWED = 0.05, 0.2  # of the width of the prior
OF_MEDIAN, OF_WIDTH = 1.25, 3.0  # errors of a median, and of a 90 % interval, in those of the mean, for a normal distribution


def one(text: object) -> Readings:
    """A statement that is clear."""
    return frozenset({str(text)})


def likelihood_of(probability: float, error: float) -> tuple[str, ...]:
    """Words for an estimated probability: all that its error leaves possible."""
    return likelihoods(probability, CLEARLY * error)


# Order


def ranks(values: Sequence[float], errors: Sequence[float]) -> list[tuple[int, int]]:
    """Highest and lowest place that each value may have in falling order, given the errors: equal for one that is clear.

    Examples
    --------
    >>> ranks([5.0, 4.9, 1.0], [0.1, 0.1, 0.1])
    [(1, 2), (1, 2), (3, 3)]
    """
    pairs = list(zip(values, errors, strict=True))
    above = [[y - x > CLEARLY * hypot(dx, dy) for y, dy in pairs] for x, dx in pairs]
    return [(1 + sum(row), len(pairs) - sum(column)) for row, column in zip(above, zip(*above, strict=True), strict=True)]


def in_order(entries: Mapping[str, Any], value: str, error: str) -> dict[str, tuple[int, int]]:
    """Places of entries by id, in their order; within what cannot be told apart, in the order of the entries' ids."""
    names = list(entries)
    found = ranks([entries[n][value] for n in names], [entries[n][error] for n in names])
    return dict(sorted(zip(names, found, strict=True), key=lambda item: (sum(item[1]), item[0])))


def first(places: Mapping[str, tuple[int, int]], count: int) -> dict[str, tuple[int, int]]:
    """The first few, and those that may be among them."""
    return {name: place for name, place in places.items() if place[0] <= count}


def place(between: tuple[int, int]) -> str:
    """A place, or the places, in words."""
    return str(between[0]) if between[0] == between[1] else f"{between[0]}–{between[1]}"


def runners_up(decision: Decision) -> list[str]:
    """The option next to the best, which does not come to the same, and those that cannot be told from it."""
    same = (decision["best"], *decision.get("same_as_best", ()))
    rest = {o: e for o, e in decision["options"].items() if o not in same}
    places = ranks([-e["lead"] for e in rest.values()], [e["lead_mcse"] for e in rest.values()])
    near = [o for o, (highest, _) in zip(rest, places, strict=True) if highest == 1]
    return sorted(near, key=lambda o: rest[o]["lead"])


# What is shown


def swinging(decision: Decision, count: int) -> dict[str, tuple[int, int]]:
    """Places of the quantities whose swing of the lead is more than noise."""
    held = {name: e for name, e in decision["tornado"]["quantities"].items() if e["swing"]}
    return first(in_order(held, "swing", "swing_se"), count)


def moving(decision: Decision, count: int) -> dict[str, tuple[int, int]]:
    """Places of the quantities that the least change of belief would move by more than noise, farthest first."""
    known = {n: e for n, e in decision["tilt"]["moves"].items() if e["shift_sd"] is not None and e["se"] is not None}
    held = {n: {"by": abs(e["shift_sd"]), "se": e["se"]} for n, e in known.items() if abs(e["shift_sd"]) > CLEARLY * e["se"]}
    return first(in_order(held, "by", "se"), count)


def worth_shown(decision: Decision, count: int) -> dict[str, tuple[int, int]]:
    """Places of what is worth knowing, or may be, largest first."""
    judged = worth_knowing(decision)
    return first(in_order({n: e for n, e in decision["evppi"].items() if judged[n] != "no"}, "value", "se"), count)


def worth_knowing(decision: Decision) -> dict[str, str]:
    """By quantity or state: ``yes`` if knowing it is clearly worth something, ``no`` if nothing is seen of it, or ``open``."""
    return {name: worth(e["value"], e["se"], e["noise_floor"]) for name, e in decision["evppi"].items()}


def worth(value: float, error: float, floor: float) -> str:
    """Whether a value of information is clearly above its noise: ``yes``, ``open``, or ``no`` where nothing is seen of that."""
    return "yes" if value > max(CLEARLY * error, 2 * floor) else "no" if value <= floor else "open"


def flipped(flip: Mapping[str, Any], power: float) -> Readings:
    """Whether the choice flips by a power: known as far as it was searched, and up to the error of where it does."""
    side = flip["weaker" if power < 1 else "stronger"]
    at, reach = side["value"], abs(log(power))
    if at is None:
        return one("no") if abs(log(side["searched"])) >= reach else OPEN
    margin = CLEARLY * (side["se"] or inf) / at
    return OPEN if abs(abs(log(at)) - reach) <= margin else one("yes" if abs(log(at)) < reach else "no")


def most_scaled(decision: Decision, option: str, count: int) -> dict[str, tuple[int, int]]:
    """Places of the components of power scaling that change the lead over an option most."""
    return first(in_order(dict(_ranges(decision, option)), "range", "se"), count)


def _ranges(decision: Decision, option: str) -> Iterator[tuple[str, dict[str, float]]]:
    for name, component in decision["power_scale"].items():
        rows = sorted(component["alphas"], key=lambda row: row["lead"][option])
        low, high = rows[0], rows[-1]
        error = hypot(low["lead_se"][option], high["lead_se"][option])
        yield name, {"range": high["lead"][option] - low["lead"][option], "se": error}


def pays(study: Mapping[str, Any]) -> str:
    """Whether a study is worth more than it costs at any size: ``yes``, ``no`` or ``cannot be told``."""
    sizes = study["sizes"].values()
    if any(e["enbs"] > CLEARLY * e["se"] for e in sizes):
        return "yes"
    return "cannot be told" if any(e["enbs"] > -CLEARLY * e["se"] for e in sizes) else "no"


def best_sizes(study: Mapping[str, Any]) -> list[int]:
    """Sizes of a study that may have the highest net benefit."""
    sizes = study["sizes"]
    places = ranks([e["enbs"] for e in sizes.values()], [e["se"] for e in sizes.values()])
    return [int(size) for size, (highest, _) in zip(sizes, places, strict=True) if highest == 1]


def differing(decision: Decision) -> dict[str, Readings]:
    """By school and structure: whether another option leads today's best by the values of the run, or neither can be told."""
    if "believed" not in decision["views"]:
        return {}
    today = decision["views"]["believed"]["profiles"]["run"]["best"]
    found = {}
    for name, view in decision["views"].items():
        run = view["profiles"]["run"]
        if name.partition(":")[0] in ("school", "structure"):
            found[name] = one(run["ahead"]) if run["ahead"] else one(today) if run["resolved"] and run["best"] == today else OPEN
    return found


def crosses(plane: Mapping[str, Any], option: str) -> str:
    """Whether an option's lead changes its sign within a plane: ``yes``, ``no`` or ``cannot be told``."""
    lead, error = (np.array(plane[key][option]) for key in ("lead", "lead_se"))
    ahead, behind = lead > CLEARLY * error, lead < -CLEARLY * error
    return "yes" if ahead.any() and behind.any() else "no" if ahead.all() or behind.all() else "cannot be told"


# What the evidence did


def shifted(belief: Mapping[str, Any]) -> Readings:
    """Whether the evidence moved the median, by a twentieth of the prior's 90 % interval or more: ``up``, ``down`` or ``no``."""
    before, after = belief["prior"], belief["posterior"]
    width = before["high"] - before["low"]
    by = (after["median"] - before["median"]) / width
    margin = CLEARLY * OF_MEDIAN * hypot(before.get("mcse", 0.0), after.get("mcse", 0.0)) / width
    found: set[str] = {"no"} if abs(by) - margin < SHIFTED else set()
    return frozenset(found | ({"up"} if by + margin >= SHIFTED else set()) | ({"down"} if by - margin <= -SHIFTED else set()))


def widened(belief: Mapping[str, Any]) -> Readings:
    """Whether the evidence changed the width of the 90 % interval by a fifth or more: ``narrower``, ``wider`` or ``no``."""
    before, after = belief["prior"], belief["posterior"]
    width = before["high"] - before["low"]
    left = (after["high"] - after["low"]) / width
    margin = CLEARLY * OF_WIDTH * hypot(left * before.get("mcse", 0.0), after.get("mcse", 0.0)) / width
    found = {"no"} if abs(left - 1) - margin < NARROWED else set()
    ends = (("narrower", left - margin <= 1 - NARROWED), ("wider", left + margin >= 1 + NARROWED))
    return frozenset(found | {word for word, holds in ends if holds})


def moved(claim: Mapping[str, float]) -> Readings:
    """Which way the evidence moved the probability of a claim."""
    by, error = claim["probability"] - claim["prior"], CLEARLY * hypot(claim["se"], claim["prior_se"])
    found = {"hardly moved"} if abs(by) - error < SLIGHT else set()
    return frozenset(found | ({"raised"} if by + error >= SLIGHT else set()) | ({"lowered"} if by - error <= -SLIGHT else set()))
