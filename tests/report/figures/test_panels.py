"""Panels of the report."""

import pytest

from stakes.assessment.findings import Findings
from stakes.report.figures import panels as figures


@pytest.mark.parametrize(("quantity", "scale"), [("rate", "log"), ("shift", "linear")])
def test_axis_is_logarithmic_only_for_wide_positive_ranges(
    findings: Findings, quantity: str, scale: str
) -> None:
    assert figures.belief(findings.beliefs, quantity).axes[0].get_xscale() == scale
