#!/usr/bin/env bash
# Convert the percent notebooks to .ipynb and run them, each in a kernel of its own; they stay, with outputs, in build/notebooks:
# uv run --group test --group notebooks bash scripts/notebooks.sh
set -euo pipefail
cd "$(dirname "$0")/.."
built=$PWD/build/notebooks
rm -rf "$built" && mkdir -p "$built"
stakes run >"$built/run.txt"  # its fits are what the notebooks read; nothing is done where they still hold
[ -f results/backtest.json ] || stakes backtest --from 2005-06-10 --to 2025-06-10 --every 120 >"$built/backtest.txt"
for notebook in analysis/notebooks/*.py; do
  jupytext --quiet --to ipynb --output "$built/$(basename "${notebook%.py}").ipynb" "$notebook"
done
STAKES_CASE=$PWD pytest --nbmake --overwrite --nbmake-timeout=1500 -p no:cacheprovider --rootdir="$built" -c /dev/null "$built"
