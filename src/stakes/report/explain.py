"""One quantity from its sources to the decision: for the terminal and for the page alike, from the
case and ``decision.json``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stakes.assessment.cited_numbers import Pieces, number
from stakes.case.beliefs.composed.elements import Element
from stakes.case.beliefs.discrete import Discrete, Table
from stakes.case.beliefs.distributions import Distribution
from stakes.case.beliefs.elicited import missed, said
from stakes.case.beliefs.pooled import Expert
from stakes.case.beliefs.states import State
from stakes.case.case import Case
from stakes.case.priors import Quantity
from stakes.decision_json.decision import Decision
from stakes.report.influence import in_decision
from stakes.report.model_contents import rows_known, structures_with
from stakes.report.update import before_and_after
from stakes.wording import percent, plain, significant

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
        ("Before and after", before_and_after(decision, q, brief)),
        ("In the decision", in_decision(case, decision, name)),
        ("What became known later, and is not used", [(q.later,)] if q.later else []),
    ]
    return [(heading, lines) for heading, lines in sections if lines]


def _prior(q: Quantity) -> list[Pieces]:
    lines: list[Pieces] = [(f"{_form(q)}. Basis: {q.basis}; grade {q.grade}.",), (q.rationale,)]
    for name, expert in (q.pooled.experts if q.pooled else {}).items():
        what = f"{expert.label or name} ({percent(expert.weight or 0.0)}): {_form(expert)}."
        lines.append((f"{what} {expert.rationale or ''}".strip(),))
    for label, element in (q.along.values if q.along else {}).items():
        lines.append(
            (f"{element.label or label}: {_form(element)}. {element.rationale or ''}".strip(),)
        )
    for state in (q.states or {}).values():
        lines.append(
            (
                f"{state.label} ({percent(state.weight)}): {_form(state)}. "
                f"{state.rationale or ''}".strip(),
            )
        )
    return lines


def _form(q: Quantity | State | Expert | Element) -> str:
    if isinstance(q, Quantity) and q.trend is not None:
        given = q.trend.parameters.items()
        held = ", ".join(f"{k} {v if isinstance(v, str) else plain(v)}" for k, v in given)
        first, last = q.trend.labels[0], q.trend.labels[-1]
        return f"{q.trend.shape.title()} trend from {first} to {last} by {q.trend.dim}: {held}"
    if isinstance(q, Quantity) and q.along is not None:
        together = q.along.together
        rank = f", rank correlation {plain(together.rank)}" if together else ""
        near = " between neighbours" if together and together.decays else ""
        return f"{len(q.along.values)} elements by {q.along.dim}{rank}{near}"
    if isinstance(q, Quantity) and q.posterior is not None and q.posterior.sample is not None:
        sample = q.posterior.sample
        about = f"; {sample.about}" if sample.about else ""
        where = f"{q.posterior.file} (sha256 {sample.digest}{about})"
        return f"{sample.draws:,} draws of {q.posterior.variable} in {where}"
    if isinstance(q, Quantity) and q.pooled is not None:
        how = f" weighed by the panel '{q.pooled.panel}'" if q.pooled.panel else ""
        return f"A {q.pooled.rule} pool of {len(q.pooled.experts)} experts{how}"
    if isinstance(q, Quantity) and q.elicited is not None and q.distribution is not None:
        fit = missed(q.distribution, q.elicited)
        return f"Fitted to {len(q.elicited.levels)} quantiles: {said(fit, q.elicited.levels)}"
    if q.quantiles:
        return "5 %, 50 %, 95 % points: " + ", ".join(map(plain, q.quantiles))
    if q.distribution:
        return _named(q.distribution)
    if isinstance(q, Expert):
        return ""
    if q.value is not None:
        return f"the value {plain(q.value)}"
    if isinstance(q, Quantity) and q.probability is not None:
        return f"an event with probability {percent(q.probability)}"
    return "Schools of thought"


def _named(distribution: Distribution) -> str:
    if isinstance(distribution, Table):
        pairs = zip(distribution.values, distribution.weights, strict=True)
        return "one of " + ", ".join(f"{plain(v)} ({percent(w)})" for v, w in pairs)
    given = ", ".join(f"{k} = {plain(v)}" for k, v in distribution.parameters.items())
    found = f"{distribution.name.replace('_', '-')} distribution with {given}"
    between = None if isinstance(distribution, Discrete) else distribution.between
    return found if between is None else f"{found}, between {between[0]:g} and {between[1]:g}"


def sources(case: Case, name: str) -> list[Any]:
    """Records of the sources of a quantity and of its states, each once."""
    q = case.quantities[name]
    states = [s for state in (q.states or {}).values() for s in state.sources]
    experts = [s for e in (q.pooled.experts if q.pooled else {}).values() for s in e.sources]
    ids = [*q.sources, *states, *experts]
    ids += [s for e in (q.along.values if q.along else {}).values() for s in e.sources]
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
