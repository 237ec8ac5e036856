#!/usr/bin/env bash
# Refresh the exact versions in [tool.uv] constraint-dependencies: resolve without them, then write down what was found.
# A lock file would name download hosts, so it is not kept.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 - <<'PY'
import re
from pathlib import Path

file = Path("pyproject.toml")
file.write_text(re.sub(r"\nconstraint-dependencies = \[.*?\n\]\n", "\n", file.read_text(), flags=re.S))
PY
rm -f uv.lock
pins=$(python3 -m uv export --quiet --all-groups --no-hashes --no-emit-project --no-annotate --no-header)
python3 - "$pins" <<'PY'
import sys
from pathlib import Path

rows = sorted({line.strip() for line in sys.argv[1].splitlines() if "==" in line})
listed = "".join(f'  "{row}",\n' for row in rows)
file = Path("pyproject.toml")
text = file.read_text()
head, mark, tail = text.partition("[tool.uv]\n")
file.write_text(f"{head}{mark}constraint-dependencies = [ # exact; refreshed by scripts/pin.sh\n{listed}]\n{tail}")
PY
python3 -m uv sync --quiet --all-groups
