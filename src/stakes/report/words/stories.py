"""Three futures, told in a paragraph each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stakes.assessment.findings import Findings
from stakes.assessment.sentences import inside
from stakes.assessment.statements.stories import Seen, Story
from stakes.report.front.amounts import Scale, brief, scale_of
from stakes.report.front.tones import compared

Row = dict[str, Any]
MOST = 70  # words of a story
PLACES = ((0.1, "very low"), (0.3, "low"), (0.7, "near the middle"), (0.9, "high"))
SMALL = 0.05  # of the largest part, below which a part is not told
NAMED = 2  # parts that are told of the side that weighs more
EVENTS = 3  # kinds of chance event that are told


def told(findings: Findings) -> list[Row]:
    """A title and a paragraph for each; of the later ones, what is otherwise than in the first."""
    first = findings.stories[0].seen if findings.stories else []
    rows = []
    for story in findings.stories:
        other = [s for s in story.seen if s not in first]
        own = story if story.seen is first else replace(story, seen=other)
        rows.append({"title": _title(findings, story), "text": _text(findings, own)})
    return rows


def _title(findings: Findings, story: Story) -> str:
    best, over = (findings.decision.options[o].label for o in compared(findings.decision))
    return {
        "typical": "A future from the middle",
        "rival": f"A future in which {over} is worth more",
        "worst": f"One of the worst twentieth for {best}",
    }[story.kind]


def _text(findings: Findings, story: Story) -> str:
    """As many quantities as leave the story short."""
    for count in range(len(story.seen), -1, -1):
        text = " ".join(filter(None, _sentences(findings, story, count)))
        if len(text.split()) <= MOST:
            return text
    return text


def _sentences(findings: Findings, story: Story, count: int) -> list[str]:
    held = [_held(findings, s) for s in story.seen[:count]]
    return [
        f"{_upper(_and(held))}." if held else "",
        _events(story.events),
        _followed(findings, story),
        _best(findings, story),
    ]


def _held(findings: Findings, seen: Seen) -> str:
    """What holds of a quantity, as a clause: in the case's own words where it has some."""
    q, challenges = findings.case.quantities[seen.quantity], findings.case.challenges
    if seen.state:
        own = challenges.thresholds.get(seen.quantity)
        state = (q.states or {})[seen.state].label
        said = own.told.get(seen.state) if own else None
        return said or f"of “{q.label}” this holds: “{state}”"
    if q.kind == "event":
        return inside(q.label) if seen.value else f"it is not so that {inside(q.label)}"
    place = next((word for top, word in PLACES if (seen.below or 0.0) < top), "very high")
    return f"“{q.label}” is {place}, at {brief(seen.value)} {q.unit}".rstrip()


def _events(events: Mapping[str, float]) -> str:
    """What came by chance, by the names that the case's code gives."""
    came = [
        name.replace("_", " ") + _times(events[name]) for name in [n for n in events if events[n]]
    ]
    return f"By chance came {_and(came[:EVENTS])}." if came else ""


def _times(count: float) -> str:
    return f" ({count:.0f} times)" if count > 1 else ""


def _followed(findings: Findings, story: Story) -> str:
    """By how much the best option is worth more or less than the next, and why."""
    decision, parts = findings.decision, story.parts
    best, over = compared(decision)[0], story.over
    labels = [decision.options[o].label for o in (best, over)]
    total = story.worth[best] - story.worth[over]
    scale = scale_of(decision.unit, max(abs(total), *map(abs, parts.values())))
    if not any(parts.values()):
        return f"{labels[0]} and {labels[1]} come to the same."
    end = "ahead of" if total > 0 else "behind"
    left = f"{brief(scale.factor * abs(total))} {scale.unit} {end}" if total else "level with"
    sign = 1 if total >= 0 else -1
    most, rest = (_side(findings, story, scale, s) for s in (sign, -sign))
    if len(most) == 1 and not rest and total:
        most = [most[0].rpartition(" (")[0] or most[0]]  # the amount stands before it
    why = f": {_and(most)}" if most else ""
    though = f"; though {rest[0]}" if rest else ""
    return f"{labels[0]} ends {left} {labels[1]}{why}{though}."


def _side(findings: Findings, story: Story, scale: Scale, sign: int) -> list[str]:
    """The largest parts on one side, largest first, each a clause with its amount."""
    large = SMALL * max(map(abs, story.parts.values()))
    own = {a: x for a, x in story.parts.items() if sign * x > large}
    ordered = sorted(own, key=lambda a: -abs(own[a]))[:NAMED]
    return [_part(findings, a, own[a], scale) for a in ordered]


def _part(findings: Findings, attribute: str, worth: float, scale: Scale) -> str:
    record = findings.case.attributes[attribute]
    said = record.gains if worth > 0 else record.loses
    amount = brief(scale.factor * abs(worth))
    if said:
        return f"{said} ({brief(scale.factor * worth)})"
    return f"{inside(record.label)} {'adds' if worth > 0 else 'takes'} {amount}"


def _best(findings: Findings, story: Story) -> str:
    """Which option is worth most in this future."""
    decision, best = findings.decision, compared(findings.decision)[0]
    first = max(story.worth, key=lambda o: story.worth[o])
    ahead = story.worth[first] - story.worth[best]
    if ahead <= 0:
        return "No option is worth more."
    if first == story.over:
        return f"{decision.options[first].label} is then the best of all."
    scale = scale_of(decision.unit, ahead)
    return (
        f"Best of all is then {decision.options[first].label}, "
        f"{brief(scale.factor * ahead)} {scale.short} ahead of {decision.options[best].label}."
    )


def _and(clauses: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(clauses[:-1]), *clauses[-1:]]))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
