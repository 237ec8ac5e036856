"""The first screen: the verdict, how much, how sure, what would turn it, and a hundred futures."""

from calendar import month_name
from math import hypot
from typing import Any

from stakes.assessment.cited_numbers import number
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import chance_of_best, counted
from stakes.assessment.statements.readings import CLEARLY, OPEN, differing, likelihood_of
from stakes.assessment.verdict import LOW, verdict_of
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.decision_json.options import Difference
from stakes.decision_json.records import Path, find
from stakes.report.front.amounts import Scale, brief, scale_of
from stakes.report.front.dots import drawn, futures
from stakes.report.front.tones import compared
from stakes.report.front.turning import at_ends, turning
from stakes.wording import Shown, percent

Row = dict[str, Any]
MOST = 3  # things that would turn it, named at once
AGREEMENTS = 2  # options that need others, told of


def headline(findings: Findings) -> Row:
    """Everything the first screen shows."""
    decision = findings.decision
    best, against = compared(decision)
    scale = scale_of(decision.unit, abs(decision.options[against].lead))
    labels = {o: record.label for o, record in decision.options.items()}
    waits = decision.options[best].waits
    return {
        "verdict": verdict_line(decision),
        "best": labels[best],
        "against": labels[against],
        "same": [labels[o] for o in decision.same_as_best],
        "much": _much(decision, against, scale),
        "interval": _interval(decision, scale),
        "unit": scale.unit,
        "sure": _sure(decision),
        "doubt": _doubt(decision),
        "turns": [] if waits else turning(findings)[:MOST],
        "ends": {"labels": []} if waits else at_ends(findings),
        "asked": _asked(decision),
        "agreed": _agreed(findings, best, against),
        "futures": _futures(decision, scale),
    }


def whose(case: Case) -> Row:
    """Whose the question is: of which text, by whom, where and when, as far as that is said."""
    by = case.byline
    said = [by.author, by.publisher, day_in_words(by.date) if by.date else None] if by else []
    return {
        "text": (case.origin or case.title).rstrip("."),
        "by": ", ".join(part for part in said if part),
        "link": by.link if by else None,
    }


def day_in_words(day: str) -> str:
    """A date, to the year, the month or the day.

    Examples
    --------
    >>> day_in_words("2011"), day_in_words("2011-06"), day_in_words("2011-06-08")
    ('2011', 'June 2011', '8 June 2011')
    """
    year, *rest = day.split("-")
    month = [month_name[int(rest[0])]] if rest else []
    return " ".join([*(str(int(d)) for d in rest[1:]), *month, year])


def verdict_line(decision: Decision) -> str:
    """The verdict in at most twelve words."""
    verdict, options = verdict_of(decision), decision.options
    best, near = options[verdict.best].label, [options[o].label for o in verdict.runners_up]
    if not near:
        return best
    if "lead" in verdict.reasons:
        others = near[0] if len(near) == 1 else f"one of {len(near)} others"
        return f"{best} or {others}: too close to call"
    if options[verdict.best].waits:
        return f"{best}, then choose by what is known"
    if "views" in verdict.reasons:
        return f"{best}, but not on every view"
    if "tail" in verdict.reasons:
        return f"{best}, if its extreme futures are right"
    if len(decision.views) < 2:
        return best
    if any(said == OPEN for said in differing(decision).values()):
        return f"{best}; no view puts another clearly first"
    return f"{best}, on every view"


def _much(decision: Decision, against: str, scale: Scale) -> Shown:
    path: Path = ("options", against)
    return scale.said(decision, (*path, "lead"), (*path, "lead_mcse"))


def _interval(decision: Decision, scale: Scale) -> tuple[Shown, Shown] | None:
    """Between what the difference lies in nine of ten futures."""
    held = decision.difference
    if held is None:
        return None
    low, high = (_quantile(decision, held, level, scale) for level in (0.05, 0.95))
    return low, high


def _quantile(decision: Decision, held: Difference, level: float, scale: Scale) -> Shown:
    at = min(range(len(held.levels)), key=lambda i: abs(held.levels[i] - level))
    text = brief(scale.factor * held.values[at], scale.factor * held.values_mcse[at])
    return number(decision, ("difference", "values", at), text)


def _sure(decision: Decision) -> Row:
    """How likely the best option, or one that comes to the same, is to be the best: in a word that
    its error leaves, and as a share; and which is likelier, where one clearly is.
    """
    path, error = chance_of_best(decision)
    share = find(decision, path)
    words = " or ".join(likelihood_of(share, error))
    top = max(decision.options, key=lambda o: decision.options[o].p_best)
    record = decision.options[top]
    clear = record.p_best - share > CLEARLY * hypot(error, record.p_best_mcse)
    likelier = number(decision, ("options", top, "p_best"), percent(record.p_best))
    return {
        "likelier": [record.label, likelier] if clear else [],
        "word": words[0].upper() + words[1:],
        "share": number(decision, path, percent(share)),
        "of": counted(len(decision.options)) + " options",
        "waits": decision.options[decision.best].waits,
    }


def _doubt(decision: Decision) -> str:
    """What kind of unsureness it is: of the computing, of judgement, or of what evidence tells."""
    facts = decision.confidence
    if not decision.resolved:
        return "More draws might yet tell the first two apart."
    if facts is None or facts.judged_se is None:
        return ""
    if facts.judged - CLEARLY * facts.judged_se > LOW:
        return "The doubt is about the world, and rests on judgement more than on evidence."
    if facts.judged + CLEARLY * facts.judged_se < LOW:
        return "The doubt is about the world; evidence carries most of what is believed."
    return "The doubt is about the world, not the computing."


def _agreed(findings: Findings, best: str, against: str) -> list[Row]:
    """Of the best options that need others, and of those asked about: how likely that comes and
    works, and what the option would be worth if it did from the start, beside what it is worth.
    """
    decision = findings.decision
    asked = [decision.asked.best, decision.asked.runner_up] if decision.asked else []
    told = [_given(findings, o) for o in dict.fromkeys([best, against, *asked])]
    return [row for row in told if row][:AGREEMENTS]


def _given(findings: Findings, option: str) -> Row | None:
    given, chances, record = (
        findings.given_agreement,
        findings.in_force,
        findings.decision.options[option],
    )
    if option not in given["option"] or option == findings.case.baseline:
        return None
    worth, error = (float(given[k].sel(option=option)) for k in ("expected", "mcse"))
    if abs(worth - record.expected) <= CLEARLY * hypot(error, record.mcse):
        return None
    known = chances is not None and option in chances["option"]
    chance = float(chances["expected"].sel(option=option)) if known and chances else None
    scale = scale_of(findings.decision.unit, max(abs(worth), abs(record.expected)))
    return {
        "option": record.label,
        "chance": None if chance is None else Shown(percent(chance), chance),
        "worth": Shown(brief(scale.factor * worth, scale.factor * error), worth),
        "now": scale.said(
            findings.decision, ("options", option, "expected"), ("options", option, "mcse")
        ),
        "unit": scale.short,
    }


def _asked(decision: Decision) -> Row | None:
    """Which of the options that the question names leads, where another is the best."""
    held = decision.asked
    if held is None or held.best == decision.best:
        return None
    behind = decision.options[held.best]
    scale = scale_of(decision.unit, min(abs(held.lead), abs(behind.lead)) or 1.0)
    return {
        "best": behind.label,
        "next": decision.options[held.runner_up].label,
        "resolved": held.resolved,
        "lead": scale.said(decision, ("asked", "lead"), ("asked", "lead_mcse")),
        "behind": scale.said(
            decision, ("options", held.best, "lead"), ("options", held.best, "lead_mcse")
        ),
        "unit": scale.short,
    }


def _futures(decision: Decision, scale: Scale) -> Row | None:
    held = decision.difference
    if held is None:
        return None
    found = futures(held.values)
    labels = {o: record.label for o, record in decision.options.items()}
    above, below = (_in_hundred(decision, side) for side in ("above", "below"))
    alt = (
        f"A hundred equally likely futures: {labels[held.of]} is worth more than "
        f"{labels[held.over]} in {above} of them, less in {below}."
    )
    mean = decision.options[held.over].lead
    return {
        "svg": drawn(found, scale.factor, mean, alt),
        "above": above,
        "below": below,
        "out": found.trimmed,
    }


def _in_hundred(decision: Decision, side: str) -> Shown:
    return number(decision, ("difference", side), percent(getattr(decision.difference, side)))
