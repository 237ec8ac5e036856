#!/usr/bin/env bash
# Does the installed wheel do without the repository? It is built, installed into an environment of its own in a folder outside, and
# there runs the gallery, each example from `stakes new --like`, the smallest case, and the README's example. What each example prints
# is left in build/gallery, from which scripts/docs_site.py shows it. Minutes.
#
#   bash scripts/installed.sh [UV]     UV: the command uv, "python3 -m uv" by default
set -euo pipefail
cd "$(dirname "$0")/.."
read -r -a uv <<< "${1:-python3 -m uv}"
repository=$PWD place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${uv[@]}" build --quiet --wheel --out-dir "$place/wheel" .
"${uv[@]}" venv --quiet "$place/env"
"${uv[@]}" pip install --quiet --compile-bytecode --python "$place/env" "$place"/wheel/*.whl # versions as pinned in pyproject.toml
mkdir -p "$repository/build/gallery"
cd "$place"
unset PYTHONPATH
export PATH="$place/env/bin:$PATH"
python -c 'import pathlib, stakes; assert pathlib.Path(stakes.__file__).is_relative_to(pathlib.Path.cwd()), stakes.__file__'

few=(--draws 400 --tune 400 --chains 2 --allow-unconverged)
stakes new minimal --minimal && stakes run --case minimal "${few[@]}" > minimal.txt
for name in $(python -c 'from stakes.authoring.gallery import *; print(*(n for n in cases() if n not in (STARTER, MINIMAL)))'); do
  stakes new "$name" --like "$name"
  stakes check --case "$name"
  stakes run --case "$name" "${few[@]}" | grep -v '^Report: ' > "$repository/build/gallery/$name.txt"
  test -s "$name/results/report.html"
done
sed -n '/^```python$/,/^```$/p' "$repository/README.md" | grep -v '^```' > readme.py
python readme.py
