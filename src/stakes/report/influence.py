"""What a quantity does to the decision, in lines."""

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.wording import percent, significant


def in_decision(case: Case, decision: Decision, name: str) -> list[Pieces]:
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
