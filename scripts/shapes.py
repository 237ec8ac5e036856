"""Shapes of an SVG picture, as text: arrows with their numbers, boxes, words, the page."""

from collections.abc import Sequence
from html import escape
from math import sqrt

INK, PALE, ARROW = "#22262b", "#5b6570", "#3d6e9e"


def arrow_along(path: str, n: int) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{ARROW}" '
        f'stroke-width="{0.8 + 0.5 * sqrt(n):.1f}" marker-end="url(#tip)"/>'
    )


def number_at(x: float, y: float, n: int) -> str:
    back = f'<rect x="{x - 10:g}" y="{y - 9:g}" width="20" height="17" fill="#ffffff"/>'
    return back + words_at(x, y + 4, str(n), ARROW, 'text-anchor="middle" font-size="12"')


def box(x: float, y: float, width: float, height: float, fill: str, round_: float) -> str:
    at = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"'
    return f'<rect {at} fill="{fill}" stroke="{INK}" stroke-width="0.8"/>'


def words_at(
    x: float, y: float, words: str, fill: str = INK, more: str = 'font-size="12.5"'
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{fill}" {more} '
        f'xml:space="preserve">{escape(words)}</text>'
    )


def page(title: str, body: Sequence[str], left: float, width: float, height: float) -> str:
    at = f'x="{left}" y="0" width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {width} {height}" '
            f'width="{width}" height="{height}" '
            f'role="img" font-family="Helvetica, Arial, sans-serif" fill="{INK}">',
            f"<title>{title}</title>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
            'markerHeight="9" '
            'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" '
            f'fill="{ARROW}"/></marker></defs>',
            f'<rect {at} fill="#ffffff"/>',
            *body,
            "</svg>\n",
        ]
    )
