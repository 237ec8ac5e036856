"""The answer and the options on a terminal."""

from collections.abc import Iterator
from math import inf

from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from stakes.assessment.cited_numbers import estimate
from stakes.assessment.sentences import (
    asked_sentence,
    confidence_sentence,
    likelihood_sentence,
    reading,
    size,
    stages_sentence,
)
from stakes.assessment.statements.readings import precise
from stakes.case.case import Case
from stakes.case.claims import Claim
from stakes.case.values import Profile
from stakes.decision_json.decision import Decision
from stakes.inference.gate import failures
from stakes.report.demands.sentences import demand_sentences
from stakes.report.explain import READ, explain, sources
from stakes.report.subgroups import subgroup_sentences
from stakes.wording import MISSING, interval_ends, percent, rounded

MOST = 30  # options shown
NUMBERS = (
    "Expected ± error",
    "90 % interval",
    "P(best)",
    "Expected\nregret",
    "Mean of\nworst 5 %",
)
BETWEEN = 2  # signs between columns


def show(decision: Decision, console: Console, profile: Profile | None = None) -> None:
    """Print what did not converge, the answer in two sentences, what the profile asks beside its
    weights, how subgroups differ, a table of the options, and what it is worth to choose again at
    each stage.

    Parameters
    ----------
    decision : of a run. Without its ``confidence`` the second sentence is left out.
    console : where to print.
    profile : the record of its profile, which says what it asks; nothing is said of that without.
    """
    for failure in _unsound(decision):
        console.print(Text(f"Not converged: {failure}", style="bold red"))
    sentences = ["".join(likelihood_sentence(decision))]
    sentences += ["".join(asked_sentence(decision))] if asked_sentence(decision) else []
    sentences += [confidence_sentence(decision.confidence)] if decision.confidence else []
    if profile is not None:
        sentences += ["".join(pieces) for pieces in demand_sentences(decision, profile)]
    sentences += ["".join(pieces) for pieces in subgroup_sentences(decision)]
    for sentence in sentences:
        console.print(Text(sentence))
        console.print()
    _print_options(decision, console)
    if decision.sequence:
        console.print(Text("".join(stages_sentence(decision))))


def _unsound(decision: Decision) -> list[str]:
    """What did not converge in any fit; an older decision says it of the joint model only."""
    if decision.unconverged is not None:
        return [sentence for sentences in decision.unconverged.values() for sentence in sentences]
    held = dict(decision.diagnostics)
    return list(failures({name: inf if x is None else x for name, x in held.items()}))


def show_claims(case: Case, decision: Decision, console: Console) -> None:
    """Print every claim in order: whether it is true as it stands, how large what it speaks of is,
    what is tested and how likely that is before and after the evidence, or why it is not tested.
    """
    if not case.claims:
        console.print("The case holds no claims: there is no analysis/claims.toml.")
        return
    table = Table(
        title=Text(f"Claims, as of {decision.as_of}"),
        title_justify="left",
        title_style="dim",
        box=None,
        padding=(0, 1, 1, 0),
        show_header=False,
    )
    table.add_column(justify="right")
    table.add_column()
    for name, claim in sorted(case.claims.items(), key=lambda item: item[1].number):
        said = Text("\n").join(_claim(claim, decision, name))
        table.add_row(str(claim.number), said)
    console.print(table)


def _claim(claim: Claim, decision: Decision, name: str) -> Iterator[Text]:
    """What a claim says, whether that stands, how large its effect is, and how likely what is
    tested.
    """
    held = decision.claims.get(name)
    yield Text(claim.text, style="bold")
    if not claim.testable:
        yield Text(f"Not tested: {claim.reason}")
        return
    if claim.stated:
        yield Text("True as it stands? ", style="dim") + Text(claim.stated)
    sized = "".join(size(decision, name, claim.unit or "")) if held else ""
    if sized:
        yield Text("How large? ", style="dim") + Text(f"{claim.effect}: {sized}.")
    yield Text("How likely? " if sized or claim.stated else "", style="dim") + Text(
        claim.statement or ""
    )
    if not held:
        yield Text("Not in this decision.")
        return
    yield Text(
        f"{percent(held.prior)} before the evidence, {percent(held.probability)} after it. "
        f"{reading(held)}"
    )


def show_quantity(case: Case, decision: Decision, name: str, console: Console) -> None:
    """Print one quantity from its sources to the decision."""
    q = case.quantities[name]
    console.print(
        Text(f"{q.label} ", style="bold")
        + Text(f"[{q.unit}], {case.topics.get(q.topic, q.topic)}", style="dim")
    )
    for heading, lines in explain(case, decision, name):
        console.print(Text(f"\n{heading}", style="bold"))
        for line in lines:
            console.print(Text("  " + "".join(line)))
    records = sources(case, name)
    if records:
        console.print(Text("\nSources", style="bold"))
    for s in records:
        console.print(
            Text(f"  {s.publisher}: {s.title} ({s.date}; grade {s.grade}; {READ[s.read]}) {s.url}")
        )


def narrow(title: str) -> Table:
    """A table with a title above it and nothing at its edges, for 60 columns."""
    return Table(
        title=Text(title),
        title_justify="left",
        title_style="dim",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )


def _table(decision: Decision) -> Table:
    of = (
        "relative to the baseline; worst 5 % of absolute outcomes" if decision.as_of else "as given"
    )
    title = f"{decision.unit}, {of}"
    table = narrow(title)
    shown = _shown(decision)
    rows = [_row(decision, option) for option in shown]
    words = [word for label, *_ in rows for word in label.split()]
    table.add_column("Option", min_width=max(11, *map(len, words)), overflow="fold")
    for header, *cells in zip(NUMBERS, *(numbers for _, *numbers in rows), strict=True):
        longest = max(map(len, cells))
        table.add_column(header, justify="right", no_wrap=True, min_width=longest)
    for option, row in zip(shown, rows, strict=True):
        table.add_row(*map(Text, row), style="bold" if option == decision.best else "")
    if len(shown) < len(decision.options):
        table.add_row(Text(f"{len(decision.options) - len(shown)} others", style="dim"))
    return table


def _print_options(decision: Decision, console: Console) -> None:
    """The table where it fits; where it would lose names or digits, an option a paragraph."""
    table = _table(decision)
    widths = [_widest(column) for column in table.columns]
    if sum(widths) + BETWEEN * len(widths) <= console.width:
        console.print(table)
        return
    console.print(Text(str(table.title), style="dim"))
    for option in _shown(decision):
        label, *numbers = _row(decision, option)
        console.print(Text(f"\n{label}", style="bold" if option == decision.best else ""))
        for header, number in zip(NUMBERS, numbers, strict=True):
            console.print(Text(f"  {header.replace(chr(10), ' ')}: {number}"))
    if hidden := len(decision.options) - len(_shown(decision)):
        console.print(Text(f"\n{hidden} others", style="dim"))


def _widest(column: Column) -> int:
    """Signs that a column needs so as to lose none: names fold between words, numbers nowhere."""
    header = max(map(len, str(column.header).split("\n")))
    return max(header, column.min_width or 0)


def _shown(decision: Decision) -> list[str]:
    """All options; of very many those with the highest expected values."""
    options = decision.options
    best = sorted(options, key=lambda o: options[o].lead)[:MOST]
    return [o for o in options if o in best]


def _row(decision: Decision, option: str) -> tuple[str, ...]:
    """Its label, and what `NUMBERS` name."""
    record, path = decision.options[option], ("options", option)
    regret_error = record.regret_mcse or max(record.lead_mcse, decision.evpi.mcse)
    known = precise(record.cvar_difference, record.cvar_difference_mcse)
    return (
        record.label,
        "".join(estimate(decision, (*path, "expected"), (*path, "mcse"))),
        " to ".join(interval_ends(record.lower, record.upper)),
        percent(record.p_best),
        rounded(record.expected_regret, regret_error),
        rounded(record.cvar, record.cvar_mcse or 0.0) if known else MISSING,
    )
