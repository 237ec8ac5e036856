"""The picture of the rooms, docs/rooms.svg, drawn from what the modules import; ``python
scripts/rooms.py`` draws it again.

Floors are those of the first import contract in pyproject.toml. An arrow says that the room above
imports from the one it points to, its number in how many places.
"""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import grimp

from shapes import INK, PALE, arrow_along, box, number_at, page, words_at

ROOT = Path(__file__).parents[1]
PACKAGE, PICTURE = ROOT / "src" / "stakes", ROOT / "docs" / "rooms.svg"
WIDE, EAVES = 700, 20  # of the house, whose left edge is at 0, and of its roof beyond it
ROOM, GAP, STRIP, ROOF, TOP = 108, 32, 46, 64, 44  # heights
LANE, LETTER = 24, 6.3  # between arrows beside the house; width of a letter of the text
ROOMS, CHIP = "#eef3f8", "#ffffff"
TITLE = "The rooms of stakes: arrows say which room imports from which, and in how many places"


@dataclass(frozen=True)
class Room:
    """A folder of the engine and where it is drawn; `ports` are the arrows that meet its edges, by
    side, from the top down.
    """

    name: str
    x: float
    y: float
    width: float
    ports: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def port(self, side: str, arrow: tuple[str, str]) -> tuple[float, float]:
        """Where an arrow meets the edge."""
        listed = self.ports[side]
        share = (listed.index(arrow) + 1) / (len(listed) + 1)
        return self.x + (self.width if side == "right" else 0), self.y + ROOM * share


def floors() -> list[list[str]]:
    """Folders and files at the top of the package, from the roof down, as the first contract has
    them.
    """
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"][0]
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]


def imports() -> Counter[tuple[str, str]]:
    """How many imports lead from one folder or file at the top to another."""
    graph = grimp.build_graph("stakes", cache_dir=None)
    counted: Counter[tuple[str, str]] = Counter()
    for module in graph.modules - {"stakes"}:
        for other in graph.find_modules_directly_imported_by(module) - {"stakes"}:
            counted[module.split(".")[1], other.split(".")[1]] += 1
    return Counter({pair: n for pair, n in counted.items() if pair[0] != pair[1]})


def draw() -> str:
    """The whole picture as SVG."""
    listed = floors()
    folders = [[n for n in names if (PACKAGE / n).is_dir()] for names in listed]
    first = next(i for i, names in enumerate(folders) if names)
    hall = [n for names in listed[:first] for n in names]
    ground = [n for names in listed[first:] for n in names if not (PACKAGE / n).is_dir()]
    stories = [names for names in folders if names]
    counted = imports()
    rooms, sides = _placed(stories, counted)
    bottom = TOP + ROOF + len(stories) * (ROOM + GAP) + STRIP
    body = [
        *_roof(hall),
        *(line for room in rooms.values() for line in _room(room)),
        *_ground(ground, bottom - STRIP),
        *_between(rooms, stories, counted),
        *_beside(rooms, sides, counted),
        words_at(
            0,
            bottom + 24,
            "An arrow: the room above imports from the room it points to, in so many places.",
            PALE,
        ),
        words_at(
            0, bottom + 42, "All may use the files on the ground floor. Nothing points up.", PALE
        ),
    ]
    left, right = (
        EAVES + LANE * max(1, [*sides.values()].count(side)) for side in ("left", "right")
    )
    return page(TITLE, body, -left, left + WIDE + right, bottom + 54)


def _placed(
    stories: Sequence[Sequence[str]], counted: Counter[tuple[str, str]]
) -> tuple[dict[str, Room], dict[tuple[str, str], str]]:
    """All rooms, and the side of the house for each arrow over more than one floor.

    The ports of a room are in an order in which no arrow crosses another of the same side without
    need.
    """
    rooms = {}
    for level, names in enumerate(stories):
        width = (WIDE - 20 * (len(names) - 1)) / len(names)
        for i, name in enumerate(names):
            rooms[name] = Room(
                name, i * (width + 20), TOP + ROOF + GAP / 2 + level * (ROOM + GAP), width
            )
    sides = _sides(rooms, _far(rooms, counted))
    for side in ("left", "right"):
        outward = [arrow for arrow in sides if sides[arrow] == side]  # inner lanes first
        for room in rooms.values():
            arriving, leaving = ([a for a in outward if a[end] == room.name] for end in (1, 0))
            room.ports[side] = [*arriving, *leaving[::-1]]
    return rooms, sides


def _far(rooms: dict[str, Room], counted: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Arrows over more than one floor, the shortest first."""
    far = [
        a for a in counted if set(a) <= set(rooms) and rooms[a[1]].y - rooms[a[0]].y > ROOM + GAP
    ]
    return sorted(far, key=lambda a: (rooms[a[1]].y - rooms[a[0]].y, rooms[a[0]].y, a))


def _sides(rooms: dict[str, Room], far: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The side that the rooms at both ends reach; of two, that with fewer arrows so far."""
    sides: dict[tuple[str, str], str] = {}
    for arrow in far:
        ends = [rooms[name] for name in arrow]
        reached = [
            all(room.x == 0 for room in ends),
            all(room.x + room.width >= WIDE - 1 for room in ends),
        ]
        possible = [
            side for side, both in zip(("right", "left"), reached[::-1], strict=True) if both
        ]
        sides[arrow] = min(possible, key=[*sides.values()].count)
    return sides


def _beside(
    rooms: dict[str, Room], sides: dict[tuple[str, str], str], counted: Counter[tuple[str, str]]
) -> Iterator[str]:
    lanes: Counter[str] = Counter()
    for arrow, side in sides.items():
        lanes[side] += 1
        out = 1 if side == "right" else -1
        (x, y), (x2, y2) = rooms[arrow[0]].port(side, arrow), rooms[arrow[1]].port(side, arrow)
        lane = (WIDE if out > 0 else 0) + out * LANE * lanes[side]
        bend = lane - out * 8
        down = f"M{x:g} {y:g}H{bend:g}Q{lane:g} {y:g} {lane:g} {y + 8:g}V{y2 - 8:g}"
        yield arrow_along(f"{down}Q{lane:g} {y2:g} {bend:g} {y2:g}H{x2:g}", counted[arrow])
        yield number_at(lane, y2 - 24, counted[arrow])


def _between(
    rooms: dict[str, Room], stories: Sequence[Sequence[str]], counted: Counter[tuple[str, str]]
) -> Iterator[str]:
    for upper, lower in pairwise(stories):
        for above in upper:
            for below in lower:
                if n := counted[above, below]:
                    narrow = min((rooms[above], rooms[below]), key=lambda room: room.width)
                    x, y = narrow.x + narrow.width / 2, rooms[above].y + ROOM
                    yield arrow_along(f"M{x:g} {y:g}V{y + GAP:g}", n)
                    yield number_at(x + 16, y + GAP / 2, n)


def _room(room: Room) -> Iterator[str]:
    folder = PACKAGE / room.name
    files = sorted(folder.rglob("*.py"))
    yield box(room.x, room.y, room.width, ROOM, ROOMS, 6)
    yield words_at(room.x + 14, room.y + 24, room.name, INK, 'font-size="17" font-weight="bold"')
    counted = f"{sum(path.name != '__init__.py' for path in files)} files"
    yield words_at(
        room.x + room.width - 14, room.y + 24, counted, PALE, 'font-size="12" text-anchor="end"'
    )
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    for i, line in enumerate(wrap(said.replace("`", ""), int((room.width - 28) / LETTER))):
        yield words_at(room.x + 14, room.y + 43 + 15 * i, line)
    x = room.x + 14
    for chip in sorted(path.name for path in folder.iterdir() if (path / "__init__.py").exists()):
        width = len(chip) * LETTER + 16
        yield box(x, room.y + ROOM - 26, width, 19, CHIP, 9)
        yield words_at(
            x + width / 2, room.y + ROOM - 12, chip, INK, 'font-size="12" text-anchor="middle"'
        )
        x += width + 8


def _roof(names: Sequence[str]) -> Iterator[str]:
    peak, eaves = TOP - 34, TOP + ROOF
    corners = f"{-EAVES},{eaves} {WIDE / 2:g},{peak} {WIDE + EAVES},{eaves}"
    yield f'<polygon points="{corners}" fill="#f6efe6" stroke="{INK}" stroke-linejoin="round"/>'
    middle = 'text-anchor="middle" font-size="13"'
    yield words_at(
        WIDE / 2,
        eaves - 32,
        "the hall",
        INK,
        'text-anchor="middle" font-size="15" font-weight="bold"',
    )
    yield words_at(WIDE / 2, eaves - 12, "   ".join(names), INK, middle)


def _ground(names: Sequence[str], y: float) -> Iterator[str]:
    yield box(-EAVES, y, WIDE + 2 * EAVES, STRIP - 6, "#f6efe6", 3)
    yield words_at(14, y + 25, "on the ground floor", INK, 'font-size="15" font-weight="bold"')
    yield words_at(WIDE - 14, y + 25, "   ".join(names), INK, 'text-anchor="end" font-size="13"')


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
