"""What README.md says would change the answer: where two options change places, along what they
never do, and the least change of belief that makes them equal.
"""

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.wording import percent, plain

LEAK = "pass_entities:information_sharing"  # how often what is shared is passed on
NEAR = 0.05  # probability from which a break-even is near enough to speak of


def leak(decision: Decision) -> Pieces:
    """The op-ed's own reason."""
    path, held = ("break_even", LEAK), decision.break_even[LEAK]
    if held.value is None:
        verb = "would" if held.never else "can be shown to"
        return (
            " The op-ed feared a leak to Iran; no rate of passing details on, up to "
            f"{plain(held.upper)} a year of work, {verb} decide about sharing.",
        )
    at = estimate(decision, (*path, "value"), (*path, "se")) if held.se else (plain(held.value),)
    beyond = number(decision, (*path, "probability_beyond"), percent(held.probability_beyond))
    return (
        " The op-ed feared a leak to Iran; passing details on would decide about sharing from ",
        *at,
        " times a year of work (",
        beyond,
        " likely).",
    )


def never(case: Case, decision: Decision) -> list[str]:
    """Thresholds along which no option's lead over the baseline changes sign."""
    flags: dict[str, list[bool]] = {}
    for key, held in decision.break_even.items():
        flags.setdefault(key.split(":")[0], []).append(held.never)
    return [q for q in case.challenges.thresholds if all(flags.get(q, [False]))]


def unmoving(case: Case, decision: Decision) -> Pieces:
    """The same in words."""
    labels = [case.quantities[q].label for q in never(case, decision)]
    return (
        (f" None of these changes the choice anywhere in its range: {'; '.join(labels)}.",)
        if labels
        else ()
    )


def near(decision: Decision, option: str) -> list[str]:
    """Break-evens of an option that are likely enough to lie on the other side, most
    likely first.
    """
    held = decision.break_even
    found = [
        k
        for k, e in held.items()
        if k.endswith(f":{option}") and e.se is not None and e.probability_beyond >= NEAR
    ]
    return sorted(found, key=lambda k: -held[k].probability_beyond)


def break_evens(case: Case, decision: Decision, compared: str) -> Pieces:
    """Where an option and the baseline change places."""
    option, baseline = (case.options[o].label for o in (compared, case.baseline))
    if not near(decision, compared):
        return (
            f"No single quantity is at all likely to lie where {option} and {baseline} change "
            "places. ",
        )
    said: Pieces = (
        f"{option} and {baseline} change places where one of these passes its mark (in brackets, "
        "how likely it has):",
    )
    for key in near(decision, compared):
        q, path = case.quantities[key.split(":")[0]], ("break_even", key)
        beyond = number(
            decision,
            (*path, "probability_beyond"),
            percent(decision.break_even[key].probability_beyond),
        )
        said += (
            f"\n- {q.label}: ",
            *estimate(decision, (*path, "value"), (*path, "se")),
            f" {q.unit} (",
            beyond,
            ")",
        )
    return (*said, "\n\n")


def tilt(decision: Decision) -> Pieces:
    """The least change of belief that makes the leading options equal."""
    held = decision.tilt
    if held.kl is None:
        return (f"The least change of belief that makes them equal is not known: {held.reason}.",)
    most = (
        "" if held.se is not None else "at most "
    )  # there is no least where the tail of the lead bounds nothing
    least = f"The least change of belief that makes the two leading options equal is {most}"
    return (least, *estimate(decision, ("tilt", "kl"), ("tilt", "se")), " nats.")
