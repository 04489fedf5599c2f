#!/usr/bin/env bash
# Makes the golden files of src/core again from the reference implementations, in a Python environment of its own.
# Use: scripts/golden/make-golden.sh [script.py ...]   (all scripts of this folder where none is named)
# The environment lives in the per-user cache and takes about 6 GB, most of it torch; tests read the golden files only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

cache="${BOXWRIGHT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/boxwright}"
environment="$cache/golden-python"
stamp="$environment/requirements.txt"

if ! cmp --silent requirements.txt "$stamp"; then
  "${BOXWRIGHT_PYTHON:-python3}" -m venv --clear "$environment"
  "$environment/bin/python" -m pip install --no-cache-dir --requirement requirements.txt
  cp requirements.txt "$stamp"
fi

scripts=("$@")
[ ${#scripts[@]} -gt 0 ] || scripts=(golden_*.py)
for script in "${scripts[@]}"; do
  "$environment/bin/python" -B "$(basename "$script")"
done
