#!/usr/bin/env bash
# images.sh BUILD_OUTPUT IMAGE_SCRIPT: builds the images that the stand-in release's pods run, on the engine of DOCKER_HOST.
# IMAGE_SCRIPT NAME:TAG PORTS PATH builds a small HTTP server; tests/base-images.sh must have run before.
set -euo pipefail
output=$1 image=$2
quiet() { "$@" >/dev/null; }
quiet "$image" docker.io/istio/proxyv2:1.10.0 15021,15090 /usr/local/bin/pilot-agent
quiet "$image" grafana/grafana:7.4.3 3000
quiet "$image" docker.io/jaegertracing/all-in-one:1.20 14269
quiet "$image" quay.io/kiali/kiali:v1.34 20001
quiet "$image" prom/prometheus:v2.24.0 9090
quiet "$image" jimmidyson/configmap-reload:v0.5.0 9533
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
mkdir "$context/app"
cp "$output"/MeshBuild.Rehearsal.* "$output"/YamlDotNet.dll "$context/app/"
printf 'FROM meshbuild.local/dotnet-aspnet:10.0\nCOPY app /app\nENTRYPOINT ["dotnet", "/app/MeshBuild.Rehearsal.dll"]\n' >"$context/Dockerfile"
DOCKER_BUILDKIT=0 docker build -q -t docker.io/istio/pilot:1.10.0 "$context" >/dev/null
