"""Every statement that a decision makes in words or by order, so that decisions can be held against
each other.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from stakes.assessment.statements import readings as stated
from stakes.assessment.statements.parts import differences, largest
from stakes.assessment.statements.readings import CLEARLY, OPEN, Readings, one
from stakes.assessment.statements.updates import moved, shifted, widened
from stakes.decision.limits import TRUSTED
from stakes.decision_json.decision import Decision

SHOWN, FEW = 10, 6  # rows of long tables, of short ones

type Stated = Iterator[tuple[str, Readings]]


def statements(decision: Decision) -> dict[str, Readings]:
    """Every statement of a decision, by what it is about, each as the readings that it leaves open.

    Parameters
    ----------
    decision : of a run, not of an earlier schema.
    """
    sections = (
        _answer,
        _reasons,
        _views,
        _break_evens,
        _turns,
        _drivers,
        _information,
        _power,
        _boxes,
        _claims,
        _beliefs,
    )
    return {about: readings for section in sections for about, readings in section(decision)}


def _answer(d: Decision) -> Stated:
    near = {o for o, e in d.options.items() if e.lead <= CLEARLY * e.lead_mcse}
    yield "best", frozenset({d.best, *d.same_as_best, *near})
    yield "same as best", one(sorted(d.same_as_best))
    yield "runner-up", frozenset(stated.next_best(d.options, (d.best, *d.same_as_best)))
    yield "resolved", one("yes") if d.resolved else OPEN
    unclear = any(said == OPEN for said in stated.differing(d).values())
    open_ = unclear and not d.too_close_to_call  # another view may turn out to differ clearly
    yield "too close to call", OPEN if open_ else one(d.too_close_to_call)
    if d.asked:
        yield "best of those asked", one(d.asked.best) if d.asked.resolved else OPEN
    for o, e in d.options.items():
        yield f"P(best) of {o}", frozenset(stated.likelihood_of(e.p_best, e.p_best_mcse))
        yield f"heavy tail of {o}", one((e.pareto_k or 0.0) > TRUSTED)
    if d.confidence:
        yield "confidence", frozenset(d.confidence.level.split(" or "))
        for key in ("checks", "passed", "converged"):
            yield f"confidence: {key}", one(getattr(d.confidence, key))


def _reasons(d: Decision) -> Stated:
    if d.difference is None:
        return
    lost, gained = largest(differences(d, d.difference.of, d.difference.over))
    yield "loses most by", frozenset(lost)
    yield "gains most by", frozenset(gained)


def _views(d: Decision) -> Stated:
    yield "ruled out", one(sorted(d.ruled_out))
    for name, readings in stated.differing(d).items():
        yield f"leader, {name}", readings
    for name, view in d.views.items():
        for profile, cell in view.profiles.items():
            yield f"cell {name}, {profile}", one(cell.best) if cell.resolved else OPEN
    for a, best in d.frontier.items():
        for factor, options in best.items():
            yield f"frontier {a} x{factor}", frozenset(options.split(" or "))
    for pair, order in d.dominance.items():
        # the first order implies the second, which says nothing against the first
        yield f"dominance {pair}", one(order) if order == "first" else frozenset({"first", order})


def _break_evens(d: Decision) -> Stated:
    for key, e in d.break_even.items():
        none = one("never") if e.never else OPEN
        yield f"break-even {key}", one(f"at {len(e.roots)}") if e.roots else none
    for key, plane in d.planes.items():
        for option in plane.lead:
            found = stated.crosses(plane, option)
            yield f"plane {key} {option}", OPEN if found == "cannot be told" else one(found)


def _turns(d: Decision) -> Stated:
    """On which side of a break-even an option is ahead, the likeliest to be crossed, and what an
    end of belief makes of the lead.
    """
    found = {key: e for key, e in d.break_even.items() if e.value is not None}
    for key, e in found.items():
        yield f"side of {key}", _sign(e.lead_lower, e.lead_lower_se)
    chances = {n: (e.probability_beyond, e.probability_beyond_se) for n, e in found.items()}
    yield from _ordered("turning", stated.first(stated.in_order(chances), SHOWN))
    for name, bar in d.tornado.quantities.items():
        for end in ("low", "high") if bar.swing else ():
            lead, error = getattr(bar, end), getattr(bar, f"{end}_se")
            yield f"lead over {d.tornado.over} at the {end} end of {name}", _sign(lead, error)


def _sign(lead: float, error: float) -> Readings:
    if abs(lead) <= CLEARLY * error:
        return OPEN
    return one("ahead" if lead > 0 else "behind")


def _drivers(d: Decision) -> Stated:
    yield from _ordered("tornado", stated.swinging(d, SHOWN))
    yield from _ordered("topics", stated.topics(d))
    yield "tilt", one(d.tilt.reason or "known")
    moving = stated.moving(d, FEW)
    yield from _ordered("tilt moves", moving)
    for name in moving:
        up = (d.tilt.moves[name].shift_sd or 0.0) > 0
        yield f"tilt moves {name}", one("up" if up else "down")


def _information(d: Decision) -> Stated:
    for name, found in stated.worth_knowing(d).items():
        yield f"worth knowing {name}", one(found) if found == "yes" else OPEN
    yield from _ordered("worth", stated.worth_shown(d, SHOWN))
    topics = {
        t: (e.value, e.se)
        for t, e in d.evppi_of_topics.items()
        if stated.worth(e.value, e.se, e.noise_floor) == "yes"
    }
    yield from _ordered("topics worth", stated.in_order(topics))
    for name, study in d.studies.items():
        yield (
            f"study {name}",
            OPEN if stated.pays(study) == "cannot be told" else one(stated.pays(study)),
        )
        yield f"size of study {name}", frozenset(map(str, stated.best_sizes(study)))
    for day, e in d.waiting.items():
        learns = stated.worth(e.learned, e.se, e.noise_floor) == "yes"
        yield f"learned by {day}", one("yes") if learns else OPEN


def _power(d: Decision) -> Stated:
    yield from _ordered("scaled", stated.most_scaled(d, d.tornado.over, FEW))
    for name, component in d.power_scale.items():
        for row in component.alphas:
            yield f"flipped {name}^{row.alpha:g}", stated.flipped(component.flip, row.alpha)
            near = (o for o, lead in row.lead.items() if lead <= CLEARLY * row.lead_se[o])
            yield f"best {name}^{row.alpha:g}", frozenset(near)


def _boxes(d: Decision) -> Stated:
    for i, box in enumerate(d.discover.boxes):
        low, high = (
            [name for name, ends in box.limits.items() if ends[k] is not None] for k in (0, 1)
        )
        yield (
            f"box {i + 1} restricts",
            frozenset(
                [*(f"{name} from below" for name in low), *(f"{name} from above" for name in high)]
            ),
        )


def _claims(d: Decision) -> Stated:
    for name, claim in d.claims.items():
        yield f"claim {name}", frozenset(stated.likelihood_of(claim.probability, claim.se))
        yield f"claim {name} moved", moved(claim)


def _beliefs(d: Decision) -> Stated:
    for name, belief in d.beliefs.items():
        before = belief.prior
        if before and before.low < before.median < before.high:
            yield f"shift of {name}", shifted(belief)
            yield f"width of {name}", widened(belief)


def _ordered(about: str, places: Mapping[str, tuple[int, int]]) -> Stated:
    """What is shown, and which of two comes first where that is clear."""
    names: list[Any] = list(places)
    for i, a in enumerate(names):
        yield f"{about} shows {a}", one("yes")
        for b in names[i + 1 :]:
            if places[a][1] < places[b][0]:
                yield f"{about}: {' and '.join(sorted((a, b)))}", one(f"{a} first")
