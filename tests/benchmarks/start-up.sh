#!/usr/bin/env bash
# What build.sh adds to a run when nothing is to be built: ./build.sh --target=Help against dotnet Build.dll --target=Help,
# in turn, the median of each. Fails when the ratio is above 1.3.
# usage: tests/benchmarks/start-up.sh [RUNS, 10 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runs=${1:-10}
limit=1.3
program=build/Build/bin/publish/Build.dll
samples=$(mktemp -d)
trap 'rm -rf "$samples"' EXIT

# Runs a command and adds its milliseconds to a file.
measure() {
  local file=$1 began ended
  shift
  began=$(date +%s%N)
  "$@" >"$samples/output" 2>&1 || { cat "$samples/output" >&2; exit 1; }
  ended=$(date +%s%N)
  echo $(((ended - began) / 1000000)) >>"$samples/$file"
}

median() {
  sort -n "$samples/$1" | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

# The first run builds what is not current and warms the disk's cache for both.
measure warm ./build.sh --target=Help
measure warm dotnet "$program" --target=Help
for ((run = 0; run < runs; run++)); do
  measure direct dotnet "$program" --target=Help
  measure script ./build.sh --target=Help
done

awk -v direct="$(median direct)" -v script="$(median script)" -v limit="$limit" -v runs="$runs" 'BEGIN {
  ratio = script / direct
  printf "dotnet Build.dll %d ms, build.sh %d ms, ratio %.2f (median of %d, limit %.1f)\n", direct, script, ratio, runs, limit
  exit ratio > limit
}'
