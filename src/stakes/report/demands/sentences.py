"""What a profile's objective and limits make of the options, a sentence each."""

from stakes.assessment.cited_numbers import Pieces, estimate
from stakes.case.choices.demands import Objective
from stakes.case.values import Profile
from stakes.decision_json.decision import Decision
from stakes.wording import percent, plain


def objective_words(wanted: Objective, unit: str) -> str:
    """The objective of a profile.

    Examples
    --------
    >>> objective_words(Objective(kind="cvar", worst=0.05), "pounds")
    'the mean of the worst 5 % of outcomes'
    """
    if wanted.kind == "cvar":
        return f"the mean of the worst {percent(wanted.worst or 0.0)} of outcomes"
    if wanted.kind == "cara":
        aversion = plain(wanted.risk_aversion or 0.0)
        return f"the certainty equivalent at a risk aversion of {aversion} per {unit}"
    aversion, wealth = plain(wanted.relative_risk_aversion or 0.0), plain(wanted.wealth or 0.0)
    return (
        f"the certainty equivalent at a relative risk aversion of {aversion} and a wealth of "
        f"{wealth} {unit}"
    )


def borne(chance: float) -> str:
    """A chance that is borne, with all its digits.

    Examples
    --------
    >>> borne(0.01), borne(0.002)
    ('1 %', '0.2 %')
    """
    return f"{plain(100 * chance)} %"


def demand_sentences(decision: Decision, profile: Profile) -> list[Pieces]:
    """Which option is best by the profile's objective, by how much; which options fail a limit, and
    which is the best of those that keep all. Empty where the profile asks for neither.
    """
    asked = decision.demands
    if asked is None:
        return []
    in_turn = _in_turn(decision, profile)
    return [*_by_objective(decision, profile), *_by_limits(decision, profile), *in_turn]


def _by_objective(decision: Decision, profile: Profile) -> list[Pieces]:
    asked, options = decision.demands, decision.options
    if asked is None or asked.objective is None or profile.objective is None:
        return []
    best, aims = asked.objective.best, asked.objective.options
    what = objective_words(profile.objective, decision.unit)
    if aims[best].value is None:
        return [
            (f"By the profile's objective, {what}, no option can be told: {aims[best].reason}.",)
        ]
    path = ("demands", "objective", "options", best)
    said: Pieces = (
        f"By the profile's objective, {what}, {options[best].label} is the best (",
        *estimate(decision, (*path, "value"), (*path, "mcse")),
        f" {decision.unit})",
    )
    behind = [o for o, aim in aims.items() if o != best and aim.lead is not None]
    if behind:
        other = min(behind, key=lambda o: aims[o].lead or 0.0)
        path = ("demands", "objective", "options", other)
        lead = estimate(decision, (*path, "lead"), (*path, "lead_mcse"))
        said = (*said, ", by ", *lead, f" over {options[other].label}")
    doubt = "" if asked.objective.resolved else ", which these draws do not tell for certain"
    return [(*said, f"{doubt}.")]


def _in_turn(decision: Decision, profile: Profile) -> list[Pieces]:
    """What is left where attributes count one after the other."""
    asked, wanted = decision.demands, profile.lexical
    if asked is None or asked.lexical is None or wanted is None:
        return []
    names = [
        f"{name.replace('_', ' ')} within {plain(wanted.slack[name])} of the best"
        if wanted.slack.get(name)
        else name.replace("_", " ")
        for name in wanted.order
    ]
    kept = " and ".join(decision.options[o].label for o in asked.lexical.kept)
    last = asked.lexical.steps[wanted.order[-1]]
    open_ = any(last[o].verdict == "cannot be told" for o in asked.lexical.kept)
    doubt = ", which these draws do not tell apart" if open_ else ""
    return [(f"One after the other ({', then '.join(names)}), these leave {kept}{doubt}.",)]


def _by_limits(decision: Decision, profile: Profile) -> list[Pieces]:
    asked, options = decision.demands, decision.options
    if asked is None or not asked.constraints:
        return []
    lines: list[Pieces] = []
    for name, held in asked.constraints.items():
        limit = profile.constraints[name].label
        failed = _listed(decision, name, "fails", "failed by ") or ("no option is known to fail",)
        untold = _listed(decision, name, "cannot be told", "; not told of ")
        lines.append(
            (f"{limit} (a chance of at most {borne(held.chance)}): ", *failed, *untold, ".")
        )
    best = asked.best_allowed
    if not best:
        return [*lines, ("No option is known to keep all limits.",)]
    first = " also" if best == decision.best else ""
    by = "expected value" if asked.objective is None else "the objective"
    return [
        *lines,
        (f"Of the options that keep all limits {options[best].label} is{first} the best by {by}.",),
    ]


def _listed(decision: Decision, name: str, verdict: str, words: str) -> Pieces:
    """Options of one verdict on a limit, with their probabilities; nothing if there are none."""
    asked = decision.demands
    assert asked is not None
    found = [o for o, h in asked.constraints[name].options.items() if h.verdict == verdict]
    if not found:
        return ()
    pieces: list[str] = [words]
    for i, o in enumerate(found):
        path = ("demands", "constraints", name, "options", o)
        chance = estimate(decision, (*path, "probability"), (*path, "mcse"), 100.0)
        pieces += [", " * (i > 0), f"{decision.options[o].label} (", *chance, "\u00a0%)"]
    return tuple(pieces)
