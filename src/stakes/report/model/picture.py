"""An influence diagram of a case: what is chosen, what is uncertain, what is valued.

Howard, R. A. and Matheson, J. E. (2005). Influence diagrams. Decision Analysis 2(3), 127-143.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markupsafe import Markup

from stakes.assessment.statements.readings import in_order, worth
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.report.model.layout import LINE, PAD, Node, Plan, laid_out
from stakes.report.model.reads import contents

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
    return Picture(drawn(laid_out(case, contents(case), width), decision, width, STANDING))


def inline(case: Case, decision: Decision) -> Markup:
    """The picture in two widths, for a page that has colours of its own."""
    held = contents(case)
    wide, narrow = (drawn(laid_out(case, held, w), decision, w) for w in (WIDE, NARROW))
    return Markup(f'<div class="wide-screen">{wide}</div><div class="narrow-screen">{narrow}</div>')


def model_title(case: Case, decision: Decision) -> str:
    """Which topic is most worth knowing about, where that can be told."""
    places = _most(decision)
    most = [case.topics[t] for t in places if t in case.topics]
    if len(most) == 1:
        return f"Most worth knowing more about: {most[0]}"
    return "The model in one picture"


def drawn(plan: Plan, decision: Decision | None, width: int, style: str = "") -> str:
    """The picture as SVG, with a style sheet of its own, or with the page's and links into it."""
    nodes = [_drawn(n, linked=not style) for n in plan.nodes]
    shown = [*_arrows(plan, _worth(decision)), *nodes]
    alt = (
        f"Influence diagram: {len(plan.topics)} topics of beliefs, {len(plan.parts)} parts of "
        "what is valued, and the choice"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="model" role="group" width="{width}"'
        f' height="{plan.height:.0f}" viewBox="0 0 {width} {plan.height:.0f}"'
        f' aria-label="{escape(alt)}">{style}{"".join(shown)}</svg>'
    )


def _arrows(plan: Plan, wide: Mapping[str, float]) -> list[str]:
    """From the choice and from what enters most parts by a trunk to all of them; from other topics
    to those that read them; from all parts to the value.
    """
    parts = list(plan.parts.values())
    if not parts:
        return []
    trunk, choice = parts[0].x - 16, plan.choice
    top, foot = choice.y + choice.height / 2, parts[-1].middle
    lines = [_path(f"M{choice.x:.0f} {top:.0f}H{trunk:.0f}V{foot:.0f}")]
    lines += [_path(f"M{trunk:.0f} {n.middle:.0f}H{n.x:.0f}") for n in parts]
    box = [plan.topics[t] for t in plan.common]
    if box:
        most = max(wide.get(t, 0.0) for t in plan.common)
        up, down = box[0].y - 8, box[-1].y + box[-1].height + 8
        edge = box[0].x + box[0].width + 8
        lines += [
            f'<rect class="frame" x="1" y="{up:.0f}" width="{edge - 1:.0f}"'
            f' height="{down - up:.0f}" rx="6"/>',
            _path(f"M{edge:.0f} {(up + down) / 2:.0f}H{trunk:.0f}", most),
        ]
    alone = [(t, a) for a, read in plan.reads.items() for t in read if t not in plan.common]
    lines += [_arrow(plan.topics[t], plan.parts[a], wide.get(t, 0.0)) for t, a in alone]
    return lines + [_arrow(n, plan.total, 0.0) for n in parts]


def _worth(decision: Decision | None) -> Mapping[str, float]:
    """Width of the arrows of each topic, from 0 to 1, by what knowing it is clearly worth."""
    held = {} if decision is None else decision.evppi_of_topics
    clear = {t: e.value for t, e in held.items() if worth(e.value, e.se, e.noise_floor) == "yes"}
    most = max(clear.values(), default=0.0)
    return {t: x / most for t, x in clear.items()}


def _most(decision: Decision) -> list[str]:
    """Topics that may be worth most to know."""
    held = {t: (e.value, e.se) for t, e in decision.evppi_of_topics.items()}
    known = {t for t, x in _worth(decision).items() if x > 0}
    places = in_order({t: x for t, x in held.items() if t in known})
    return [t for t, (highest, _) in places.items() if highest == 1]


def _arrow(a: Node, b: Node, worth: float) -> str:
    x, y, u, v = a.x + a.width, a.middle, b.x, b.middle
    bend = (u - x) / 2
    curve = f"C{x + bend:.0f} {y:.0f} {u - bend:.0f} {v:.0f} {u:.0f} {v:.0f}"
    return _path(f"M{x:.0f} {y:.0f}{curve}", worth)


def _path(d: str, worth: float = 0.0) -> str:
    wide = THIN + (THICK - THIN) * worth
    return f'<path class="arrow" stroke-width="{wide:.1f}" d="{d}"/>'


def _drawn(n: Node, linked: bool) -> str:
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
    y += len(n.lines) * LINE
    text += [
        f'<text class="small" x="{x:.0f}" y="{y + i * LINE:.0f}">{escape(line)}</text>'
        for i, line in enumerate(n.note)
    ]
    tip = f"<title>{escape(n.more)}</title>" if n.more else ""
    whole = tip + shape + "".join(text)
    return f'<a href="{escape(n.link)}">{whole}</a>' if n.link and linked else f"<g>{whole}</g>"


STANDING = """<style>
.model { font: 13px system-ui, sans-serif; background: #fff; }
.model text { fill: #1b1f24; text-anchor: middle; }
.model .small { font-size: 11.5px; fill: #454c55; }
.model rect { fill: #f5f6f7; stroke: #565d66; } .model .frame { fill: none; stroke-dasharray: 4 3; }
.model .arrow { fill: none; stroke: #8b939c; }
.model .grade-A { fill: #b7dcb9; } .model .grade-B { fill: #dcebc3; }
.model .grade-C { fill: #fbe9bd; } .model .grade-D { fill: #f8d5c2; }
.model .choice, .model .value { fill: #dbe6f4; }
</style>"""
