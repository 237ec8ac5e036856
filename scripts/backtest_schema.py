"""Write the JSON Schema of backtest.json into docs/backtest.schema.json, from the records."""

import json
from pathlib import Path

from stakes.runs.backtesting.record import json_schema

SCHEMA = Path(__file__).parents[1] / "docs" / "backtest.schema.json"

if __name__ == "__main__":
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    SCHEMA.write_text(text, encoding="utf-8")
