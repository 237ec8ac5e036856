"""The report of a small made-up case: what it shows is what was found, and nothing that it is given
can take it over.
"""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.report.page_reader import Page
from tests.report.small_case import ATTACK, ATTRIBUTES, OPTIONS, QUANTITIES

from stakes.assessment.findings import Findings
from stakes.assessment.sentences import likelihood_sentence, reading
from stakes.decision_json.sensitivity import Claim
from stakes.report.page import html


@pytest.mark.parametrize(
    ("limit", "below", "at"),
    [
        (0.05, "almost no chance", "very unlikely"),
        (0.20, "very unlikely", "unlikely"),
        (0.45, "unlikely", "roughly even chance"),
        (0.55, "roughly even chance", "likely"),
        (0.80, "likely", "very likely"),
        (0.95, "very likely", "almost certain"),
    ],
)
def test_words_match_their_numbers_at_the_limits(
    findings: Findings, limit: float, below: str, at: str
) -> None:
    for probability, error, word in (
        (np.nextafter(limit, 0), 0.0, below),
        (limit, 0.0, at),
        (limit, 0.001, f"{below} or {at}"),
    ):
        held = Claim(
            probability=float(probability),
            prior=float(probability),
            se=error,
            prior_se=error,
            effect=None,
        )
        assert reading(held) == f"{word.capitalize()}; the evidence hardly moved it."
        decision = findings.decision
        best = decision.options[decision.best].model_copy(
            update={"p_best": float(probability), "p_best_mcse": error}
        )
        options = {**decision.options, decision.best: best}
        said = "".join(likelihood_sentence(decision.model_copy(update={"options": options})))
        shown = said.partition(f" ({round(100 * probability)} %) to be the best")[0]
        assert all(part in shown for part in word.split(" or "))


def test_every_number_of_the_decision_is_shown(findings: Findings, page: Page) -> None:
    shown = {path for path, _ in page.numbers}
    used = ("expected", "lower", "upper", "p_best", "expected_regret", "cvar")
    wanted = {f"options.{o}.{name}" for o in OPTIONS for name in used} | {
        f"attributes.{o}.{a}" for o in OPTIONS for a in ATTRIBUTES
    }
    wanted |= {f"diagnostics.{name}" for name in type(findings.decision.diagnostics).model_fields}
    assert shown >= wanted | {"evpi.value", "evpi.mcse", "seed", "fingerprint", "versions.numpy"}


def test_what_would_change_the_answer_is_shown(findings: Findings, page: Page) -> None:
    shown, decision = {path for path, _ in page.numbers}, findings.decision
    wanted = {
        "break_even.rate:act.value",
        "break_even.rate:act.se",
        "break_even.rate:act.probability_beyond",
        "tilt.kl",
        "tilt.se",
    }
    wanted |= {f"views.{v}.profiles.us.lead" for v in decision.views} | {
        "claims.grows.probability",
        "claims.grows.prior",
        *(f"claims.grows.effect.{k}" for k in ("median", "lower", "upper", "mean", "given")),
    }
    wanted |= {
        f"power_scale.{c}.alphas.{i}.lead.half" for c in decision.power_scale for i in range(2)
    }
    wanted |= {
        f"tornado.quantities.{q}.{end}" for q in ("rate", "shift") for end in ("low", "high")
    }
    wanted |= {f"importance.topics.{t}.shapley" for t in ("t", "all others")} | {
        "planes.both.lead.act.0.2"
    }
    assert shown >= wanted
    assert decision.differs == ("school:other",)
    assert decision.break_even["shift:act"].value is None
    assert decision.break_even["rate:act"].chance_in_a_year == pytest.approx(1 - np.exp(-2 / 3))
    assert "is worth more than Wait over the whole range" in decision.break_even["shift:act"].reason
    assert "Likely; the evidence raised it." in page.text
    assert f"Not tested: A fact {ATTACK}." in page.text


def test_labels_are_shown_as_text(page: Page) -> None:
    assert not [tag for tag, _ in page.tags if tag in ("iframe", "object", "embed", "link")]
    assert [attributes for tag, attributes in page.tags if tag == "script"] == [
        {"type": "application/json", "id": "explorer-data"},
        {},
        {"type": "application/json", "id": "trace-data"},
        {},
        {},
        {},
        {},
    ]
    assert ATTACK in page.text


def test_page_loads_nothing(findings: Findings, page: Page) -> None:
    for tag, attributes in page.tags:
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert tag == "a" or (attributes.get("href") or "#").startswith("#")
    assert "https://example.org/?a=1&b=2" in [
        attributes.get("href") for tag, attributes in page.tags if tag == "a"
    ]
    assert not re.search(r"@import|url\((?!#)", html(findings))


def test_page_is_well_formed(page: Page) -> None:
    assert not page.open
    names = [tag for tag, _ in page.tags]
    assert names.count("h1") == 1
    levels = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert ("html", {"lang": "en"}) in page.tags


def test_figures_have_alternative_text_and_a_table(page: Page) -> None:
    drawn = [a for tag, a in page.tags if tag == "svg" and a["role"] == "img"]
    panels = 2 + len(QUANTITIES)  # waterfalls and beliefs
    assert (
        len(drawn) == 1 + panels + 3 + 3
    )  # futures; worth, tornado and plane; one for each component of power scaling
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert all(a.get("aria-label") or a.get("aria-labelledby") in ids for a in drawn)
    models = [a for tag, a in page.tags if tag == "svg" and a["role"] == "group"]
    assert [bool(a["aria-label"]) for a in models] == [True, True]  # wide and narrow


def test_banner_only_where_something_failed(findings: Findings, page: Page) -> None:
    assert not [attributes for _, attributes in page.tags if attributes.get("role") == "alert"]
    failed = Page(html(replace(findings, failures=("R-hat reaches 1.2",))))
    assert [attributes for _, attributes in failed.tags if attributes.get("role") == "alert"]
    assert "R-hat reaches 1.2" in failed.text
    assert "Confidence is low" in failed.text


def test_same_findings_give_the_same_bytes(findings: Findings) -> None:
    assert html(findings) == html(findings)


def test_choices_in_sequence_are_a_tree_with_shares_and_values(
    findings: Findings, page: Page
) -> None:
    shown, found = {path for path, _ in page.numbers}, findings.decision.sequence
    assert found is not None
    assert len(found.branches) > 2
    wanted = {f"sequence.{name}" for name in ("value", "upper", "held", "tree_value")}
    wanted |= {f"sequence.flexibility.{name}.value" for name in found.flexibility}
    wanted |= {
        f"sequence.branches.{i}.{name}"
        for i in range(len(found.branches))
        for name in ("share", "value")
    }
    assert shown >= wanted


def test_a_stage_that_adds_less_than_nothing_is_explained(findings: Findings) -> None:
    held = findings.decision.sequence
    assert held is not None
    day = list(held.flexibility)[-1]
    less = held.flexibility[day].model_copy(update={"value": -0.5, "se": 0.01})
    sequence = held.model_copy(update={"flexibility": {**held.flexibility, day: less}})
    decision = findings.decision.model_copy(update={"sequence": sequence})
    said = f"as at {day}, what arrives does not pay for the noise of learning from it"
    assert said in html(replace(findings, decision=decision))
    assert said not in html(findings)


def test_a_case_without_stages_shows_no_sequence(findings: Findings) -> None:
    without = findings.decision.model_copy(update={"sequence": None})
    page = html(replace(findings, decision=without))
    assert "Choosing step by step" in html(findings)
    assert "Choosing step by step" not in page
    assert "sequence." not in page.split('id="trace-data"')[0]
