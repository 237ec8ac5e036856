"""Write the JSON Schema of decision.json into docs/decision.schema.json, from the records."""

import json
from pathlib import Path

from stakes.decision_json.glossary import json_schema

SCHEMA = Path(__file__).parents[1] / "docs" / "decision.schema.json"


def text() -> str:
    """The schema as it stands in docs/."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(text(), encoding="utf-8")
