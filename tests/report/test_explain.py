"""One quantity from its sources to the decision."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import jinja2
from rich.console import Console
from tests.report.said import text

from made_up_decision import DECISION
from made_up_record import made_up
from stakes.report.explain import explain, sources
from stakes.report.model_contents import rows_known
from stakes.report.sections.quantities import quantity_rows
from stakes.report.terminal import show_quantity


def test_a_quantity_is_followed_from_its_prior_to_the_decision(case):
    said = text(case, "flood_rate")
    assert "5 %, 50 %, 95 % points: 0.1, 0.3, 0.9. Basis: analogy; grade B." in said
    assert (
        "Evidence on the topic (How often and how badly it floods): flood count (from floods, 3 "
        "rows known by 2011-06-10)." in said
    )
    assert "Before: 0.3 (90 % from 0.1 to 0.9) per year" in said
    assert "After: 0.4 (90 % from 0.2 to 0.8) per year" in said
    assert (
        "Knowing it exactly would be worth 0.40\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.02 million "
        "euros" in said
    )
    assert (
        "Dam breaks even at 0.200\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.010; 25 % that it lies "
        "beyond." in said
    )
    assert "Enters claim 1." in said
    assert "What became known later, and is not used\nFour floods by 2020." in said
    assert [s.title for s in sources(case, "damage")] == [
        "Floods since 1950",
        "What the miller said",
    ]


def test_states_events_values_and_what_the_model_does_not_hold(case):
    assert "The miller's view (30 %): the value 12. He counts the mill." in text(case, "damage")
    assert "low 80 %; high 20 %" in text(case, "damage")
    assert "Assumed by: The office." in text(case, "damage")
    assert "After: 25 % that it is so." in text(case, "wet_decade")
    assert "nothing that can be told from noise" in text(case, "effect")
    assert "It is not in the model as listed" in text(case, "effect")
    assert "Dam: no break-even." in text(case, "effect")
    assert "the value 3. Basis: data" in text(case, "cost")


def test_an_older_decision_lacks_what_it_lacks(case):
    old = {k: v for k, v in DECISION.items() if k in ("case", "unit", "options", "as_of")}
    for name in case.quantities:
        assert text(case, name, old).startswith("Prior")


def test_numbers_carry_their_paths(case):
    keys = {
        piece.key
        for _, lines in explain(case, made_up(DECISION), "flood_rate")
        for line in lines
        for piece in line
        if hasattr(piece, "key")
    }
    assert {
        "beliefs.flood_rate.posterior.median",
        "evppi.flood_rate.value",
        "break_even.flood_rate:dam.value",
    } <= keys


def test_terminal_shows_it(case):
    out = StringIO()
    show_quantity(case, made_up(DECISION), "flood_rate", Console(file=out, width=120))
    assert "Floods a year" in out.getvalue()
    assert "River Office: Floods since 1950 (2010-03; grade A; read on its page)" in out.getvalue()


def test_a_quantity_of_another_structure_says_so(real_case):
    (name,) = [s.label for s in real_case.structures.values() if s.instead]
    said = text(real_case, "stake", {"as_of": "2011-06-10", "beliefs": {"intent": {}}})
    assert f"It is not in the model as listed, but in another structure: {name}." in said
    assert rows_known(real_case, "efficacy", real_case.as_of)["intercept_tests"] == 22
    assert not rows_known(real_case, "no_topic", real_case.as_of)


def test_the_page_of_quantities_keeps_labels_as_text(case):
    attack = "<script>alert(1)</script>"
    hostile = {
        n: q.model_copy(update={"label": attack, "rationale": attack})
        for n, q in case.quantities.items()
    }
    rows = quantity_rows(
        SimpleNamespace(
            case=replace(case, quantities=hostile), decision=made_up(DECISION), sample=None
        )
    )
    loader = jinja2.PackageLoader("stakes.report", "templates")
    said = "{% macro said(pieces) %}{% for piece in pieces %}{{ piece }}{% endfor %}{% endmacro %}"
    page = jinja2.Environment(loader=loader, autoescape=True).from_string(
        said + "{% include 'quantities.html.j2' %}"
    )
    html = page.render(quantities=rows)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2 * len(case.quantities)
    assert all(f'id="q-{name}"' in html for name in case.quantities)
