"""Where the boxes of an influence diagram stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from stakes.case.case import Case
from stakes.report.model.reads import Contents

LINE, PAD, GAP, CHARACTER = 16, 7, 10, 7.2  # px
COMMON = 0.75  # share of the attributes, from which a topic counts as read by all of them
TOP = 56  # px, above which the choice stands


@dataclass(frozen=True)
class Node:
    """A box: where it stands, what it says, where it leads, its class, and what more is said of it
    where a pointer rests on it.
    """

    id: str
    lines: tuple[str, ...]
    note: tuple[str, ...]
    kind: str
    link: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    more: str = ""

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * (len(self.lines) + len(self.note))

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Plan:
    """Where everything stands: topics and parts by id, those that enter most parts, what each part
    reads, the choice and the value.
    """

    topics: Mapping[str, Node]
    common: Sequence[str]
    parts: Mapping[str, Node]
    reads: Mapping[str, Sequence[str]]
    choice: Node
    total: Node

    @property
    def nodes(self) -> list[Node]:
        return [*self.topics.values(), *self.parts.values(), self.total, self.choice]

    @property
    def height(self) -> float:
        return max(n.y + n.height for n in self.nodes) + 14


def laid_out(case: Case, held: Contents, width: int) -> Plan:
    """Where everything stands, in a width."""
    reads = held.reads
    counts = Counter(t for topics in reads.values() for t in topics)
    common = [t for t in case.topics if counts[t] >= COMMON * max(len(reads), 1)]
    alone = [t for t in case.topics if counts[t] and t not in common]
    left, x, middle, right = 0.41 * width, 0.55 * width, 0.31 * width, 0.11 * width
    nodes = {t: _topic(case, held.tables[t], t, left - 16) for t in (*common, *alone)}
    topics = _stacked([nodes[t] for t in common], 9.0, TOP, left - 16)
    under = max((n.y + n.height for n in topics.values()), default=TOP - 3 * GAP) + 3 * GAP
    topics |= _stacked([nodes[t] for t in alone], 9.0, under, left - 16)
    rows = [_part(case, a, middle) for a in reads]
    tall = max(n.y + n.height for n in topics.values()) - TOP if topics else 0.0
    spare = max(tall - sum(n.height for n in rows), GAP * len(rows)) / max(len(rows), 1)
    parts = _stacked(rows, x, TOP + spare / 2, middle, spare)
    centre = TOP + (sum(n.height for n in rows) + spare * len(rows)) / 2
    total = _node("value", "Net value", "value", (width - right - 1, centre - 22, right))
    choice = _node("choice", "Which option?", "choice", (x, 6, middle))
    return Plan(topics, common, parts, reads, choice, total)


def _topic(case: Case, tables: int, name: str, width: float) -> Node:
    held = [q for q in case.quantities.values() if q.topic == name]
    grade = Counter(q.grade for q in held).most_common(1)[0][0] if held else "D"
    counted = f"{len(held)} {'quantity' if len(held) == 1 else 'quantities'}"
    seen = f", {tables} {'table' if tables == 1 else 'tables'}" if tables else ""
    lines = tuple(wrap(case.topics[name], int((width - 2 * PAD) / CHARACTER)))
    kind, link = f"chance grade-{grade}", f"#topic-{name}"
    return Node(name, lines, (f"grade {grade}",), kind, link, more=f"{counted}{seen}")


def _part(case: Case, name: str, width: float) -> Node:
    lines = tuple(wrap(case.attributes[name].label, int((width - 2 * PAD) / CHARACTER)))
    return Node(name, lines, (), "part")


def _node(name: str, text: str, kind: str, place: tuple[float, float, float]) -> Node:
    lines = tuple(wrap(text, max(int((place[2] - 2 * PAD) / CHARACTER), 6)))
    return Node(name, lines, (), kind, "", *place)


def _stacked(
    nodes: Sequence[Node], x: float, y: float, width: float, gap: float = GAP
) -> dict[str, Node]:
    placed = {}
    for n in nodes:
        placed[n.id] = replace(n, x=x, y=y, width=width)
        y += n.height + gap
    return placed
