"""The page of draws without a case: whatever form they come in, the numbers of the functions, and
no word of what only a case has.
"""

import html
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.runs.given_draws import (
    DRAWS,
    GAIN,
    LABELS,
    OPTIONS,
    RISK,
    RNG,
    VALUE,
    labelled,
)
from tests.runs.small_run import text_of

import stakes
from stakes.assessment.without_case import thinned

OF_A_CASE = (
    "claims", "evidence", "school", "structure", "profile", "prior", "grade", "judgement",
    "wait for", "baseline", "Known by", "studies", "horizon", "case",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A page of labelled draws, and what its file of numbers holds."""
    out = tmp_path_factory.mktemp("page") / "choice.html"
    parameters = xr.Dataset({"gain": ("sample", GAIN, {"units": "euros a year"})})
    parameters["risk"] = "sample", RISK
    path = stakes.write_report(
        labelled(),
        parameters,
        out,
        title="Build or wait?",
        unit="euros",
        labels=LABELS,
        sources={"gain": "https://example.org/gain", "risk": "The yearbook"},
    )
    assert path == out
    return path.read_text(encoding="utf-8"), stakes.read_decision(out.with_suffix(".json"))


def test_it_says_what_the_functions_say(written):
    _, decision = written
    table = stakes.compare(labelled())
    assert decision.best == table["best"].item() == "build"
    for option in OPTIONS:
        row = table.sel(option=option)
        for key in ("expected", "mcse", "p_best", "lead", "lead_mcse", "expected_regret"):
            assert getattr(decision.options[option], key) == pytest.approx(row[key].item())
    assert decision.evpi.value == pytest.approx(table["evpi"].item())
    known = stakes.evppi(labelled(), {"gain": GAIN, "risk": RISK})
    for name in ("gain", "risk"):
        assert decision.evppi[name].value == pytest.approx(known["evppi"].sel(group=name).item())
    even = stakes.break_even(labelled(), xr.DataArray(GAIN, dims="sample"), ("half", "build"))
    assert decision.break_even["gain:half"].value == pytest.approx(even["value"].item())
    gain = np.quantile(GAIN, 0.5)
    assert decision.beliefs["gain"].posterior.median == pytest.approx(gain)
    assert decision.beliefs["gain"].prior is None


def test_it_holds_the_parts_of_a_page(written):
    page, _ = written
    said = text_of(page)
    for part in ("Build or wait?", "How much", "What would turn it", "in a hundred futures",
                 "Try other beliefs", "Break-evens", "What drives the lead",
                 "What knowing more would be worth", "Can the draws be relied on?",
                 "Take it with you", "choice.json",
                 "By 2,000 independent draws", "Yearly gain", "euros a year",
                 "Build all", "The yearbook"):  # fmt: skip
        assert part in said, part
    assert 'href="https://example.org/gain"' in page


def test_what_needs_a_case_is_left_out_without_a_word(written):
    said = text_of(written[0])
    body = said[: said.index("Words used here")]
    assert [word for word in OF_A_CASE if re.search(rf"\b{word}", body)] == []


def test_its_links_lead_somewhere_and_no_section_is_empty(written):
    class Found(HTMLParser):
        ids, links, headings, ends = set(), set(), [], []

        def handle_starttag(self, tag, attrs):
            held = dict(attrs)
            self.ids.add(held.get("id"))
            if held.get("href", "").startswith("#"):
                self.links.add(held["href"][1:])

    found = Found()
    found.feed(written[0])
    assert found.links <= found.ids
    empty = re.findall(r"<section[^>]*>\s*(?:<h2[^>]*>[^<]*</h2>)?\s*</section>", written[0])
    assert empty == []


CHAINS = ("chain", "draw")
IN_CHAINS = xr.Dataset(
    {"gain": (CHAINS, GAIN.reshape(4, 500)), "risk": (CHAINS, RISK.reshape(4, 500))}
)
FORMS = {
    "array": lambda: (VALUE, {"gain": GAIN, "risk": RISK}),
    "frames": lambda: (
        pd.DataFrame(VALUE, columns=OPTIONS),
        pd.DataFrame({"gain": GAIN, "risk": RISK}),
    ),
    "chains": lambda: (
        VALUE.reshape(4, 500, 3),
        {"gain": GAIN.reshape(4, 500), "risk": RISK.reshape(4, 500)},
    ),
    "tree": lambda: (
        VALUE.reshape(4, 500, 3),
        xr.DataTree.from_dict({"posterior": IN_CHAINS}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_draws_come_in_any_form(form):
    found = stakes.summary(*FORMS[form](), unit="euros").decision
    best = {"frames": "build"}.get(form, "1")
    assert found.best == best
    assert found.options[best].expected == pytest.approx(VALUE[:, 1].mean())
    assert set(found.evppi) == {"gain", "risk"}
    assert (found.diagnostics.rhat_max is None) == (form in ("array", "frames"))


def test_elements_have_ids_for_links_and_names_for_readers():
    place = np.stack([GAIN, RISK], axis=-1)
    parameters = xr.Dataset({"x:y": (("sample", "site"), place)}, {"site": ["St. Paul's", "b"]})
    found = stakes.summary(labelled(), parameters, labels={"x:y": "Yield"})
    assert set(found.decision.evppi) == {"x_y_St_Paul_s", "x_y_b"}
    assert "Yield[St. Paul's]" in text_of(found.page)


def test_a_summary_is_text_and_a_frame():
    found = stakes.summary(labelled(), {"gain": GAIN}, title="Build?", unit="euros", labels=LABELS)
    text = repr(found)
    assert "Build all has the highest expected value" in text
    assert "Wait" in text
    assert "baseline" not in text
    shown = found._repr_html_()
    assert shown.startswith('<iframe title="Build?" srcdoc="')
    assert html.unescape(shown[shown.index("srcdoc=") :]).count("<h1>") == 1


def test_what_is_thinned_is_said(monkeypatch):
    whole = stakes.summary(labelled(), {"gain": GAIN})
    assert "th draw" not in text_of(whole.page)
    monkeypatch.setattr(thinned, "MOST", 500)
    monkeypatch.setattr(thinned.every, "__defaults__", (500,))
    found = stakes.summary(labelled(), {"gain": GAIN})
    assert "worked out from every 4th draw (500 of 2,000)" in text_of(found.page)
    assert found.decision.options == whole.decision.options
    assert found.decision.evppi == whole.decision.evppi


def test_of_many_numbers_those_most_closely_linked_are_looked_at():
    many = RNG.normal(size=(DRAWS, 40))
    parameters = xr.Dataset({"gain": ("sample", GAIN), "x": (("sample", "i"), many)})
    found = stakes.summary(labelled(), parameters)
    assert "Of 41 numbers the 20 most closely linked" in text_of(found.page)
    assert "gain" in found.decision.evppi
    assert len(found.decision.evppi) == 20


def test_many_options_are_all_valued_and_a_shortlist_is_compared():
    amounts = np.linspace(0, 2, 120)
    value = amounts * GAIN[:, None] - 0.5 * amounts**2
    found = stakes.summary(value, {"gain": GAIN})
    assert len(found.decision.options) == 120
    best = int(found.decision.best)
    assert abs(amounts[best] - GAIN.mean()) < 0.05
    assert "Another 95 options stand in" in text_of(found.page)


def test_unsound_draws_are_said_to_be():
    wild = np.stack([0 * GAIN, np.exp(2.5 * RISK)], axis=-1)
    said = text_of(stakes.summary(wild, {"risk": RISK}).page)
    assert "The draws cannot carry every number" in said
    assert "Long tail, Pareto k" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": VALUE[:-1]}, "along 'sample'"),
        ({"value": VALUE[:, :1]}, "at least 2 options"),
        ({"value": np.where(VALUE > 4, np.nan, VALUE)}, "are NaN or infinite"),
        ({"labels": {"biuld": "Build"}}, "labels name biuld, which is no option and no parameter"),
        ({"sources": {"0": "x"}}, "sources name 0"),
        ({"parameters": {"gain": GAIN * 0 + np.inf}}, "NaN or infinite"),
        ({"parameters": {"fixed": np.ones(DRAWS)}}, "no parameter varies"),
    ],
)
def test_what_is_wrong_is_one_line(change, said):
    given = {"value": VALUE, "parameters": {"gain": GAIN}} | change
    with pytest.raises(ValueError, match=re.escape(said)) as error:
        stakes.summary(given.pop("value"), given.pop("parameters"), **given)
    assert "\n" not in str(error.value)


def test_a_word_that_is_not_known_is_named():
    with pytest.raises(
        TypeError, match="unknown words tilte: they are title, unit, labels, sources"
    ):
        stakes.summary(VALUE, {"gain": GAIN}, tilte="x")


def test_numbers_that_do_not_vary_are_left_out():
    found = stakes.summary(labelled(), {"gain": GAIN, "fixed": np.ones(DRAWS)})
    assert set(found.decision.evppi) == {"gain"}
