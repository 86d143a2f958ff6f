#!/bin/sh
# Writes requirements/*.txt anew: the newest of everything that pyproject.toml allows, with hashes,
# for every Python and platform. `make upgrade` runs it; uv resolves, pip installs.
#
# usage: tools/lock.sh [UV]
set -eu
cd "$(dirname "$0")/.."
uv=${1:-uv}
compile() {
    "$uv" pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-annotate --custom-compile-command "make upgrade" "$@"
}

# One resolution of everything, of which each file holds a part: users get what the tests used.
all=$(mktemp)
trap 'rm -f "$all"' EXIT
compile --group dev --group bench --output-file "$all"
compile --group build --constraint "$all" --no-emit-package onnxruntime -o requirements/run.txt
compile --group dev --constraint "$all" --no-emit-package onnxruntime -o requirements/dev.txt
compile --group bench --constraint "$all" --no-emit-package onnxruntime -o requirements/bench.txt
# By itself, since there are machines without a wheel of it, and the bot can do without.
awk '/^#/ { print } /^[a-z]/ { wanted = /^onnxruntime==/ } wanted' "$all" \
    >requirements/onnxruntime.txt
