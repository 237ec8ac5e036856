"""Every number on the page is one of the decision, rounded; its path names what the case has."""

import json
import re
from typing import Any

from tests.report.page_reader import Page

from stakes.assessment.findings import Findings
from stakes.decision_json.reading import as_json as decision_text
from stakes.report.provenance import as_json, trace


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
