"""A small case with everything that a case may have."""

from pathlib import Path

import pytest

CHALLENGES = """
[schools.office]
label = "The office"
rationale = "Its view."
assume = { damage = "low", wet_decade = false, sign_pact = 0.5 }

[thresholds.flood_rate]
rationale = "How often."
range = [0, 2]
rate = true

[thresholds.sign_pact]
rationale = "Whether it is signed."

[planes.both]
label = "Both"
x = "flood_rate"
y = "sign_pact"

[subgroups.near]
label = "Near the river"
rationale = "A guess."
share = 0.25
has = { damage = "high", flood_rate = 0.9 }

[subgroups.far]
label = "The others"
rationale = "A guess."
share = 0.75
"""
STRUCTURES = """
[structures.base]
label = "As it was"
weight = 0.7
rationale = "Judgement."

[structures.other]
label = "Otherwise"
weight = 0.3
rationale = "Judgement."
instead = { "models/floods.py" = "models/floods_rising.py" }
"""


@pytest.fixture
def full_case(tiny_case: Path) -> Path:
    """The tiny case with challenges and a second structure."""
    models = tiny_case / "models"
    (tiny_case / "analysis/sensitivity.toml").write_text(CHALLENGES, encoding="utf-8")
    with (tiny_case / "case.toml").open("a", encoding="utf-8") as file:
        file.write(STRUCTURES)
    (models / "floods_rising.py").write_bytes((models / "floods.py").read_bytes())
    return tiny_case
