#!/usr/bin/env bash
# deploy.sh CLUSTER_SCRIPTS [RUNS]: times the plain runbook, typed as a script, against ./build.sh --target=Deploy, on the same
# empty cluster with the same images that are built and pushed already, and Deploy once more with nothing changed. Fails when Deploy takes
# longer than the runbook, or the second Deploy longer than a quarter of the first. Reads MESH_ISTIO_SOURCE, MESH_ISTIO_DIGEST, MESH_BUILD_ARGS as Deploy does.
set -euo pipefail
scripts=$1 runs=${2:-3}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
eval "$("$scripts/env")"
istio=tools/istio-1.10.0
now() { date +%s.%N; }
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", b - a }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

./build.sh --target=PushImages >/dev/null
./build.sh --target=DownloadIstio >/dev/null
reference() { sed -n "s/.*\"reference\": *\"\([^\"]*\/$1:[^\"]*\)\".*/\1/p" artifacts/images.json; }
manifests=$(mktemp -d)
trap 'rm -rf "$manifests"' EXIT
for service in car gateway; do
  mkdir -p "$manifests/$service"
  for file in manifests/workloads/"$service"/*.yaml; do
    sed "s|image: $service\$|image: $(reference "$service")|" "$file" >"$manifests/$service/$(basename "$file")"
  done
done

runbook() {
  "$istio/bin/istioctl" install --set profile=demo -y >/dev/null 2>&1
  kubectl apply -f "$istio/samples/addons" >/dev/null 2>&1 || kubectl apply -f "$istio/samples/addons" >/dev/null
  kubectl -n istio-system wait --for=condition=Available deployment --all --timeout=300s >/dev/null
  kubectl label namespace default istio-injection=enabled >/dev/null
  kubectl apply -R -f "$manifests" >/dev/null
  kubectl apply -f manifests/egress -f manifests/ingress >/dev/null
  kubectl rollout status deployment/car --timeout=300s >/dev/null
  kubectl rollout status deployment/gateway --timeout=300s >/dev/null
}

# In turn, so that a machine whose speed drifts does so for both.
for _ in $(seq "$runs"); do
  for kind in runbook deploy again; do
    [ "$kind" = again ] || "$scripts/reset" >/dev/null 2>&1
    began=$(now)
    if [ "$kind" = runbook ]; then runbook; else ./build.sh --target=Deploy >/dev/null; fi
    echo "$kind $(seconds "$began" "$(now)")"
  done
done | tee "$manifests/times"
for kind in runbook deploy again; do
  awk -v kind="$kind" '$1 == kind { print $2 }' "$manifests/times" | median >"$manifests/$kind"
done
awk -v r="$(cat "$manifests/runbook")" -v d="$(cat "$manifests/deploy")" -v a="$(cat "$manifests/again")" 'BEGIN {
  printf "runbook %.1f s, Deploy %.1f s, ratio %.2f (limit 1); Deploy again %.1f s, ratio %.2f (limit 0.25)\n", r, d, d / r, a, a / d
  exit d > r || a > d / 4
}'
