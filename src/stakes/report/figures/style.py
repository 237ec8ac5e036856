"""What all panels share: size, colours that the page replaces, axes and their ticks."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from stakes.wording import plain

WIDTH = 352  # px: a panel fills a phone of 400 px, and three stand side by side on a desk
ROW, FOOT, HEAD = 25, 40, 6
LOG_SPAN = 50.0
CLEAR = 2.0  # standard errors
POINT: dict[str, Any] = {"markersize": 6, "markeredgewidth": 1.5}


# Colours that no panel uses as such: `svg` puts the page's own in their place, so that a panel
# follows light and dark.
INK, MUTED, RULE, GAIN, LOSS, BEFORE, AFTER = (f"#0102{i:02x}" for i in range(3, 10))
BEST_OPTION, COMPARED, OTHERS = (f"#0103{i:02x}" for i in range(3))  # by option; see front.tones
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 12.0,
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": RULE,
    "xtick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": INK,
    "axes.unicode_minus": True,
}


def panel(height: float, *, left: int, right: int, foot: int = FOOT) -> tuple[Figure, Axes]:
    """Figure of one panel, in which a unit of the SVG is a pixel, and its axes with a given
    margin.
    """
    total = height + foot + HEAD
    figure = Figure(figsize=(WIDTH / 72, total / 72), dpi=72)
    FigureCanvasSVG(figure)
    axes = figure.add_axes(
        (left / WIDTH, foot / total, (WIDTH - left - right) / WIDTH, height / total)
    )
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=6)
    axes.tick_params(axis="x", labelsize=11)
    return figure, axes


def tick(x: float, _: int | None = None) -> str:
    """Label of a place on an axis."""
    return plain(round(x, 12))
