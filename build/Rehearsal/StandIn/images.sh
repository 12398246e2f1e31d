#!/usr/bin/env bash
# images.sh BUILD_OUTPUT IMAGE_SCRIPT: builds the images that the stand-in release's pods run, on the engine of DOCKER_HOST.
# IMAGE_SCRIPT NAME:TAG PORTS PATH builds a small HTTP server; tests/base-images.sh must have run before.
set -euo pipefail
output=$1 image=$2
quiet() { "$@" >/dev/null; }
quiet "$image" docker.io/istio/proxyv2:1.10.0 15021,15090 /usr/local/bin/pilot-agent
quiet "$image" grafana/grafana:7.4.3 3000
quiet "$image" prom/prometheus:v2.24.0 9090
quiet "$image" jimmidyson/configmap-reload:v0.5.0 9533
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
mkdir "$context/app"
cp "$output"/MeshBuild.Rehearsal.* "$output"/YamlDotNet.dll "$context/app/"
# program NAME:TAG ARGUMENTS: an image of the stand-in itself, in one of its parts.
program() {
  printf 'FROM meshbuild.local/dotnet-aspnet:10.0\nCOPY app /app\nENTRYPOINT ["dotnet", "/app/MeshBuild.Rehearsal.dll"%s]\n' "$2" >"$context/Dockerfile"
  DOCKER_BUILDKIT=0 quiet docker build -q -t "$1" "$context"
}
program docker.io/istio/pilot:1.10.0 ''
program docker.io/jaegertracing/all-in-one:1.20 ', "addon", "jaeger"'
program quay.io/kiali/kiali:v1.34 ', "addon", "kiali"'
