"""One quantity from its sources to the decision: for the terminal and for the page alike, from the
case and ``decision.json``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.statements.readings import shifted, widened
from stakes.case.beliefs.states import State
from stakes.case.case import Case
from stakes.case.priors import Quantity
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path
from stakes.report.model_contents import rows_known, structures_with
from stakes.wording import Shown, percent, plain, significant

type Section = tuple[str, list[Pieces]]

READ = {"page": "read on its page", "memory": "from memory", "derived": "own arithmetic"}


def explain(
    case: Case,
    decision: Decision,
    name: str,
    rows: Mapping[str, int] | None = None,
    brief: bool = False,
) -> list[Section]:
    """What is believed about a quantity, on whose word, what the evidence did to it, and what it
    does to the decision.

    Parameters
    ----------
    case : an open case.
    decision : of a run; what an older one lacks is left out.
    name : id of a quantity of the case.
    rows : rows known of each table that its topic rests on; found from the model file if not given.
    brief : leave out the mean after the evidence, for a page that holds every quantity.

    Returns
    -------
    list of (heading, lines), each line in pieces of which numbers are `stakes.wording.Shown`.
    """
    q = case.quantities[name]
    sections: list[Section] = [
        ("Prior", _prior(q)),
        ("Evidence", _evidence(case, decision, q, rows)),
        ("Before and after", _moved(decision, q, brief)),
        ("In the decision", _in_decision(case, decision, name)),
        ("What became known later, and is not used", [(q.later,)] if q.later else []),
    ]
    return [(heading, lines) for heading, lines in sections if lines]


def _prior(q: Quantity) -> list[Pieces]:
    lines: list[Pieces] = [(f"{_form(q)}. Basis: {q.basis}; grade {q.grade}.",), (q.rationale,)]
    for state in (q.states or {}).values():
        lines.append(
            (
                f"{state.label} ({percent(state.weight)}): {_form(state)}. "
                f"{state.rationale or ''}".strip(),
            )
        )
    return lines


def _form(q: Quantity | State) -> str:
    if q.quantiles:
        return "5 %, 50 %, 95 % points: " + ", ".join(map(plain, q.quantiles))
    if q.distribution:
        given = ", ".join(f"{k} = {plain(v)}" for k, v in q.distribution.parameters.items())
        return f"{q.distribution.name.replace('_', '-')} distribution with {given}"
    if q.value is not None:
        return f"the value {plain(q.value)}"
    if isinstance(q, Quantity) and q.probability is not None:
        return f"an event with probability {percent(q.probability)}"
    return "Schools of thought"


def sources(case: Case, name: str) -> list[Any]:
    """Records of the sources of a quantity and of its states, each once."""
    q = case.quantities[name]
    ids = [*q.sources, *(s for state in (q.states or {}).values() for s in state.sources)]
    return [case.sources[s] for s in dict.fromkeys(ids) if s in case.sources]


def _evidence(
    case: Case, decision: Decision, q: Quantity, rows: Mapping[str, int] | None
) -> list[Pieces]:
    held = [name for name, topic in decision.likelihoods.items() if topic == q.topic]
    entry = decision.beliefs.get(q.id)
    if entry is None:
        return [(_elsewhere(case, q.id),)] if decision.beliefs else []
    topic = case.topics.get(q.topic, q.topic)
    lines: list[Pieces] = [
        (
            f"Evidence on the topic ({topic}): "
            f"{', '.join(held).replace('_', ' ')}{_rows(case, decision, q.topic, rows)}.",
        )
        if held
        else (f"No evidence speaks to its topic ({topic}): the prior stands.",)
    ]
    if entry.sensitivity:
        path = ("beliefs", q.id, "sensitivity")
        shown = [number(decision, (*path, k), significant(x, 2)) for k, x in entry.sensitivity]
        lines.append(
            (
                "Power-scaling sensitivity to the topic's prior ",
                shown[0],
                ", to its evidence ",
                shown[1],
                " (0.05 is much).",
            )
        )
    return lines


def _elsewhere(case: Case, name: str) -> str:
    found = structures_with(case, name)
    if not found:
        return "It is not in the model as listed, nor named by another structure."
    return f"It is not in the model as listed, but in another structure: {'; '.join(found)}."


def _rows(case: Case, decision: Decision, topic: str, rows: Mapping[str, int] | None) -> str:
    """The tables that the topic's model file reads, with their rows known by the decision's
    date.
    """
    day = date.fromisoformat(decision.as_of)
    known = rows_known(case, topic, day) if rows is None else rows
    said = [
        f"{name.replace('_', ' ')}, {n} row{'' if n == 1 else 's'}" for name, n in known.items()
    ]
    return f" (from {'; '.join(said)} known by {day})" if said else ""


def _moved(decision: Decision, q: Quantity, brief: bool) -> list[Pieces]:
    entry = decision.beliefs.get(q.id)
    if entry is None or q.kind == "value":
        return []
    lines: list[Pieces] = []
    for group, word in (("prior", "Before"), ("posterior", "After")):
        path, held = ("beliefs", q.id, group), getattr(entry, group)
        if q.kind == "event":
            lines.append(
                (
                    f"{word}: ",
                    number(decision, (*path, "mean"), percent(held.mean)),
                    " that it is so.",
                )
            )
            continue
        low, median, high = (
            number(decision, (*path, k), plain(getattr(held, k))) for k in ("low", "median", "high")
        )
        states = _states(decision, path, held.states)
        known = (
            group == "posterior" and not brief and held.mean is not None and held.mcse is not None
        )
        mean = ("; mean ", *_mean(decision, path)) if known else ()
        lines.append(
            (
                f"{word}: ",
                median,
                " (90 % from ",
                low,
                " to ",
                high,
                f") {q.unit}",
                *mean,
                *states,
                ".",
            )
        )
    return lines + _shift(decision, q)


def _mean(decision: Decision, path: Path) -> Pieces:
    return estimate(decision, (*path, "mean"), (*path, "mcse"))


def _shift(decision: Decision, q: Quantity) -> list[Pieces]:
    """How far the evidence moved the median, and how wide it left the interval.

    Nothing where no evidence speaks to the topic, for then the two differ by the draws alone, or
    where the values are but two.
    """
    before, after = decision.beliefs[q.id].prior, decision.beliefs[q.id].posterior
    width = before.high - before.low
    if (
        q.topic not in decision.likelihoods.values()
        or not width
        or before.median in (before.low, before.high)
    ):
        return []
    shift, left = (after.median - before.median) / width, (after.high - after.low) / width
    ways, widths = shifted(decision.beliefs[q.id]), widened(decision.beliefs[q.id])
    moved: Pieces = ()
    if "no" not in ways:
        way = " or ".join(sorted(ways))
        moved = (
            f"moved the median {way} by ",
            Shown(percent(abs(shift)), shift),
            " of the prior's 90 % interval",
        )
    if "no" not in widths:
        moved += (*([", "] if moved else []), "left it ", Shown(percent(left), left), " as wide")
    little = "hardly moved it" if len(ways) == len(widths) == 1 else "may have moved it a little"
    return [("The evidence ", *moved, ".") if moved else (f"The evidence {little}.",)]


def _states(decision: Decision, path: Path, states: Mapping[str, float]) -> Pieces:
    found: Pieces = ()
    for level, share in states.items():
        found += (
            "; ",
            level.replace("_", " "),
            " ",
            number(decision, (*path, "states", level), percent(share)),
        )
    return found


def _in_decision(case: Case, decision: Decision, name: str) -> list[Pieces]:
    return [
        *_worth(decision, name),
        *_tornado(case, decision, name),
        *_importance(decision, name),
        *[
            line
            for key in decision.break_even
            if key.startswith(f"{name}:") and key.partition(":")[2] in case.options
            for line in _break_even(case, decision, key)
        ],
        *_users(case, name),
    ]


def _worth(decision: Decision, name: str) -> list[Pieces]:
    entry = decision.evppi.get(name)
    if entry is None:
        return []
    path, unit = ("evppi", name), decision.unit
    floor = number(decision, (*path, "noise_floor"), significant(entry.noise_floor, 2))
    if entry.value <= entry.noise_floor:
        return [
            (
                "Knowing it exactly would be worth nothing that can be told from noise (floor ",
                floor,
                f" {unit}).",
            )
        ]
    value = estimate(decision, (*path, "value"), (*path, "se"))
    return [("Knowing it exactly would be worth ", *value, f" {unit} (noise floor ", floor, ").")]


def _tornado(case: Case, decision: Decision, name: str) -> list[Pieces]:
    held, path = decision.tornado, ("tornado", "quantities", name)
    if name not in held.quantities:
        return []
    ends = [estimate(decision, (*path, end), (*path, f"{end}_se")) for end in ("low", "high")]
    best, rival = (case.options[o].label for o in (held.lead_of, held.over))
    return [
        (
            f"Lead of {best} over {rival} with it at its 5 % point: ",
            *ends[0],
            "; at its 95 % point: ",
            *ends[1],
            ".",
        )
    ]


def _importance(decision: Decision, name: str) -> list[Pieces]:
    held = decision.importance.quantities.get(name)
    words = {"first_order": "of the lead's variance it explains ", "delta": "delta "}
    path = ("importance", "quantities", name)
    known = [
        k
        for k in words
        if held and getattr(held, k) is not None and getattr(held, f"{k}_se") is not None
    ]
    shares = [(words[k], *estimate(decision, (*path, k), (*path, f"{k}_se"))) for k in known]
    return (
        [("Importance: ", *shares[0], *(("; ", *shares[1]) if len(shares) > 1 else ()), ".")]
        if shares
        else []
    )


def _break_even(case: Case, decision: Decision, key: str) -> list[Pieces]:
    entry, path, option = (
        decision.break_even[key],
        ("break_even", key),
        case.options[key.split(":")[1]].label,
    )
    if entry.value is None:
        return [(f"{option}: no break-even. {entry.reason}.",)]
    value = (
        estimate(decision, (*path, "value"), (*path, "se"))
        if entry.se is not None
        else (number(decision, (*path, "value"), significant(entry.value)),)
    )
    beyond = number(decision, (*path, "probability_beyond"), percent(entry.probability_beyond))
    return [(f"{option} breaks even at ", *value, "; ", beyond, " that it lies beyond.")]


def _users(case: Case, name: str) -> list[Pieces]:
    schools = [s.label for s in case.challenges.schools.values() if name in s.assume]
    claims = [
        str(c.number)
        for c in sorted(case.claims.values(), key=lambda c: c.number)
        if name in c.quantities
    ]
    lines: list[Pieces] = [(f"Assumed by: {'; '.join(schools)}.",)] if schools else []
    return lines + (
        [(f"Enters claim{'s' if len(claims) > 1 else ''} {', '.join(claims)}.",)] if claims else []
    )
