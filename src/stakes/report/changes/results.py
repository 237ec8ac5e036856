"""Results of two runs that lie so far apart that the draws alone would hardly do it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import hypot, inf
from statistics import NormalDist

from stakes.assessment.statements.readings import CLEARLY
from stakes.decision_json.decision import Decision
from stakes.decision_json.sensitivity import BreakEven
from stakes.report.changes.causes import Labels, label
from stakes.wording import percent, with_error

BY_CHANCE = 0.05  # probability that any of the results is shown though only the draws differ
NONE = "none"


@dataclass(frozen=True)
class Result:
    """A number before and after, in words, and how many combined errors lie between."""

    what: str
    before: str
    after: str
    errors: float


def results(old: Decision, new: Decision, labels: Labels) -> list[tuple[str, str, str]]:
    """Rows (what, before, after) of results that two runs of unlike seeds would not differ by.

    Of many numbers a few lie three errors apart by the draws alone, so that the bar rises with
    their number (Bonferroni).
    """
    found = list(_all(old, new, labels))
    bar = max(CLEARLY, NormalDist().inv_cdf(1 - BY_CHANCE / (2 * len(found)))) if found else 0.0
    far = sorted((r for r in found if r.errors > bar), key=lambda r: -r.errors)
    return [(r.what, r.before, r.after) for r in far]


def apart(a: float, a_error: float | None, b: float, b_error: float | None) -> float:
    """How many combined standard errors two numbers are apart."""
    distance, error = abs(a - b), hypot(a_error or 0.0, b_error or 0.0)
    if distance <= 1e-12:
        return 0.0
    return distance / error if error else inf


def both[T](a: Mapping[str, T], b: Mapping[str, T]) -> list[tuple[str, T, T]]:
    """Entries that two decisions have: (name, before, after)."""
    return [(name, a[name], b[name]) for name in b if name in a]


def _all(old: Decision, new: Decision, labels: Labels) -> Iterator[Result]:
    yield from _options(old, new)
    evpi = "Value of perfect information"
    yield _numbers(evpi, (old.evpi.value, old.evpi.mcse), (new.evpi.value, new.evpi.mcse))
    yield from _claims(old, new, labels)
    yield from _break_evens(old, new, labels)
    for name, a, b in both(old.evppi, new.evppi):
        what = f"Worth of knowing {label(labels, 'quantities', name)}"
        yield _numbers(what, (a.value, a.se), (b.value, b.se))
    yield from _views(old, new)


def _numbers(what: str, a: tuple[float, float], b: tuple[float, float]) -> Result:
    return Result(what, with_error(*a), with_error(*b), apart(*a, *b))


def _options(old: Decision, new: Decision) -> Iterator[Result]:
    """Each option's probability of being the best, the lead of the best over it, its worst
    outcomes.
    """
    for name, a, b in both(old.options, new.options):
        of = new.options[name].label
        chances = (percent(a.p_best), percent(b.p_best))
        errors = apart(a.p_best, a.p_best_mcse, b.p_best, b.p_best_mcse)
        yield Result(f"P(best) of {of}", *chances, errors)
        leads = (a.lead, a.lead_mcse), (b.lead, b.lead_mcse)
        yield _numbers(f"Lead of the best over {of}", *leads)
        if a.cvar_mcse is not None and b.cvar_mcse is not None:
            tails = (a.cvar, a.cvar_mcse), (b.cvar, b.cvar_mcse)
            yield _numbers(f"Mean of the worst 5 % of {of}", *tails)


def _claims(old: Decision, new: Decision, labels: Labels) -> Iterator[Result]:
    for name, a, b in both(old.claims, new.claims):
        of = label(labels, "claims", name)
        shares = percent(a.probability), percent(b.probability)
        yield Result(f"{of}", *shares, apart(a.probability, a.se, b.probability, b.se))
        x, y = a.effect, b.effect
        if x and y and x.mean is not None and y.mean is not None:
            means = (x.mean, x.mean_se or 0.0), (y.mean, y.mean_se or 0.0)
            yield _numbers(f"Effect, {of}", *means)


def _break_evens(old: Decision, new: Decision, labels: Labels) -> Iterator[Result]:
    for pair, a, b in both(old.break_even, new.break_even):
        quantity, _, option = pair.partition(":")
        record = new.options.get(option)
        of = f"{label(labels, 'quantities', quantity)}, {record.label if record else option}"
        what = f"Break-even of {of}"
        if a.value is not None and b.value is not None:
            yield _numbers(what, (a.value, a.se or 0.0), (b.value, b.se or 0.0))
        elif (a.value is None) != (b.value is None):
            yield Result(what, _crossing(a), _crossing(b), _found(a if b.value is None else b))


def _crossing(held: BreakEven) -> str:
    return NONE if held.value is None else with_error(held.value, held.se or 0.0)


def _found(held: BreakEven) -> float:
    """How clearly a crossing that only one run has is there: by the smaller of the leads at the
    ends of the range.
    """
    ends = (held.lead_lower, held.lead_lower_se), (held.lead_upper, held.lead_upper_se)
    return min(apart(0.0, 0.0, lead, error) for lead, error in ends)


def _views(old: Decision, new: Decision) -> Iterator[Result]:
    for _, a, b in both(old.views, new.views):
        x, y = (v.profiles["run"] for v in (a, b))
        before, after = (_label(d, c.best) for d, c in ((old, x), (new, y)))
        sure = min(apart(0.0, 0.0, c.lead, c.lead_se) for c in (x, y))
        yield Result(f"Best under '{b.label}'", before, after, 0.0 if x.best == y.best else sure)


def _label(decision: Decision, option: str) -> str:
    return decision.options[option].label if option in decision.options else option
