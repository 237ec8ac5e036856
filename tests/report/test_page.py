"""The report of a small made-up case: what it shows is what was found, and nothing that it is given
can take it over.
"""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rich.console import Console

from made_up_record import made_up as record_of
from made_up_sensitivity import challenges, claims, made_up
from stakes.assessment.decision_record.information import information_entries
from stakes.assessment.decision_record.sensitivity import sensitivity_entries
from stakes.assessment.explorer.payload import Assumption, payload
from stakes.assessment.findings import Findings
from stakes.assessment.information import SWEEP, Information
from stakes.assessment.sentences import likelihood_sentence, reading
from stakes.assessment.verdict import confidence
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_value import compare
from stakes.decision.information.net_benefit_of_sampling import enbs
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.information.sample_information import evsi
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.stochastic_dominance import dominance
from stakes.decision_json.reading import as_json as decision_text
from stakes.decision_json.sensitivity import Claim
from stakes.report import terminal
from stakes.report.figures import panels as figures
from stakes.report.figures.svg import svg
from stakes.report.page import html
from stakes.report.provenance import as_json, trace

ATTACK = "<script>alert(1)</script>"
OPTIONS, ATTRIBUTES = ["wait", "act", "half"], ["gain", "cost"]
QUANTITIES = {"rate": "quantiles", "shift": "distribution", "comes": "event"}
VOID = {"meta", "br", "link", "img", "input", "hr"}


def _unlike(attribute: Any) -> str:
    return "gain" if attribute.id == "cost" else ""


def _case() -> SimpleNamespace:
    record = SimpleNamespace(
        label="Tests", use="likelihood", how_coded="One row a test.", left_out="Nothing."
    )
    frame = pd.DataFrame({"source": ["paper", "paper"]})
    source = SimpleNamespace(
        publisher="Press",
        title="A & B",
        date="2011",
        url="https://example.org/?a=1&b=2",
        grade="A",
        read="page",
    )
    weights = {"gain": 1.0, "cost": 1.0}
    return SimpleNamespace(
        title="Small case", question="Act?", unit="euros", horizon=date(2020, 1, 1),
        baseline="wait", models=(),
        options={
            o: SimpleNamespace(
                label=ATTACK if o == "half" else o.title(), description=f"To {o}.", until=None,
                levels={"of": ATTACK}, amounts={}
            )
            for o in OPTIONS
        },
        studies={"poll": SimpleNamespace(label=ATTACK, unit="calls", rationale="Because.")},
        attributes={a: SimpleNamespace(id=a, label="Label of "
                                                   f"{a}", description="A part",
                                                   like="gain") for a in ATTRIBUTES},
        amounts={},
        agreed=SimpleNamespace(label=f"If agreed {ATTACK}", description=ATTACK),
        quantities={
            q: SimpleNamespace(
                id=q, kind=k, grade="B", basis="data", sources=("paper",),
                rationale=f"Because {ATTACK}", label=f"{q} {ATTACK}",
                unit="$", topic="t", later=None, quantiles=None, distribution=None, value=None,
                probability=None, states=None,
            )
            for q, k in QUANTITIES.items()
        },
        profiles={"us": SimpleNamespace(label="Us", rationale="Ours.", weights=weights,
            unlike=_unlike)},
        evidence={"tests": SimpleNamespace(record=record)},
        evidence_as_of=lambda day: {"tests": frame},
        sources={"paper": source},
        topics={"t": "Topic of all"},
        challenges=challenges(ATTACK),
        claims=claims(ATTACK),
        as_of=date(2011, 6, 10),
    )  # fmt: skip


def small_findings() -> Findings:
    random = np.random.default_rng(7)
    parts = xr.DataArray(
        random.normal([[0.0], [0.4], [0.1]], 1.0, (4, 500, 3, 2)),
        dims=("chain", "draw", "option", "attribute"),
    )
    parts = parts.assign_coords(option=OPTIONS, attribute=ATTRIBUTES)
    parts = parts - parts.sel(option="wait", drop=True)
    table = compare(parts.sum("attribute"))
    mean = parts.mean(("chain", "draw"))
    columns = (
        "expected",
        "mcse",
        "lower",
        "upper",
        "p_best",
        "p_best_mcse",
        "expected_regret",
        "cvar",
        "cvar_mcse",
        "lead",
        "lead_mcse",
    )
    options = {
        o: {"label": ATTACK if o == "half" else o.title()}
        | {c: table[c].sel(option=o).item() for c in columns}
        for o in OPTIONS
    }
    quantiles = {"low": 0.00123, "median": 0.0312, "high": 0.4, "mean": 0.07, "mcse": 0.001}
    decision = {
        "case": "Small case", "as_of": "2011-06-10", "unit": "euros", "profile": "us", "seed": 3,
        "options": options,
        "best": table["best"].item(), "resolved": table["resolved"].item(),
        "too_close_to_call": False,
        "evpi": {"value": table["evpi"].item(), "mcse": table["evpi_mcse"].item()},
        "attributes": {o: {a: mean.sel(option=o,
            attribute=a).item() for a in ATTRIBUTES} for o in OPTIONS},
        "diagnostics": {"rhat_max": 1.0012345, "ess_min": 1234.5, "divergences": 0,
            "bfmi_min": 0.87654},
        "fingerprint": "0123abcd", "versions": {"numpy": "2.1", "arviz-stats": "1.3"},
        "likelihoods": {"hits": "t"}, "beliefs": {q: dict.fromkeys(("prior", "posterior"),
            quantiles) | {"sensitivity": {
            "prior": 0.1234, "likelihood": 0.2345}} for q in QUANTITIES},
    }  # fmt: skip
    information, case = _information(parts), _case()
    value = parts.sum("attribute")
    noise = xr.DataArray(random.normal(size=(2, 4, 500)), dims=("quantity", "chain", "draw"))
    known = xr.Dataset({"rate": value.sel(option="act", drop=True) + noise[0], "shift": noise[1]})
    sensitivity = made_up(value, known, ATTACK)
    return Findings(
        case=case,  # type: ignore[arg-type]
        decision=record_of(
            decision | information_entries(information) | sensitivity_entries(case, sensitivity)
        ),  # type: ignore[arg-type]
        sensitivity=sensitivity,
        explorer=_explorer(parts, known),
        comparison=table,
        given_agreement=table[["expected", "mcse"]] * 2,
        attributes=xr.Dataset({"mean": mean, "mcse": mean * 0 + 0.02}),
        beliefs=_beliefs(),
        evidence=_columns(
            "table",
            ["tests"],
            label=["Tests"],
            use=["likelihood"],
            known=[2],
            total=[5],
            latest=["2011-01-01"],
        ),
        checks=_columns(
            "check",
            None,
            likelihood=["hits"],
            statistic=["sum"],
            observed=[18.0],
            median=[17.5],
            tail=[0.4],
            passed=[True],
        ),
        information=information,
        diagnostics=decision["diagnostics"] | {"worst": "rate, rate"},  # type: ignore[operator]
    )


@pytest.fixture(scope="module")
def findings() -> Findings:
    return small_findings()


def _explorer(parts: xr.DataArray, known: xr.Dataset) -> dict[str, Any]:
    named = parts.assign_attrs(unit="euros", relative_to="wait")
    labels = {
        "options": dict.fromkeys(OPTIONS, ATTACK),
        "attributes": dict.fromkeys(ATTRIBUTES, ATTACK),
    }
    return payload(
        named, _case().profiles, "us", [Assumption("rate", ATTACK, ATTACK, known["rate"])], labels
    )


def _information(parts: xr.DataArray) -> Information:
    """What knowing more is worth in the made-up case: real numbers of made-up draws."""
    value = parts.sum("attribute")
    known = xr.Dataset(
        {
            "rate": value.sel(option="act", drop=True) + 0.5,
            "shift": parts.sel(option="half", attribute="cost", drop=True),
        }
    )
    worth = evppi(value, known)
    study = evsi(
        value,
        xr.concat([known[["rate"]]] * 2, "size").assign_coords(size=[5, 10]).transpose(..., "size"),
    )
    cost = xr.DataArray([0.01, 0.02], dims="size", coords={"size": [5, 10]})
    review = xr.Dataset(
        {
            "learned": 0.25,
            "se": 0.01,
            "noise_floor": 0.001,
            "later": ("option", [0.0, 0.3, 0.2]),
            "chosen": ("option", [0.4, 0.6, 0.0]),
        },
        {"option": OPTIONS},
    )
    weights = xr.DataArray(
        [[s, 1.0] for s in SWEEP],
        dims=("sweep", "attribute"),
        coords={"sweep": list(SWEEP), "attribute": ATTRIBUTES},
    )
    curve = acceptability(parts, weights)
    absolute = value + xr.DataArray(
        np.random.default_rng(8).normal(size=(4, 500)), dims=("chain", "draw")
    )
    return Information(
        evpi=evpi(value),
        evppi=worth.assign(label=("group", [ATTACK, "Shift"])),
        topics=worth.isel(group=[0]).assign_coords(group=["t"]).assign(label=("group", [ATTACK])),
        studies={
            "poll": study.assign(
                cost=cost, enbs=enbs(study, cost)["enbs"], best_size=5, worthwhile=True
            )
        },
        waiting=review.expand_dims(review=["2012-01-01"]),
        acceptability={"gain": curve.assign_coords(near=curve["frontier"])},
        equivalents=certainty_equivalent(
            absolute, xr.DataArray([0.0, 0.001], dims="risk_aversion")
        ),
        dominance=dominance(absolute),
    )


def _columns(dim: str, ids: list[str] | None, **columns: list[Any]) -> xr.Dataset:
    return xr.Dataset(
        {name: (dim, column) for name, column in columns.items()}, {dim: ids} if ids else {}
    )


def _beliefs() -> xr.Dataset:
    quantiles = [
        [[0.001, 0.01, 0.03, 0.1, 0.4]] * 2,
        [[-2.0, -1.0, 0.0, 1.0, 2.0]] * 2,
        [[0.0, 0.0, 0.0, 1.0, 1.0]] * 2,
    ]
    columns = _columns("quantity", list(QUANTITIES), label=["Rate", ATTACK, "It comes"],
        unit=["a year", "$", "share"],
                       basis=["data", "expert judgement", "analogy"], link=[0.5, 0.2, 0.1],
                       topic=["t"] * 3,
                       link_se=[0.01] * 3, highest=[1, 2, 3], lowest=[1, 2, 3])  # fmt: skip
    groups = {"group": ["prior", "posterior"], "level": [0.05, 0.25, 0.5, 0.75, 0.95]}
    return columns.assign(
        judged=0.25,
        judged_se=0.01,
        value=(("quantity", "group", "level"), quantiles),
        mean=(("quantity", "group"), [[0.3, 0.4]] * 3),
    ).assign_coords(groups)


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, numbers by path, and whether all that
    opens is closed.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.numbers: list[tuple[str, str]] = []
        self.shown: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        if tag not in VOID:
            self.open.append(tag)
        if named.get("data-key"):
            self.numbers.append((str(named["data-key"]), str(named["data-value"])))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.numbers and len(self.shown) < len(self.numbers):
            self.shown.append((self.numbers[-1][0], data))


@pytest.fixture(scope="module")
def page(findings: Findings) -> Page:
    return Page(html(findings))


def test_every_number_with_a_path_is_that_of_the_decision(findings: Findings, page: Page) -> None:
    stored = json.loads(decision_text(findings.decision))
    for path, value in page.numbers:
        found = stored
        parts = path.split(".")
        if parts[0] == "certainty_equivalent":
            parts = [parts[0], ".".join(parts[1:-1]), parts[-1]]  # of which the key has a dot
        for name in parts:
            found = found[int(name)] if isinstance(found, list) else found[name]
        assert (value == found) if isinstance(found, str) else (float(value) == found), path


def _parsed(text: str) -> tuple[float, float]:
    """The number that a text begins with, and half of its last digit."""
    found = re.match(r"(−?[\d,]+(?:\.(\d+))?)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found, text
    power = int((found[3] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    return float(found[1].replace(",", "").replace("−", "-")) * 10.0**power, 0.5 * 10.0 ** (
        power - len(found[2] or "")
    )


def _whole(text: str, value: float) -> float:
    """What a number without decimals may be off by: from 1000 its closing zeros may be rounded
    ones.
    """
    digits = re.match(r"[−\d,]+", text)
    zeros = (
        len(digits[0]) - len(digits[0].rstrip("0,"))
        if digits and abs(value) >= 100 and "." not in text
        else 0
    )
    return float(0.5 * 10**zeros)


def test_every_number_with_a_path_is_rounded_from_it(findings: Findings, page: Page) -> None:
    assert len(page.shown) == len(page.numbers) > 150
    texts = {"seed", "fingerprint", "versions"}
    for (path, raw), (_, text) in zip(page.numbers, page.shown, strict=True):
        if path.partition(".")[0] in texts:
            assert raw.strip("'") == text
        elif text.startswith(("under", "over")):
            assert (
                float(raw) < 0.005
                if text == "under 1 %"
                else (text == "over 99 %" and float(raw) > 0.995)
            ), path
        else:
            shown, half = _parsed(text)
            hundred = (
                text.endswith("%")
                or path.endswith(("p_best", "p_best_mcse"))
                or re.search(r"boxes\.\d+\.[cd]", path)
            )
            value = float(raw) * (100 if hundred else 1)
            assert abs(shown - value) <= max(half, _whole(text, value) if half == 0.5 else 0) * (
                1 + 1e-9
            ), (path, raw, text)


def _rule(made: dict[str, Any], path: str) -> str:
    """What a path is, found as the page does; empty where no rule knows it, or the case holds no
    such thing.
    """
    names = {
        kind: made[f"{kind}s"]
        for kind in ("option", "claim", "plane", "view", "profile", "component", "topic")
    }
    names |= {
        "attribute": made["attributes"],
        "study": made["studies"],
        "quantity": made["quantities"],
    }

    def knows(kind: str, part: str) -> bool:
        if kind == "pair":
            return (
                part.split(":")[0] in made["quantities"] and part.split(":")[1] in made["options"]
            )
        return kind == "*" or part in names[kind]

    for pattern, said, *_ in made["rules"]:
        kinds = re.findall(r"\{(.+?)\}", pattern)
        found = re.fullmatch(re.sub(r"\\\{.+?\\\}", "(.+)", re.escape(pattern)), path)
        if found and all(
            knows(kind, part) for kind, part in zip(kinds, found.groups(), strict=True)
        ):
            return str(said)
    return ""


def test_every_path_names_something_of_the_case(findings: Findings, page: Page) -> None:
    made = trace(findings)
    assert [path for path, _ in page.numbers if not _rule(made, path)] == []
    assert not _rule(made, "options.nobody.expected")
    assert not _rule(made, "break_even.rate:nobody.value")
    assert made["sources"] == [["Press", "A & B", "https://example.org/?a=1&b=2"]]
    assert made["quantities"]["rate"]["sources"] == [0]
    assert "<" not in as_json(findings)
    assert json.loads(as_json(findings)) == json.loads(json.dumps(made))


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
            probability=float(probability), prior=float(probability), se=error, prior_se=error
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
    }
    wanted |= {
        f"power_scale.{c}.alphas.{i}.lead.half" for c in decision.power_scale for i in range(2)
    }
    wanted |= {
        f"tornado.quantities.{q}.{end}" for q in ("rate", "shift") for end in ("low", "high")
    }
    wanted |= {f"importance.topics.{t}.shapley" for t in ("t", "all others")} | {
        "planes.both.lead.half.0.2"
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
    drawn = [attributes for tag, attributes in page.tags if tag == "svg"]
    panels = 2 + len(QUANTITIES)  # waterfalls and beliefs
    assert (
        len(drawn) == panels + 4 + 3
    )  # worth, tornado, plane and views; one for each component of power scaling
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert all(
        attributes["role"] == "img" and attributes["aria-labelledby"] in ids for attributes in drawn
    )


def test_banner_only_where_something_failed(findings: Findings, page: Page) -> None:
    assert not [attributes for _, attributes in page.tags if attributes.get("role") == "alert"]
    failed = Page(html(replace(findings, failures=("R-hat reaches 1.2",))))
    assert [attributes for _, attributes in failed.tags if attributes.get("role") == "alert"]
    assert "R-hat reaches 1.2" in failed.text
    assert "Confidence is low" in failed.text


def test_same_findings_give_the_same_bytes(findings: Findings) -> None:
    assert html(findings) == html(findings)


def test_svg_is_text_in_the_colours_of_the_page(findings: Findings) -> None:
    labels = dict.fromkeys(ATTRIBUTES, "a $1 < $2")
    drawing = svg(
        figures.waterfall(findings.attributes, findings.comparison, "act", labels),
        f'say "{ATTACK}"',
    )
    root = ET.fromstring(drawing)
    assert root[0].text == f'say "{ATTACK}"'
    assert "a $1 < $2" in [
        element.text for element in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "currentColor" in drawing
    assert "var(--gain)" in drawing
    assert "#0102" not in drawing
    assert "<metadata" not in drawing


@pytest.mark.parametrize(("quantity", "scale"), [("rate", "log"), ("shift", "linear")])
def test_axis_is_logarithmic_only_for_wide_positive_ranges(
    findings: Findings, quantity: str, scale: str
) -> None:
    assert figures.belief(findings.beliefs, quantity).axes[0].get_xscale() == scale


def test_terminal_shows_answer_and_options(findings: Findings) -> None:
    out = StringIO()
    facts = confidence(findings.beliefs, findings.checks, findings.failures)
    terminal.show(
        findings.decision.model_copy(update={"confidence": facts}), Console(file=out, width=140)
    )
    shown = out.getvalue()
    assert "has the highest expected value" in shown
    assert "Confidence is moderate" in shown
    assert ATTACK in shown
    assert "Not converged" not in shown


def test_terminal_warns_of_chains_that_did_not_converge(findings: Findings) -> None:
    out = StringIO()
    unsound = findings.decision.diagnostics.model_copy(update={"rhat_max": 1.3})
    terminal.show(
        findings.decision.model_copy(update={"diagnostics": unsound}), Console(file=out, width=140)
    )
    assert "Not converged: R-hat reaches 1.300, above 1.01, in the joint model" in out.getvalue()
