"""The report's section on what knowing more would be worth, laid out from findings."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import xarray as xr
from markupsafe import Markup

from stakes.assessment.cited_numbers import after, estimate, number
from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import (
    best_sizes,
    pays,
    place,
    precise,
    worth_knowing,
    worth_shown,
)
from stakes.assessment.verdict import TOP
from stakes.inference.states import STATE
from stakes.report.figures import sensitivity as figures
from stakes.report.figures.svg import svg
from stakes.wording import NOT_TOLD_APART, Shown, percent, rounded, significant, with_error

ORDERS = {"first": "the first order", "second": "at least the second order"}
PAIRS = 200  # options of which one dominates, each said in a sentence of its own
Row = dict[str, Any]


def information_rows(findings: Findings) -> Row:
    """Everything the section shows: what is worth knowing, which study to do, and what waiting
    brings.
    """
    i, decision = findings.information, findings.decision
    judged = Counter(worth_knowing(decision).values())
    places = _once(worth_shown(decision, TOP))
    shown = i.evppi.sel(group=list(places))
    return {
        "evpi": estimate(
            decision, ("evpi_without_waiting", "value"), ("evpi_without_waiting", "mcse")
        ),
        "worth": [
            _worth(findings, name) | {"place": place(between)} for name, between in places.items()
        ],
        "worth_svg": _worth_figure(findings, shown) if shown.sizes["group"] else "",
        "above": judged["yes"],
        "unclear": judged["open"],
        "beneath": judged["no"],
        "total": int(i.evppi.sizes["group"]),
        "topics": [_topic(findings, str(g)) for g in i.topics["group"].values],
        "studies": [_study(findings, name) for name in i.studies],
        "reviews": [_review(findings, str(day)) for day in i.waiting["review"].values]
        if i.waiting is not None
        else [],
        "arrives": "; ".join(
            dict.fromkeys(
                o.arrives for o in findings.case.options.values() if o.until and o.arrives
            )
        ),
        "frontier": [_frontier(findings, attribute) for attribute in i.acceptability],
        "equivalents": [_equivalent(findings, str(a)) for a in decision.certainty_equivalent],
        "unsupported": [
            f"at {float(row['risk_aversion']):g}, {row['reason'].values[0]}"
            for row in i.equivalents
            if row["reason"].values[0]
        ],
        "option_labels": [
            findings.case.options[str(o)].label for o in i.equivalents["option"].values
        ],
        "dominance": _dominance(findings),
    }


def _once(places: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Without which state of a quantity holds, where knowing the quantity, and so its state, is
    shown too.
    """
    wholes = {n for n in places if not n.endswith(STATE)}
    return {n: at for n, at in places.items() if n in wholes or n.removesuffix(STATE) not in wholes}


def _worth(findings: Findings, group: str) -> Row:
    path, row = ("evppi", group), findings.information.evppi.sel(group=group)
    return {
        "label": str(row["label"].item()),
        "value": estimate(findings.decision, (*path, "value"), (*path, "se")),
        "floor": number(
            findings.decision,
            (*path, "noise_floor"),
            rounded(row["noise_floor"].item(), row["se"].item()),
        ),
        "share": percent(row["share_of_evpi"].item()),
        "lost": worth_knowing(findings.decision)[group] != "yes",
    }


def _topic(findings: Findings, topic: str) -> Row:
    """What knowing all quantities of a topic would be worth."""
    path, row = ("evppi_of_topics", topic), findings.information.topics.sel(group=topic)
    worth = findings.decision.evppi_of_topics[topic]
    return {
        "label": str(row["label"].item()),
        "value": estimate(findings.decision, (*path, "value"), (*path, "se")),
        "floor": number(
            findings.decision, (*path, "noise_floor"), rounded(worth.noise_floor, worth.se)
        ),
        "share": percent(row["share_of_evpi"].item()),
        "lost": bool(row["indistinguishable"]),
    }


def _worth_figure(findings: Findings, shown: xr.Dataset) -> Markup:
    alt = (
        f"Value of knowing each of {shown.sizes['group']} quantities exactly, "
        f"{findings.case.unit}; numbers in the table below"
    )
    judged = worth_knowing(findings.decision)
    lost = ("group", [judged[str(g)] != "yes" for g in shown["group"].values])
    return Markup(svg(figures.worth(shown.assign(indistinguishable=lost), findings.case.unit), alt))


def _study(findings: Findings, name: str) -> Row:
    study, table = findings.case.studies[name], findings.information.studies[name]
    size = int(table["best_size"])
    path, row = ("studies", name, "sizes", str(size)), table.sel(size=size)
    largest, held = table.isel(size=-1), findings.decision.studies[name]
    sizes, most = " or ".join(map(str, best_sizes(held))), str(int(largest["size"]))
    return {
        "label": study.label,
        "rationale": study.rationale,
        "size": number(
            findings.decision,
            ("studies", name, "best_size"),
            f"{sizes} {after(sizes, study.unit)}",
        ),
        "evsi": estimate(findings.decision, (*path, "evsi"), (*path, "se")),
        "cost": number(findings.decision, (*path, "cost"), significant(row["cost"].item())),
        "enbs": number(findings.decision, (*path, "enbs"), significant(row["enbs"].item())),
        "worthwhile": pays(held),
        "largest": f"{most} {after(most, study.unit)}",
        "most": Shown(
            with_error(largest["evsi"].item(), largest["se"].item()), largest["evsi"].item()
        ),
    }


def _review(findings: Findings, day: str) -> Row:
    path, entry = ("waiting", day), findings.decision.waiting[day]
    labels = {o: findings.case.options[o].label for o in entry.chosen}
    often = sorted(entry.chosen, key=lambda o: -entry.chosen[o])
    return {
        "day": day,
        "learned": estimate(findings.decision, (*path, "learned"), (*path, "se")),
        "floor": number(findings.decision, (*path, "noise_floor"), significant(entry.noise_floor)),
        "chosen": ", ".join(
            f"{labels[o]} {percent(entry.chosen[o])}" for o in often if entry.chosen[o] > 0
        ),
        "later": [
            number(findings.decision, (*path, "later", o), significant(x))
            for o, x in entry.later.items()
        ],
        "labels": list(labels.values()),
    }


def _frontier(findings: Findings, attribute: str) -> Row:
    best = findings.decision.frontier[attribute]
    return {
        "label": findings.case.attributes[attribute].label,
        "factors": list(best),
        "best": [
            " or ".join(findings.case.options[o].label for o in said.split(" or "))
            for said in best.values()
        ],
    }


def _equivalent(findings: Findings, aversion: str) -> Row:
    options = findings.decision.certainty_equivalent[aversion]
    return {"aversion": aversion, "values": [_amount(findings, aversion, o) for o in options]}


def _amount(findings: Findings, aversion: str, option: str) -> str:
    """A certainty equivalent, where the draws carry it and it can be told from the baseline's."""
    decision, baseline = findings.decision, findings.case.baseline
    row, path = decision.certainty_equivalent[aversion], ("certainty_equivalent", aversion, option)
    amount, base = row[option], row.get(baseline)
    if amount is None:
        return "too few draws"
    error = decision.certainty_equivalent_mcse.get(aversion, {}).get(option)
    apart = decision.certainty_equivalent_difference_mcse.get(aversion, {}).get(option)
    if base is not None and not precise(amount - base, apart):
        return NOT_TOLD_APART
    return number(decision, path, rounded(amount, error or 0.0))


def _dominance(findings: Findings) -> list[str]:
    """A sentence for each pair of options of which one dominates."""
    pairs = [(*key.split(":"), order) for key, order in findings.decision.dominance.items()]
    labels = {name: option.label for name, option in findings.case.options.items()}
    if len(pairs) > PAIRS:  # a sentence for each option that dominates others
        found: dict[tuple[str, str], list[str]] = {}
        for a, b, order in pairs:
            found.setdefault((a, order), []).append(labels[b])
        return [
            f"{labels[a]} dominates {', '.join(others)} by {ORDERS[order]}."
            for (a, order), others in found.items()
        ]
    return [f"{labels[a]} dominates {labels[b]} by {ORDERS[order]}." for a, b, order in pairs]
