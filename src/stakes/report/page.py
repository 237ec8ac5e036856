"""The report: one self-contained page, laid out from findings; every number on it was computed
before.
"""

from typing import Any

import jinja2

from stakes.assessment.cited_numbers import estimate
from stakes.assessment.explorer.payload import section
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import (
    confidence_sentence,
    likelihood_sentence,
)
from stakes.assessment.verdict import CONFIDENCE_RULE
from stakes.progress import step
from stakes.report.demands.table import demand_rows
from stakes.report.front.claims import claims
from stakes.report.front.disagreement import disagreement
from stakes.report.front.headline import headline, whose
from stakes.report.front.soundness import soundness
from stakes.report.front.turning import turn_section
from stakes.report.front.why import why
from stakes.report.front.worth import worth
from stakes.report.model.picture import inline, model_title
from stakes.report.provenance import as_json
from stakes.report.sections.claims import claim_rows
from stakes.report.sections.evidence import belief_rows, check_rows, evidence_rows
from stakes.report.sections.information import information_rows
from stakes.report.sections.making import diagnostic_rows, stamps, weight_rows
from stakes.report.sections.overview import (
    attribute_rows,
    left_out,
    option_rows,
    waterfall_rows,
)
from stakes.report.sections.quantities import quantity_rows
from stakes.report.sections.sensitivity import sensitivity_rows
from stakes.report.sections.sequence import sequence_rows
from stakes.report.subgroups import subgroup_rows
from stakes.report.track_record.given import TrackRecord
from stakes.report.track_record.section import track_record
from stakes.report.words.citation import citation
from stakes.report.words.glossary import GLOSSARY
from stakes.report.words.stories import told


@step("report", "Writing the report: some seconds.")
def html(findings: Findings, past: TrackRecord | None = None) -> str:
    """The report as one HTML page that loads nothing.

    A number that stands in ``decision.json`` carries its dotted path (``data-key``); every number
    of a result carries its unrounded value (``data-value``).

    Parameters
    ----------
    findings : finished results of a run.
    past : what stands beside it of a backtest and of scores; neither if None.
    """
    loader = jinja2.PackageLoader("stakes.report", "templates")
    page = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return page.get_template("report.html.j2").render(
        case=findings.case,
        decision=findings.decision,
        failures=findings.failures,
        profile=findings.case.profiles[findings.decision.profile],
        sample=findings.sample,
        share=f"{100 * findings.comparison.attrs.get('prob', 0.9):g} %",
        baseline=findings.decision.options[findings.case.baseline].label,
        trace=as_json(findings),
        explorer=section(findings.explorer, _explorer_notes(findings)),
        past=track_record(findings, past),
        **_main_part(findings),
        **_appendix(findings),
    )


def _main_part(findings: Findings) -> dict[str, Any]:
    """What a reader needs before opening anything."""
    whole = findings.sample is None
    return {
        "whose": whose(findings.case),
        "top": headline(findings),
        "demands": demand_rows(findings),
        "subgroups": subgroup_rows(findings.decision),
        "why": why(findings) if len(findings.case.attributes) > 1 else None,
        "worth": worth(findings),
        "model": inline(findings.case, findings.decision) if whole else "",
        "model_title": model_title(findings.case, findings.decision) if whole else "",
        "turn": turn_section(findings),
        "views": disagreement(findings),
        "claims_shown": claims(findings),
        "stories": told(findings),
        "sound": soundness(findings),
    }


def _appendix(findings: Findings) -> dict[str, Any]:
    facts = findings.decision.confidence
    return {
        "likelihood": likelihood_sentence(findings.decision),
        "confidence": confidence_sentence(facts) if facts else "",
        "confidence_rule": CONFIDENCE_RULE,
        "options": option_rows(findings),
        "rare": sorted({name.replace("_", " ") for s in findings.stories for name in s.events}),
        "left_out": left_out(findings),
        "evpi": estimate(findings.decision, ("evpi", "value"), ("evpi", "mcse")),
        "waterfalls": waterfall_rows(findings),
        "attributes": attribute_rows(findings),
        "beliefs": belief_rows(findings),
        "evidence": [] if findings.sample else evidence_rows(findings),
        "checks": check_rows(findings),
        "diagnostics": diagnostic_rows(findings),
        "weights": weight_rows(findings),
        "made": stamps(findings.decision),
        "more": information_rows(findings),
        "steps": sequence_rows(findings),
        "sens": sensitivity_rows(findings),
        "claims": claim_rows(findings),
        "quantities": quantity_rows(findings),
        "glossary": GLOSSARY,
        "take": {} if findings.sample else citation(findings.case),
    }


def _explorer_notes(findings: Findings) -> list[str]:
    if findings.sample:
        return [findings.sample.carried] if findings.sample.carried else []
    waits = [
        o.label
        for name, o in findings.case.options.items()
        if o.until and name in findings.decision.options
    ]
    return [
        f"{label}: what it would choose at its review stays as by the values of this run."
        for label in waits
    ]
