"""What stands behind a number of the report: what it is, on which quantities it rests, and on whose word these are believed."""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from stakes.assessment.findings import Findings
from stakes.inference.states import STATE
from stakes.report.sections.sensitivity import component_label

LINKED = 3  # quantities named for a number that rests on all of them
ALL, CASE, SHARE, NONE = "all", "case", "share", ""  # on what a number rests, where its path does not say; its unit
QUANTITY = "quantity"  # the unit of the quantity that its path names

# Path, what it is, its unit, and whether it rests on all quantities. A name in braces stands for an id of that kind.
RULES = (
    ("options.{option}.expected", "Expected net value of {option}", CASE, ALL),
    ("options.{option}.mcse", "Monte Carlo standard error of the expected net value of {option}", CASE, ALL),
    ("options.{option}.lower", "Lower end of the interval of the net value of {option}", CASE, ALL),
    ("options.{option}.upper", "Upper end of the interval of the net value of {option}", CASE, ALL),
    ("options.{option}.p_best", "Probability that {option} is the best", SHARE, ALL),
    ("options.{option}.p_best_mcse", "Standard error of the probability that {option} is the best", SHARE, ALL),
    ("options.{option}.expected_regret", "Expected regret of {option}", CASE, ALL),
    ("options.{option}.cvar", "Mean of the worst outcomes (CVaR) of {option}", CASE, ALL),
    ("options.{option}.cvar_mcse", "Standard error of the mean of the worst outcomes of {option}", CASE, ALL),
    ("options.{option}.lead", "Expected lead of the best option over {option}", CASE, ALL),
    ("options.{option}.lead_mcse", "Standard error of the lead of the best option over {option}", CASE, ALL),
    ("options.{option}.pareto_k", "Pareto k, the weight of the tail, of the net value of {option}", NONE, ALL),
    ("p_best_of_best", "Probability that the best option, or one that comes to the same, is the best", SHARE, ALL),
    ("evpi.value", "Expected value of perfect information", CASE, ALL),
    ("evpi.mcse", "Standard error of the expected value of perfect information", CASE, ALL),
    ("evpi_without_waiting.value", "Expected value of perfect information among the options that do not wait", CASE, ALL),
    ("evpi_without_waiting.mcse", "Standard error of that value of perfect information", CASE, ALL),
    ("attributes.{option}.{attribute}", "Expected {attribute} of {option}, weighted", CASE, ALL),
    ("evppi.{quantity}.value", "Value of knowing exactly: {quantity}", CASE, ""),
    ("evppi.{quantity}.se", "Standard error of the value of knowing: {quantity}", CASE, ""),
    ("evppi.{quantity}.noise_floor", "Noise floor of the value of knowing: {quantity}", CASE, ""),
    ("studies.{study}.best_size", "Best size of the study: {study}", NONE, ALL),
    ("studies.{study}.sizes.{*}.evsi", "Value of the study (EVSI), size {*}: {study}", CASE, ALL),
    ("studies.{study}.sizes.{*}.se", "Standard error of the value of the study, size {*}: {study}", CASE, ALL),
    ("studies.{study}.sizes.{*}.cost", "Cost of the study, size {*}: {study}", CASE, ""),
    ("studies.{study}.sizes.{*}.enbs", "Net benefit of the study (ENBS), size {*}: {study}", CASE, ALL),
    ("waiting.{*}.learned", "Value of what is learned by {*}", CASE, ALL),
    ("waiting.{*}.se", "Standard error of the value of what is learned by {*}", CASE, ALL),
    ("waiting.{*}.noise_floor", "Noise floor of the value of what is learned by {*}", CASE, ALL),
    ("waiting.{*}.later.{option}", "Value of {option} from {*} on", CASE, ALL),
    ("break_even.{pair}.value", "Break-even of {pair}", QUANTITY, ""),
    ("break_even.{pair}.se", "Standard error of the break-even of {pair}", QUANTITY, ""),
    ("break_even.{pair}.roots.{*}.value", "A further break-even of {pair}", QUANTITY, ""),
    ("break_even.{pair}.roots.{*}.se", "Standard error of a further break-even of {pair}", QUANTITY, ""),
    ("break_even.{pair}.probability_beyond", "Probability of lying beyond the break-even of {pair}", SHARE, ""),
    ("break_even.{pair}.chance_in_a_year", "Chance in a year at the break-even rate of {pair}", SHARE, ""),
    ("break_even.{pair}.chance_by_horizon", "Chance by the horizon at the break-even rate of {pair}", SHARE, ""),
    ("break_even.{pair}.lower", "Lower end of the range searched for {pair}", QUANTITY, ""),
    ("break_even.{pair}.upper", "Upper end of the range searched for {pair}", QUANTITY, ""),
    ("break_even.{pair}.lead_lower", "Lead over the baseline at the lower end: {pair}", CASE, ""),
    ("break_even.{pair}.lead_lower_se", "Standard error of the lead at the lower end: {pair}", CASE, ""),
    ("break_even.{pair}.lead_upper", "Lead over the baseline at the upper end: {pair}", CASE, ""),
    ("break_even.{pair}.lead_upper_se", "Standard error of the lead at the upper end: {pair}", CASE, ""),
    ("planes.{plane}.x.values.{*}", "Value across the plane: {plane}", NONE, ""),
    ("planes.{plane}.y.values.{*}", "Value down the plane: {plane}", NONE, ""),
    ("planes.{plane}.lead.{option}.{*}.{*}", "Lead of {option} over the baseline in the plane: {plane}", CASE, ""),
    ("views.{view}.profiles.{profile}.lead", "Lead of the best over the next: {view}; {profile}", CASE, ALL),
    ("views.{view}.profiles.{profile}.lead_se", "Standard error of the lead: {view}; {profile}", CASE, ALL),
    ("claims.{claim}.probability", "Probability after the evidence of the claim: {claim}", SHARE, ALL),
    ("claims.{claim}.prior", "Probability before the evidence of the claim: {claim}", SHARE, ALL),
    ("tornado.quantities.{quantity}.low", "Lead at the 5 % quantile of: {quantity}", CASE, ""),
    ("tornado.quantities.{quantity}.high", "Lead at the 95 % quantile of: {quantity}", CASE, ""),
    ("tornado.quantities.{quantity}.low_se", "Standard error of the lead at the 5 % quantile of: {quantity}", CASE, ""),
    ("tornado.quantities.{quantity}.high_se", "Standard error of the lead at the 95 % quantile of: {quantity}", CASE, ""),
    ("tornado.quantities.{quantity}.at_low", "5 % quantile of: {quantity}", QUANTITY, ""),
    ("tornado.quantities.{quantity}.at_high", "95 % quantile of: {quantity}", QUANTITY, ""),
    ("importance.quantities.{quantity}.{measure}", "{measure} for the lead: {quantity}", NONE, ""),
    ("importance.topics.{topic}.{measure}", "{measure} for the lead: {topic}", NONE, ALL),
    ("power_scale.{component}.alphas.{*}.lead.{option}", "Lead over {option} under another power of: {component}", CASE, ALL),
    ("power_scale.{component}.alphas.{*}.lead_se.{option}", "Standard error of that lead: {component}", CASE, ALL),
    ("power_scale.{component}.flip.{*}.value", "Power at which the choice flips when {*}: {component}", NONE, ALL),
    ("power_scale.{component}.flip.{*}.se", "Standard error of the power at which the choice flips: {component}", NONE, ALL),
    ("power_scale.{component}.flip.{*}.searched", "Power searched to when {*}: {component}", NONE, ALL),
    ("tilt.kl", "Least change of belief at which the next option is as good", "nats", ALL),
    ("tilt.se", "Standard error of the least change of belief", "nats", ALL),
    ("tilt.ess", "Effective draws left after that change of belief", "draws", ALL),
    ("tilt.moves.{quantity}.shift_sd", "Shift, in standard deviations, of: {quantity}", NONE, ""),
    ("tilt.moves.{quantity}.se", "Standard error of the shift of: {quantity}", NONE, ""),
    ("discover.boxes.{*}.limits.{quantity}.{*}", "Limit of a box where another option is better: {quantity}", QUANTITY, ""),
    ("discover.boxes.{*}.{measure}", "{measure} of a box where another option is better", SHARE, ALL),
    ("diagnostics.{measure}", "{measure} of the chains", NONE, ""),
    ("beliefs.{quantity}.{group}.{measure}", "{measure} {group}: {quantity}", QUANTITY, ""),
    ("beliefs.{quantity}.{group}.states.{*}", "Probability of a state, {*}, {group}: {quantity}", SHARE, ""),
    ("beliefs.{quantity}.sensitivity.{power}", "Sensitivity to power scaling of {power}: {quantity}", NONE, ""),
    ("seed", "Seed of the run", NONE, ""),
    ("fingerprint", "Fingerprint of the files of the case", NONE, ""),
    ("versions.{*}", "Version of {*}", NONE, ""),
)  # fmt: skip
MEASURES = {
    "delta": "Borgonovo's delta", "delta_se": "Standard error of Borgonovo's delta",
    "first_order": "First-order share of the variance", "first_order_se": "Standard error of the first-order share",
    "shapley": "Shapley share of the variance", "shapley_se": "Standard error of the Shapley share",
    "coverage": "Coverage", "coverage_se": "Standard error of the coverage",
    "density": "Density", "density_se": "Standard error of the density", "mass": "Share of the draws",
    "rhat_max": "Highest R-hat", "ess_min": "Smallest effective sample size", "divergences": "Divergent transitions",
    "bfmi_min": "Smallest BFMI", "low": "5 % quantile", "median": "Median", "high": "95 % quantile", "mean": "Mean",
    "mcse": "Monte Carlo standard error of the mean",
}  # fmt: skip
GROUPS = {"prior": "before the evidence", "posterior": "after the evidence"}
POWERS = {"prior": "the prior", "likelihood": "the evidence"}


def trace(findings: Findings) -> dict[str, Any]:
    """What the page needs to say of any of its numbers what it is and where it comes from.

    Returns
    -------
    dict
        unit; rules (see `RULES`); quantities by id: label, unit, basis, grade, and places in sources, a list of publisher, title
        and address; options, attributes and the like: label by id; claims by id: text, quantities; uses: ids of the quantities
        of each plane; linked: ids of the quantities most closely linked with the lead.
    """
    case = findings.case
    cited = list(dict.fromkeys(s for q in case.quantities.values() for s in _sources(q) if s in case.sources))
    return {
        "unit": case.unit,
        "rules": RULES,
        "state": STATE,
        "quantities": {name: _quantity(record, cited) for name, record in case.quantities.items()},
        "sources": [[case.sources[s].publisher, case.sources[s].title, case.sources[s].url] for s in cited],
        "claims": {n: {"text": c.text, "quantities": list(c.quantities)} for n, c in case.claims.items()},
        "options": {name: option.label for name, option in case.options.items()},
        "attributes": {name: attribute.label for name, attribute in case.attributes.items()},
        "studies": {name: study.label for name, study in case.studies.items()},
        "profiles": {"run": "the values of this run"} | {name: profile.label for name, profile in case.profiles.items()},
        "planes": {name: plane.label for name, plane in case.challenges.planes.items()},
        "views": {name: view["label"] for name, view in findings.decision["views"].items()},
        "topics": {name: case.topics.get(name, name) for name in findings.decision["importance"]["topics"]},
        "components": {name: component_label(findings, name) for name in findings.decision["power_scale"]},
        "measures": MEASURES,
        "groups": GROUPS,
        "powers": POWERS,
        "uses": {name: [plane.x, plane.y] for name, plane in case.challenges.planes.items()},
        "linked": [str(name) for name in findings.beliefs["quantity"].to_numpy()[:LINKED]],
    }


def as_json(findings: Findings) -> Markup:
    """`trace` for a script element of the page."""
    text = json.dumps(trace(findings), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # no label can end the script


def _quantity(record: Any, cited: Sequence[str]) -> dict[str, Any]:
    known = {key: getattr(record, key) for key in ("label", "unit", "basis", "grade")}
    return known | {"sources": [cited.index(name) for name in dict.fromkeys(_sources(record)) if name in cited]}


def _sources(record: Any) -> list[str]:
    return [*record.sources, *(name for state in (record.states or {}).values() for name in state.sources)]
