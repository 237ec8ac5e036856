"""What stands behind a number of the report: what it is, on which quantities it rests, and on whose
word these are believed.
"""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from stakes.assessment.findings import Findings
from stakes.decision_json.glossary import rules
from stakes.inference.states import STATE
from stakes.report.sections.power_scaling import component_label

LINKED = 3  # quantities named for a number that rests on all of them


def trace(findings: Findings) -> dict[str, Any]:
    """What the page needs to say of any of its numbers what it is and where it comes from.

    Returns
    -------
    dict
        unit; rules (see `stakes.decision_json.glossary.Rule`); quantities by id: label, unit,
        basis, grade, and places in sources, a list of publisher, title and address; options,
        attributes and the like: label by id; claims by id: text, quantities, unit; uses: ids of the
        quantities of each plane; linked: ids of the quantities most closely linked with the lead.
    """
    case, several = findings.case, findings.decision.subgroups
    groups = several.groups if several else {}
    cited = list(
        dict.fromkeys(s for q in case.quantities.values() for s in _sources(q) if s in case.sources)
    )
    return {
        "unit": case.unit,
        "rules": rules(),
        "state": STATE,
        "quantities": {name: _quantity(record, cited) for name, record in case.quantities.items()},
        "sources": [
            [case.sources[s].publisher, case.sources[s].title, case.sources[s].url] for s in cited
        ],
        "claims": {
            n: {"text": c.text, "quantities": list(c.quantities), "unit": c.unit or ""}
            for n, c in case.claims.items()
        },
        "options": {name: option.label for name, option in case.options.items()},
        "attributes": {name: attribute.label for name, attribute in case.attributes.items()},
        "studies": {name: study.label for name, study in case.studies.items()},
        "profiles": {"run": "the values of this run"}
        | {name: profile.label for name, profile in case.profiles.items()},
        "planes": {name: plane.label for name, plane in case.challenges.planes.items()},
        "views": {name: view.label for name, view in findings.decision.views.items()},
        "subgroups": {n: group.label for n, group in groups.items()},
        "topics": {
            name: case.topics.get(name, name)
            for name in (
                *findings.decision.importance.topics,
                *findings.decision.evppi_of_topics,
            )
        },
        "components": {
            name: component_label(findings, name) for name in findings.decision.power_scale
        },
        "uses": {name: [plane.x, plane.y] for name, plane in case.challenges.planes.items()},
        "linked": [str(name) for name in findings.beliefs["quantity"].to_numpy()[:LINKED]],
    }


def as_json(findings: Findings) -> Markup:
    """`trace` for a script element of the page."""
    text = json.dumps(trace(findings), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # no label can end the script


def _quantity(record: Any, cited: Sequence[str]) -> dict[str, Any]:
    known = {key: getattr(record, key) for key in ("label", "unit", "basis", "grade")}
    return known | {
        "sources": [cited.index(name) for name in dict.fromkeys(_sources(record)) if name in cited]
    }


def _sources(record: Any) -> list[str]:
    return [
        *record.sources,
        *(name for state in (record.states or {}).values() for name in state.sources),
    ]
