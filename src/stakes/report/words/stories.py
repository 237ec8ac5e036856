"""Three futures, told in a paragraph each."""

from collections.abc import Mapping
from typing import Any

from stakes.assessment.findings import Findings
from stakes.assessment.sentences import inside
from stakes.assessment.statements.stories import Seen, Story
from stakes.report.front.amounts import Scale, brief, scale_of
from stakes.report.front.tones import compared

Row = dict[str, Any]
MOST = 65  # words of a story
PLACES = ((0.1, "very low"), (0.3, "low"), (0.7, "near the middle"), (0.9, "high"))
SMALL = 0.05  # of the largest part, below which a part is not told
NAMED = 2  # parts that are told on either side
EVENTS = 3  # kinds of chance event that are told, those that came first


def told(findings: Findings) -> list[Row]:
    """A title and a paragraph for each."""
    return [{"title": _title(findings, s), "text": _text(findings, s)} for s in findings.stories]


def _title(findings: Findings, story: Story) -> str:
    best, over = (findings.decision.options[o].label for o in compared(findings.decision))
    return {
        "typical": "A future from the middle",
        "rival": f"One in which {over} is worth more",
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
    said = "; ".join(_quantity(findings, s) for s in story.seen[:count])
    return [
        f"{said}." if said else "",
        _events(story.events),
        _parts(findings, story),
        _best(findings, story),
    ]


def _quantity(findings: Findings, seen: Seen) -> str:
    q = findings.case.quantities[seen.quantity]
    if seen.state:
        return f"{q.label}: {(q.states or {})[seen.state].label}"
    if q.kind == "event":
        return f"{q.label}: {'yes' if seen.value else 'no'}"
    place = next((word for top, word in PLACES if (seen.below or 0.0) < top), "very high")
    return f"{q.label}: {brief(seen.value)} {q.unit}, {place}"


def _events(events: Mapping[str, float]) -> str:
    """What came by chance, by the names that the case's code gives, and what did not."""
    ordered = sorted(events, key=lambda name: not events[name])[:EVENTS]
    said = {name: name.replace("_", " ") + _times(events[name]) for name in ordered}
    came, not_ = (
        ", ".join(said[n] for n in ordered if bool(events[n]) is b) for b in (True, False)
    )
    if not came:
        return f"Of events by chance none came ({not_})." if not_ else ""
    return f"What came by chance: {came}{f'; not {not_}' if not_ else ''}."


def _times(count: float) -> str:
    return f" ({count:.0f} times)" if count > 1 else ""


def _parts(findings: Findings, story: Story) -> str:
    """What the best option gains and loses beside the next, and what is left."""
    decision, parts = findings.decision, story.parts
    best, over = compared(decision)[0], story.over
    labels = [decision.options[o].label for o in (best, over)]
    total = story.worth[best] - story.worth[over]
    scale = scale_of(decision.unit, max(abs(total), *map(abs, parts.values())))
    sides = [_side(findings, story, scale, sign) for sign in (1, -1)]
    if not any(sides):
        return f"{labels[0]} and {labels[1]} come to the same."
    moved = " and ".join(
        f"{verb} {side}" for verb, side in zip(("gains", "loses"), sides, strict=True) if side
    )
    end = "more" if total > 0 else "less"
    left = f"{brief(scale.factor * abs(total))} {scale.unit} {end}" if total else "the same"
    return f"Beside {labels[1]}, {labels[0]} {moved}: in all it is worth {left}."


def _side(findings: Findings, story: Story, scale: Scale, sign: int) -> str:
    """The largest parts on one side, largest first."""
    large = SMALL * max(map(abs, story.parts.values()))
    own = {a: sign * x for a, x in story.parts.items() if sign * x > large}
    ordered = sorted(own, key=lambda a: -own[a])[:NAMED]
    labels = findings.case.attributes
    return " and ".join(
        f"{brief(scale.factor * own[a])} by {inside(labels[a].label)}" for a in ordered
    )


def _best(findings: Findings, story: Story) -> str:
    """Which option is worth most in this future."""
    decision, best = findings.decision, compared(findings.decision)[0]
    first = max(story.worth, key=lambda o: story.worth[o])
    ahead = story.worth[first] - story.worth[best]
    if first == story.over or ahead <= 0:
        return "No option is worth more." if ahead <= 0 else ""
    scale = scale_of(decision.unit, ahead)
    return (
        f"{decision.options[first].label} would have been best, by "
        f"{brief(scale.factor * ahead)} {scale.unit}."
    )
