#!/usr/bin/env bash
# Makes two base images for the sample services out of the .NET that is installed here, for machines that can pull none:
#   meshbuild.local/dotnet-aspnet:10.0   the ASP.NET Core runtime
#   meshbuild.local/dotnet-sdk:10.0      the SDK, with the packages that the samples restore
# Use them with --build-args=SDK_IMAGE=meshbuild.local/dotnet-sdk:10.0,BASE_IMAGE=meshbuild.local/dotnet-aspnet:10.0
# The Docker engine is the one of DOCKER_HOST. What is present and made of the same parts is left alone.
set -euo pipefail

SDK_IMAGE=meshbuild.local/dotnet-sdk:10.0
ASPNET_IMAGE=meshbuild.local/dotnet-aspnet:10.0
LABEL=meshbuild.io/base-source
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" # global.json chooses the SDK

fail() { printf 'base-images.sh: %s\n' "$*" >&2; exit 1; }

command -v docker >/dev/null || fail 'docker is not on PATH'
command -v dotnet >/dev/null || fail 'dotnet is not on PATH'
docker version --format '{{.Server.Version}}' >/dev/null || fail "no Docker engine answers at ${DOCKER_HOST:-the default socket}"

DOTNET=$(dirname "$(readlink -f "$(command -v dotnet)")")
SDK=$(dotnet --version)
ASPNET=$(dotnet --list-runtimes | awk '$1 == "Microsoft.AspNetCore.App" && $2 ~ /^10\./ { print $2 }' | sort -V | tail -n 1)
RUNTIME=$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" && $2 ~ /^10\./ { print $2 }' | sort -V | tail -n 1)
[[ -n $ASPNET && -n $RUNTIME ]] || fail 'the ASP.NET Core 10 runtime is not installed'

# What the images are made of: this script, the versions, the machine's C library, the samples' packages.
SOURCE=$({ cat tests/base-images.sh
           printf '%s\n' "$SDK" "$ASPNET" "$RUNTIME"; getconf GNU_LIBC_VERSION 2>/dev/null || true; uname -m
           cat manifests/images/*/*.csproj; } | sha256sum | cut -c 1-64)

current() { [[ $(docker image inspect --format "{{index .Config.Labels \"$LABEL\"}}" "$1" 2>/dev/null) == "$SOURCE" ]]; }
if current "$SDK_IMAGE" && current "$ASPNET_IMAGE"; then
  echo "$ASPNET_IMAGE and $SDK_IMAGE are current"
  exit 0
fi

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The shared libraries that these files load, by their names in the file system, and the loader.
libraries() {
  { ldd "$@" 2>/dev/null || true; } | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && $2 ~ /^\(/ { print $1 }' | sort -u
}

# Puts a file at its own path under a root, links resolved, so that the root needs no link of the machine's layout.
put() {
  local root=$1 file
  shift
  for file; do
    mkdir -p "$root$(dirname "$file")"
    cp -Lf "$file" "$root$file"
  done
}

system() {
  local root=$1 name found
  local -a files
  shift
  # .NET opens OpenSSL by name at run time, where ldd does not see it; name resolution may ask nss.
  local -a opened=()
  # Reads to the end: ldconfig fails where nobody does.
  for name in libssl.so.3 libcrypto.so.3 libssl.so.1.1 libcrypto.so.1.1 libz.so.1 libnss_dns.so.2 libnss_files.so.2; do
    found=$( (ldconfig -p 2>/dev/null || /sbin/ldconfig -p) | awk -v name="$name" '$1 == name && !seen { print $NF; seen = 1 }')
    [[ -z $found ]] || opened+=("$found")
  done
  mapfile -t files < <(libraries "$@" "${opened[@]}"; printf '%s\n' "${opened[@]}")
  put "$root" "${files[@]}"
  mkdir -p "$root/etc/ssl/certs" "$root/tmp" "$root/root"
  chmod 1777 "$root/tmp"
  for found in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem; do
    if [[ -r $found ]]; then cp -L "$found" "$root/etc/ssl/certs/ca-certificates.crt"; break; fi
  done
  printf 'root:x:0:0:root:/root:/bin/sh\napp:x:1654:1654:app:/tmp:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
}

build() {
  echo "making $1"
  # The classic builder takes base images from the engine without asking a registry for them.
  DOCKER_BUILDKIT=0 docker build --quiet --tag "$1" --label "$LABEL=$SOURCE" "$2" >"$WORK/log" 2>&1 \
    || { cat "$WORK/log" >&2; fail "docker build of $1 failed"; }
}

# The runtime image.
ASPNET_ROOT=$WORK/aspnet/root
DOTNET_FILES=usr/share/dotnet
mkdir -p "$ASPNET_ROOT/$DOTNET_FILES/shared/Microsoft.NETCore.App" "$ASPNET_ROOT/$DOTNET_FILES/shared/Microsoft.AspNetCore.App" "$ASPNET_ROOT/usr/bin"
cp -L "$DOTNET/dotnet" "$ASPNET_ROOT/$DOTNET_FILES/dotnet"
cp -RL "$DOTNET/host" "$ASPNET_ROOT/$DOTNET_FILES/host"
cp -RL "$DOTNET/shared/Microsoft.NETCore.App/$RUNTIME" "$ASPNET_ROOT/$DOTNET_FILES/shared/Microsoft.NETCore.App/"
cp -RL "$DOTNET/shared/Microsoft.AspNetCore.App/$ASPNET" "$ASPNET_ROOT/$DOTNET_FILES/shared/Microsoft.AspNetCore.App/"
ln -s "/$DOTNET_FILES/dotnet" "$ASPNET_ROOT/usr/bin/dotnet"
mapfile -t native < <(find "$ASPNET_ROOT/$DOTNET_FILES" -name '*.so')
system "$ASPNET_ROOT" "$DOTNET/dotnet" "${native[@]}"
cat >"$WORK/aspnet/Dockerfile" <<'D'
FROM scratch
COPY root/ /
ENV PATH=/usr/bin:/bin DOTNET_ROOT=/usr/share/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_EnableDiagnostics=0 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
D
build "$ASPNET_IMAGE" "$WORK/aspnet"

# The SDK image: the same, the SDK, a shell for RUN and the packages, so that a restore needs no network.
SDK_ROOT=$WORK/sdk/root
mkdir -p "$SDK_ROOT/$DOTNET_FILES/sdk" "$SDK_ROOT/packages" "$SDK_ROOT/home/.nuget/NuGet"
cp -RL "$DOTNET/sdk/$SDK" "$SDK_ROOT/$DOTNET_FILES/sdk/"
rm -rf "$SDK_ROOT/$DOTNET_FILES/sdk/$SDK/FSharp"
for part in packs sdk-manifests; do
  [[ ! -d $DOTNET/$part ]] || cp -RL "$DOTNET/$part" "$SDK_ROOT/$DOTNET_FILES/$part"
done
put "$SDK_ROOT" "$(command -v sh)"
[[ -e $SDK_ROOT/bin/sh ]] || { mkdir -p "$SDK_ROOT/bin"; cp -L "$(command -v sh)" "$SDK_ROOT/bin/sh"; }
for project in manifests/images/*/*.csproj; do
  copy=$WORK/restore/$(basename "$(dirname "$project")")
  mkdir -p "$copy"
  cp "$(dirname "$project")"/*.csproj "$(dirname "$project")"/Directory.* "$copy/"
  dotnet restore "$copy" --packages "$SDK_ROOT/packages" --verbosity quiet >&2
done
cat >"$SDK_ROOT/home/.nuget/NuGet/NuGet.Config" <<'D'
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <clear />
  </packageSources>
</configuration>
D
mapfile -t native < <(find "$SDK_ROOT/packages" -type f -path '*/tools/linux_*' -perm -u+x)
system "$SDK_ROOT" "$(command -v sh)" "${native[@]}"
cat >"$WORK/sdk/Dockerfile" <<D
FROM $ASPNET_IMAGE
COPY root/ /
ENV NUGET_PACKAGES=/packages DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_HOME=/home \\
    DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false \\
    DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true MSBUILDDISABLENODEREUSE=1 HOME=/home
D
build "$SDK_IMAGE" "$WORK/sdk"
echo "$ASPNET_IMAGE and $SDK_IMAGE are made"
