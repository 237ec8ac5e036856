"""An influence diagram of a case: what is chosen, what is uncertain, what is valued.

Howard, R. A. and Matheson, J. E. (2005). Influence diagrams. Decision Analysis 2(3), 127-143.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import wrap

from markupsafe import Markup

from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.report.model.reads import tables_of_topics, topics_of_attributes

GRADES = ("A", "B", "C", "D")
LINE, PAD, GAP, CHARACTER = 16, 7, 10, 6.9  # px
COMMON = 0.75  # share of the attributes, from which a topic counts as read by all of them
WIDE, NARROW = 760, 358  # px
THIN, THICK = 1.2, 7.0  # px, of an arrow


@dataclass(frozen=True)
class Picture:
    """An influence diagram as SVG; a notebook shows it."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> None:
        """Write the SVG to a file."""
        Path(path).write_text(self.svg, encoding="utf-8")


@dataclass(frozen=True)
class Node:
    """A box: where it stands, what it says, where it leads, and its class."""

    id: str
    lines: tuple[str, ...]
    note: str
    kind: str
    link: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * (len(self.lines) + bool(self.note))

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def plot_model(case: Case, decision: Decision | None = None, width: int = WIDE) -> Picture:
    """The model of a case in one picture, drawn from its files.

    Topics of quantities on the left, in the colour of the grade that most of their quantities have;
    what is valued in the middle; the choice above. An arrow says that the code of a part reads
    quantities of a topic, directly or through what it calls; topics that enter most parts stand
    together. Arrows are as wide as what knowing all of a topic would be worth.

    Parameters
    ----------
    case : an open case.
    decision : of a run of it, for what knowing a topic would be worth; without, arrows are thin.
    width : px.

    Returns
    -------
    Picture
        Its ``svg`` stands on its own; ``save(path)`` writes it.

    Examples
    --------
    >>> import stakes
    >>> from importlib.resources import files
    >>> picture = stakes.plot_model(stakes.open_case(str(files("stakes") / "starter_case")))
    >>> picture.svg.startswith("<svg")
    True
    """
    return Picture(drawn(case, decision, width, STANDING))


def inline(case: Case, decision: Decision) -> Markup:
    """The picture in two widths, for a page that has colours of its own."""
    wide, narrow = (drawn(case, decision, width) for width in (WIDE, NARROW))
    return Markup(
        f'<div class="wide-screen">{wide}</div><div class="narrow-screen">{narrow}</div>'
    )


def drawn(case: Case, decision: Decision | None, width: int, style: str = "") -> str:
    """The picture as SVG, with a style sheet of its own or with the page's."""
    reads = {a: t for a, t in topics_of_attributes(case).items()}
    counts = Counter(t for topics in reads.values() for t in topics)
    common = [t for t in case.topics if counts[t] >= COMMON * max(len(reads), 1)]
    alone = [t for t in case.topics if counts[t] and t not in common]
    left, middle = 0.42 * width, 0.30 * width
    topics = _stacked([_topic(case, t, left - 18) for t in (*common, *alone)], 9.0, 62.0, left - 18)
    parts = [_part(case, a, middle) for a in reads]
    tall = max(sum(n.height + GAP for n in topics.values()), sum(n.height + GAP for n in parts))
    spare = (tall - sum(n.height + GAP for n in parts)) / max(len(parts), 1)
    values = _stacked(parts, 0.56 * width, 62.0 + spare / 2, middle, GAP + spare)
    worth = _worth(decision)
    box = [topics[t] for t in common]
    lines = [
        _arrow(topics[t], values[a], worth.get(t, 0.0))
        for a, read in reads.items()
        for t in read
        if t in alone
    ]
    height = 62 + tall + 20
    total = _node("value", "Net value", "value", width - 0.11 * width, 62 + tall / 2 - 15, 0.11 * width)
    lines += [_arrow(v, total, 0.0) for v in values.values()]
    choice = _node("choice", "Which option?", "choice", 0.56 * width, 8, middle)
    first = next(iter(values.values()), None)
    frame = _frame(box, values, worth, common) if box and first else []
    lines += [_down(choice, first)] if first else []
    shown = [*frame, *lines, *(_drawn(n) for n in (*topics.values(), *values.values(), total, choice))]
    alt = f"Influence diagram of {case.title}: {len(topics)} topics, {len(values)} parts of the value"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="model" role="group" width="{width}"'
        f' height="{height:.0f}" viewBox="0 0 {width} {height:.0f}" aria-label="{escape(alt)}">'
        f"{style}{''.join(shown)}</svg>"
    )


def _worth(decision: Decision | None) -> Mapping[str, float]:
    """Width of the arrows of each topic, from 0 to 1, by what knowing it is clearly worth."""
    held = {} if decision is None else decision.evppi_of_topics
    clear = {t: e.value for t, e in held.items() if e.value > max(3 * e.se, 2 * e.noise_floor)}
    most = max(clear.values(), default=0.0)
    return {t: x / most for t, x in clear.items()}


def _topic(case: Case, name: str, width: float) -> Node:
    held = [q for q in case.quantities.values() if q.topic == name]
    grade = Counter(q.grade for q in held).most_common(1)[0][0] if held else "D"
    tables = tables_of_topics(case)[name]
    counted = f"{len(held)} {'quantity' if len(held) == 1 else 'quantities'}"
    seen = f", {tables} {'table' if tables == 1 else 'tables'}" if tables else ""
    lines = tuple(wrap(case.topics[name], int((width - 2 * PAD) / CHARACTER)))
    return Node(name, lines, f"{counted}{seen}; {grade}", f"chance grade-{grade}", f"#topic-{name}")


def _part(case: Case, name: str, width: float) -> Node:
    lines = tuple(wrap(case.attributes[name].label, int((width - 2 * PAD) / CHARACTER)))
    return Node(name, lines, "", "part")


def _node(name: str, text: str, kind: str, x: float, y: float, width: float) -> Node:
    lines = tuple(wrap(text, max(int((width - 2 * PAD) / CHARACTER), 6)))
    return Node(name, lines, "", kind, "", x, y, width)


def _stacked(
    nodes: Sequence[Node], x: float, y: float, width: float, gap: float = GAP
) -> dict[str, Node]:
    placed = {}
    for n in nodes:
        placed[n.id] = Node(n.id, n.lines, n.note, n.kind, n.link, x, y, width)
        y += n.height + gap
    return placed


def _frame(
    box: Sequence[Node], values: Mapping[str, Node], worth: Mapping[str, float], common: Sequence[str]
) -> list[str]:
    """A frame around the topics that enter most parts, and one arrow from it to all of these."""
    top, foot = box[0].y - 7, box[-1].y + box[-1].height + 7
    right = box[0].x + box[0].width + 7
    nodes = list(values.values())
    edge = nodes[0].x - 16
    y = (top + foot) / 2
    wide = THIN + (THICK - THIN) * max((worth.get(t, 0.0) for t in common), default=0.0)
    high, low = nodes[0].middle, nodes[-1].middle
    return [
        f'<rect class="frame" x="2" y="{top:.0f}" width="{right - 2:.0f}" height="{foot - top:.0f}" rx="6"/>',
        f'<path class="arrow" stroke-width="{wide:.1f}" d="M{right:.0f} {y:.0f}H{edge:.0f}"/>',
        f'<path class="arrow" stroke-width="{THIN}" d="M{edge:.0f} {high:.0f}V{low:.0f}"/>',
        *(
            f'<path class="arrow" stroke-width="{THIN}" d="M{edge:.0f} {n.middle:.0f}H{n.x:.0f}"/>'
            for n in nodes
        ),
    ]


def _arrow(a: Node, b: Node, worth: float) -> str:
    x, y, u, v = a.x + a.width, a.middle, b.x, b.middle
    bend = (u - x) / 2
    wide = THIN + (THICK - THIN) * worth
    curve = f"M{x:.0f} {y:.0f}C{x + bend:.0f} {y:.0f} {u - bend:.0f} {v:.0f} {u:.0f} {v:.0f}"
    return f'<path class="arrow" stroke-width="{wide:.1f}" d="{curve}"/>'


def _down(a: Node, b: Node) -> str:
    x = a.x + a.width / 2
    path = f"M{x:.0f} {a.y + a.height:.0f}V{b.y:.0f}"
    return f'<path class="arrow" stroke-width="{THIN}" d="{path}"/>'


def _drawn(n: Node) -> str:
    round_ = {"chance": 14, "value": 2, "part": 4}.get(n.kind.split()[0], 0)
    shape = (
        f'<rect class="{n.kind}" x="{n.x:.0f}" y="{n.y:.0f}" width="{n.width:.0f}"'
        f' height="{n.height:.0f}" rx="{round_}"/>'
    )
    x, y = n.x + n.width / 2, n.y + PAD + 12
    text = [
        f'<text x="{x:.0f}" y="{y + i * LINE:.0f}">{escape(line)}</text>'
        for i, line in enumerate(n.lines)
    ]
    if n.note:
        at = y + len(n.lines) * LINE
        text.append(f'<text class="small" x="{x:.0f}" y="{at:.0f}">{escape(n.note)}</text>')
    whole = shape + "".join(text)
    return f'<a href="{escape(n.link)}">{whole}</a>' if n.link else f"<g>{whole}</g>"


STANDING = """<style>
.model { font: 13px system-ui, sans-serif; background: #fff; }
.model text { fill: #1b1f24; text-anchor: middle; } .model .small { font-size: 11.5px; fill: #454c55; }
.model rect { fill: #f5f6f7; stroke: #565d66; } .model .frame { fill: none; stroke-dasharray: 4 3; }
.model .arrow { fill: none; stroke: #8b939c; }
.model .grade-A { fill: #b7dcb9; } .model .grade-B { fill: #dcebc3; }
.model .grade-C { fill: #fbe9bd; } .model .grade-D { fill: #f8d5c2; }
.model .choice, .model .value { fill: #dbe6f4; }
</style>"""
