"""Three futures to tell: one from the middle of all, one in which the next option is worth more,
one of the worst for the best option.

Each is the draw nearest the middle of its set, so that it stands for the set and not for itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.statements.readings import in_order, worth_knowing
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.inference.states import STATE
from stakes.outcomes.futures import Futures

type Array = npt.NDArray[np.float64]
Kind = Literal["typical", "rival", "worst"]
WORST = 0.05  # share of futures that are the worst
FEW = 40  # futures, below which a set has no middle to speak of
TOLD = 3  # quantities of a story


@dataclass(frozen=True)
class Seen:
    """A quantity in a future: its value, or the id of its state, and the share of all futures in
    which it is lower (None of a state).
    """

    quantity: str
    value: float
    state: str
    below: float | None


@dataclass(frozen=True)
class Story:
    """A future.

    Attributes
    ----------
    kind : of which set it is the middle.
    of : how many futures are in the set.
    over : id of the option beside which the best is held: the next, or the baseline where it hurts.
    seen : quantities most worth knowing.
    events : how often each event came that is drawn by chance.
    parts : weighted difference between the best option and that one, by attribute.
    worth : net value of each option, relative to the baseline.
    """

    kind: Kind
    of: int
    over: str
    seen: list[Seen]
    events: Mapping[str, float]
    parts: Mapping[str, float]
    worth: Mapping[str, float]


def stories(
    case: Case, decision: Decision, futures: Futures, weights: Mapping[str, float]
) -> list[Story]:
    """The three; a set of few futures has none.

    Parameters
    ----------
    case, decision : the decision tells which options are compared, and what is worth knowing.
    futures : from `stakes.outcomes.futures.simulated_futures`.
    weights : of the attributes.
    """
    held = decision.difference
    if held is None or not {held.of, held.over} <= set(futures.options):
        return []
    weighed = futures.parts * np.array([weights[a] for a in futures.attributes])
    worth = weighed.sum(axis=-1)
    base = held.over if case.baseline == held.of else case.baseline
    best, over, low = (futures.options.index(o) for o in (held.of, held.over, base))
    shown = _shown(case, decision, futures.draws)
    known = {name: futures.draws[name].to_numpy().ravel().astype(float) for name in shown}
    features = _scaled(
        [*(weighed[:, best] - weighed[:, over]).T, worth[:, best], *map(_ranks, known.values())]
    )
    found = []
    for kind, where in _sets(worth[:, best], worth[:, over], worth[:, low]):
        if where.size < FEW:
            continue
        at = int(where[_middle(features[where])])
        beside = low if kind == "worst" else over
        found.append(
            Story(
                kind,
                int(where.size),
                futures.options[beside],
                [_seen(case, name, x, at) for name, x in known.items()],
                {name: float(came[at]) for name, came in futures.events.items()},
                _named(futures.attributes, weighed[at, best] - weighed[at, beside]),
                _named(futures.options, worth[at]),
            )
        )
    return found


def _named(names: Sequence[str], values: Array) -> dict[str, float]:
    return dict(zip(names, map(float, values), strict=True))


def _sets(best: Array, over: Array, base: Array) -> list[tuple[Kind, npt.NDArray[np.int64]]]:
    """Places of the futures of each kind."""
    loss = best - base
    worst = np.argsort(loss, kind="stable")[: int(WORST * loss.size)]
    return [
        ("typical", np.arange(best.size)),
        ("rival", np.flatnonzero(over > best)),
        ("worst", np.sort(worst[loss[worst] < 0])),
    ]


def _scaled(columns: Sequence[Array]) -> Array:
    """Columns in units of their spread, [future, column]; those that do not vary left out."""
    kept = []
    for x in columns:
        low, high = np.quantile(x, (0.25, 0.75))
        spread = high - low or x.std()
        if spread > 0:
            kept.append(x / spread)
    return np.stack(kept, axis=1) if kept else np.zeros((columns[0].size, 1))


def _middle(x: Array) -> int:
    """Place of the row nearest the median of every column, by the sum of the distances."""
    return int(np.abs(x - np.median(x, axis=0)).sum(axis=1).argmin())


def _ranks(x: Array) -> Array:
    """Share of draws that are lower, half of those that are equal."""
    ordered = np.sort(x)
    low, high = (np.searchsorted(ordered, x, side) for side in ("left", "right"))
    return (low + high) / (2.0 * x.size)


def _shown(case: Case, decision: Decision, draws: xr.Dataset) -> list[str]:
    """Variables of the quantities most worth knowing, most first; of one with states, the state."""
    clear = [n for n, said in worth_knowing(decision).items() if said != "no"]
    worth = {n: (decision.evppi[n].value, decision.evppi[n].se) for n in clear}
    names = dict.fromkeys(n.removesuffix(STATE).partition("[")[0] for n in in_order(worth))
    found = [f"{n}{STATE}" if f"{n}{STATE}" in draws else n for n in names if n in case.quantities]
    single = [n for n in found if n in draws and set(draws[n].dims) <= {"chain", "draw", "set"}]
    return single[:TOLD]


def _seen(case: Case, name: str, x: Array, at: int) -> Seen:
    quantity = name.removesuffix(STATE)
    if name.endswith(STATE):
        level = list(case.quantities[quantity].states or {})[int(x[at])]
        return Seen(quantity, float(x[at]), level, None)
    return Seen(quantity, float(x[at]), "", float(_ranks(x)[at]))
