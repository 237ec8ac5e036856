"""One quantity from its sources to the decision: for the terminal and for the page alike, from the case and ``decision.json``."""

from collections.abc import Mapping
from typing import Any

from stakes.answer import Pieces, estimate, number
from stakes.case import Case
from stakes.priors import Quantity, State
from stakes.words import percent, plain, significant

type Section = tuple[str, list[Pieces]]

READ = {"page": "read on its page", "memory": "from memory", "derived": "own arithmetic"}


def explain(case: Case, decision: Mapping[str, Any], name: str) -> list[Section]:
    """What is believed about a quantity, on whose word, what the evidence did to it, and what it does to the decision.

    Parameters
    ----------
    case : an open case.
    decision : as in ``decision.json``; what an older one lacks is left out.
    name : id of a quantity of the case.

    Returns
    -------
    list of (heading, lines), each line in pieces of which numbers are `stakes.words.Shown`.
    """
    q = case.quantities[name]
    sections: list[Section] = [
        ("Prior", _prior(q)),
        ("Evidence", _evidence(case, decision, q)),
        ("Before and after", _moved(decision, q)),
        ("In the decision", _in_decision(case, decision, name)),
        ("What became known later, and is not used", [(q.later,)] if q.later else []),
    ]
    return [(heading, lines) for heading, lines in sections if lines]


def _prior(q: Quantity) -> list[Pieces]:
    lines: list[Pieces] = [(f"{_form(q)}. Basis: {q.basis}; grade {q.grade}.",), (q.rationale,)]
    for state in (q.states or {}).values():
        lines.append((f"{state.label} ({percent(state.weight)}): {_form(state)}. {state.rationale or ''}".strip(),))
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


def _evidence(case: Case, decision: Mapping[str, Any], q: Quantity) -> list[Pieces]:
    held = [name for name, topic in decision.get("likelihoods", {}).items() if topic == q.topic]
    entry = decision.get("beliefs", {}).get(q.id)
    if entry is None:
        return [("It is not in the model as listed; another structure uses it, or none.",)] if "beliefs" in decision else []
    topic = case.topics.get(q.topic, q.topic)
    lines: list[Pieces] = [
        (f"Evidence on the topic ({topic}): {', '.join(held).replace('_', ' ')}.",)
        if held
        else (f"No evidence speaks to its topic ({topic}): the prior stands.",)
    ]
    if "sensitivity" in entry:
        path = f"beliefs.{q.id}.sensitivity"
        shown = [number(decision, f"{path}.{k}", significant(entry["sensitivity"][k], 2)) for k in ("prior", "likelihood")]
        lines.append(
            ("Power-scaling sensitivity to the topic's prior ", shown[0], ", to its evidence ", shown[1], " (0.05 is much).")
        )
    return lines


def _moved(decision: Mapping[str, Any], q: Quantity) -> list[Pieces]:
    entry = decision.get("beliefs", {}).get(q.id)
    if entry is None or q.kind == "value":
        return []
    lines: list[Pieces] = []
    for group, word in (("prior", "Before"), ("posterior", "After")):
        path, held = f"beliefs.{q.id}.{group}", entry[group]
        if q.kind == "event":
            lines.append((f"{word}: ", number(decision, f"{path}.mean", percent(held["mean"])), " that it is so."))
            continue
        low, median, high = (number(decision, f"{path}.{k}", plain(held[k])) for k in ("low", "median", "high"))
        states = _states(decision, path, held.get("states", {}))
        lines.append((f"{word}: ", median, " (90 % from ", low, " to ", high, f") {q.unit}", *states, "."))
    return lines


def _states(decision: Mapping[str, Any], path: str, states: Mapping[str, float]) -> Pieces:
    found: Pieces = ()
    for level, share in states.items():
        found += ("; ", level.replace("_", " "), " ", number(decision, f"{path}.states.{level}", percent(share)))
    return found


def _in_decision(case: Case, decision: Mapping[str, Any], name: str) -> list[Pieces]:
    return [
        *_worth(decision, name),
        *_tornado(case, decision, name),
        *[
            line
            for key in decision.get("break_even", {})
            if key.startswith(f"{name}:")
            for line in _break_even(case, decision, key)
        ],
        *_users(case, name),
    ]


def _worth(decision: Mapping[str, Any], name: str) -> list[Pieces]:
    entry = decision.get("evppi", {}).get(name)
    if entry is None:
        return []
    if entry["value"] <= entry["noise_floor"]:
        return [("Knowing it exactly would be worth nothing that can be told from noise.",)]
    path = f"evppi.{name}"
    return [("Knowing it exactly would be worth ", *estimate(decision, f"{path}.value", f"{path}.se"), f" {decision['unit']}.")]


def _tornado(case: Case, decision: Mapping[str, Any], name: str) -> list[Pieces]:
    held, path = decision.get("tornado", {}), f"tornado.quantities.{name}"
    if name not in held.get("quantities", {}):
        return []
    ends = [estimate(decision, f"{path}.{end}", f"{path}.{end}_se") for end in ("low", "high")]
    best, rival = (case.options[held[k]].label for k in ("lead_of", "over"))
    return [(f"Lead of {best} over {rival} with it at its 5 % point: ", *ends[0], "; at its 95 % point: ", *ends[1], ".")]


def _break_even(case: Case, decision: Mapping[str, Any], key: str) -> list[Pieces]:
    entry, path, option = decision["break_even"][key], f"break_even.{key}", case.options[key.split(":")[1]].label
    if entry["value"] is None:
        return [(f"{option}: no break-even. {entry['reason']}.",)]
    value = (
        estimate(decision, f"{path}.value", f"{path}.se")
        if entry["se"] is not None
        else (number(decision, f"{path}.value", significant(entry["value"])),)
    )
    beyond = number(decision, f"{path}.probability_beyond", percent(entry["probability_beyond"]))
    return [(f"{option} breaks even at ", *value, "; ", beyond, " that it lies beyond.")]


def _users(case: Case, name: str) -> list[Pieces]:
    schools = [s.label for s in case.challenges.schools.values() if name in s.assume]
    claims = [str(c.number) for c in sorted(case.claims.values(), key=lambda c: c.number) if name in c.quantities]
    lines: list[Pieces] = [(f"Assumed by: {'; '.join(schools)}.",)] if schools else []
    return lines + ([(f"Enters claim{'s' if len(claims) > 1 else ''} {', '.join(claims)}.",)] if claims else [])
