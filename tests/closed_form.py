"""Answers in closed form, which tests hold draws against."""

import json
from pathlib import Path

TRUTH = json.loads((Path(__file__).parent / "truth" / "closed_form.json").read_text("utf-8"))
