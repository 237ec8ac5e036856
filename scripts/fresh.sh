#!/usr/bin/env bash
# Does what the README says work on a machine that has nothing but Python and pip? A fresh clone, an empty home, no caches, an
# empty environment; every command as README.md has it, with its seconds, and megabytes at the end. Minutes, so not in .ci/run.
#
#   bash scripts/fresh.sh [PYTHON] [COUNT]     PYTHON: python3 by default. COUNT: only so many of the commands.
#
# Variables named in KEEP (say KEEP="HTTPS_PROXY SSL_CERT_FILE") are passed on.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3} count=${2:-99}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git clone --quiet . "$place/clone"
mkdir "$place/home" "$place/bin" # in bin a python and its pip, alone, as on a new machine; pip installs below home
real=$("$python" -c 'import sys; print(sys.executable)')
for name in python python3; do ln -s "$real" "$place/bin/$name"; done
printf '#!/bin/sh\nexec python3 -m pip "$@"\n' > "$place/bin/pip" && chmod +x "$place/bin/pip"

kept=()
for name in ${KEEP:-}; do kept+=("$name=${!name}"); done
path=$place/home/.local/bin:$place/bin:/usr/bin:/bin
alone() { env -i "${kept[@]}" HOME="$place/home" PATH="$path" PIP_USER=1 PIP_IGNORE_INSTALLED=1 PIP_NO_CACHE_DIR=1 TERM=dumb "$@"; }
mib() { du -sm --total "$@" | tail -1 | cut -f1; }

cd "$place/clone"
alone python --version
sed -n '/^```sh$/,/^```$/p;/^```$/q' README.md | grep -v '^```' | head -n "$count" | while read -r line; do
  echo "\$ $line"
  begun=$SECONDS
  alone bash -c "$line" < /dev/null
  echo "$((SECONDS - begun)) s"
done
echo "Packages $(mib .venv) MiB, their cache and home $(mib "$place/home") MiB, results $(mib results) MiB"
