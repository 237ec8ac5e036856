#!/usr/bin/env bash
# Convert the percent notebooks to .ipynb and run them, each in a kernel of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
python -c 'import jupytext' 2>/dev/null || exec python3 -m uv run bash "$0"
stakes run >"$built/run.txt"  # its fits are what the notebooks read; nothing is done where they still hold
for notebook in analysis/notebooks/*.py; do
  jupytext --quiet --to ipynb --output "$built/$(basename "${notebook%.py}").ipynb" "$notebook"
done
STAKES_CASE=$PWD pytest --nbmake --nbmake-timeout=600 -p no:cacheprovider --rootdir="$built" -c /dev/null "$built"
