"""One colour for an option through the page: that of the best, that of the one it is compared with,
grey for all others.
"""

from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.verdict import verdict_of
from stakes.decision_json.decision import Decision
from stakes.decision_json.options import Option

BEST, AGAINST, OTHER = "best", "against", "other"


def compared(decision: Decision) -> tuple[str, str]:
    """Ids of the best option and of the next that does not come to the same."""
    if decision.difference is not None:
        return decision.difference.of, decision.difference.over
    verdict = verdict_of(decision)
    return verdict.best, next(iter(verdict.runners_up), verdict.best)


def compared_by_views(decision: Decision) -> tuple[str, str]:
    """Ids of the best option and of the next among those that do not wait, of which views and
    break-evens are.
    """
    believed = decision.views.get(BELIEVED)
    if believed is None or not decision.options[decision.best].waits:
        return compared(decision)
    held = believed.profiles["run"]
    return held.best, held.runner_up


def ready(decision: Decision) -> str:
    """Id of the best option among those that do not wait."""
    return compared_by_views(decision)[0]


def tone(decision: Decision, option: str) -> str:
    """Of whom a mark tells: the best option, or one that comes to the same, the one compared, or
    another.
    """
    best, against = compared(decision)
    if option in (best, *decision.same_as_best):
        return BEST
    twins = next((group for group in worth_the_same(decision) if against in group), [against])
    return AGAINST if option in twins else OTHER


def worth_the_same(decision: Decision) -> list[list[str]]:
    """Options in falling order of their expected value, those that no number tells apart
    together.
    """
    groups: dict[tuple[float, ...], list[str]] = {}
    ordered = sorted(decision.options, key=lambda o: -decision.options[o].expected)
    for name in ordered:
        key = _numbers(decision.options[name])
        twin = next((k for k, g in groups.items() if _together(decision, name, g)), key)
        groups.setdefault(twin, []).append(name)
    return list(groups.values())


def _numbers(option: Option) -> tuple[float, ...]:
    return option.expected, option.lower, option.upper, option.p_best


def _together(decision: Decision, name: str, group: list[str]) -> bool:
    alike = (decision.best, *decision.same_as_best)
    return name in alike and group[0] in alike
