#!/usr/bin/env bash
# Runs the build program: ./build.sh --target=TARGET [--SETTING=VALUE …]. It is built first when its sources are newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

program=build/Build/bin/publish/Build.dll
stamp=build/Build/bin/current
feed=build/Feed.local.props

# The SDK that global.json asks for is installed beside the sources when dotnet is missing or has none that fits.
if [ -x .dotnet/dotnet ]; then
  export DOTNET_ROOT="$PWD/.dotnet" PATH="$PWD/.dotnet:$PATH"
fi
install_sdk() {
  echo "installing the .NET SDK of global.json into .dotnet"
  curl -fsSL --retry 3 https://dot.net/v1/dotnet-install.sh -o .dotnet-install.sh
  bash .dotnet-install.sh --jsonfile global.json --install-dir .dotnet >.dotnet-install.log || { cat .dotnet-install.log >&2; exit 1; }
  rm -f .dotnet-install.sh .dotnet-install.log
  export DOTNET_ROOT="$PWD/.dotnet" PATH="$PWD/.dotnet:$PATH"
}

# What the feed has, found out once. Cake: all four packages, or the engine inside of the tool package. The compiler that
# makes native code ahead of time: with it a short run takes half of its time.
find_feed() {
  [ -z "${MESH_CAKE_FEED:-}" ] || return 0
  [ ! -f "$feed" ] || return 0
  local probe answer=packages compiler=true
  probe=$(mktemp -d)
  cp global.json Directory.Packages.props "$probe/"
  [ ! -f nuget.config ] || cp nuget.config "$probe/"
  cat >"$probe/Probe.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier>
    <SelfContained>false</SelfContained>
    <PublishReadyToRun>true</PublishReadyToRun>
  </PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <PackageReference Include="Cake.Frosting" />
    <PackageReference Include="Cake.Docker" />
    <PackageReference Include="Cake.Kubectl" />
    <PackageReference Include="Cake.Helm" />
  </ItemGroup>
</Project>
P
  if ! dotnet restore "$probe" -v q >"$probe/log" 2>&1 9>&-; then
    ! grep -q -E 'NU110[12].* Cake\.' "$probe/log" || answer=engine
    ! grep -q -E 'NU110[12].* Microsoft\.' "$probe/log" || compiler=false
    if [ "$answer $compiler" = 'packages true' ]; then
      cat "$probe/log" >&2
      echo "error: the package feed cannot be asked. See the lines above; MESH_CAKE_FEED=packages or =engine settles it." >&2
      rm -rf "$probe"
      exit 1
    fi
  fi
  rm -rf "$probe"
  printf '<Project>\n  <PropertyGroup>\n    <CakeFeed>%s</CakeFeed>\n    <FeedHasCompiler>%s</FeedHasCompiler>\n  </PropertyGroup>\n</Project>\n' "$answer" "$compiler" >"$feed.$$"
  mv "$feed.$$" "$feed"
  echo "Cake comes from: $answer; native code ahead of time: $([ $compiler = true ] && echo yes || echo 'no, the feed has no compiler for it') (kept in $feed)"
}

is_current() {
  [ -f "$program" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "${MESH_CAKE_FEED:-}" ] &&
    [ -z "$(find build/Build build/Mesh build/Lint build/Cake build/Rehearsal build/*.props build/*.slnx Directory.Build.props Directory.Packages.props global.json \
      \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit)" ]
}

build_program() {
  echo "building MeshBuild"
  local log began
  log=$(mktemp)
  # Folders count as sources, for a file that went away: those that the build makes have to be there before it begins.
  mkdir -p build/{Build,Mesh,Lint,Cake,Rehearsal}/{bin,obj}
  began=$(mktemp)
  # The lock (9) stays here: the compiler's servers live on after the build and would keep it.
  if ! dotnet publish build/Build -c Release --use-current-runtime --no-self-contained -p:RunAnalyzers=false -o "${program%/*}" --nologo -v q -clp:NoSummary >"$log" 2>&1 9>&-; then
    cat "$log" >&2
    rm -f "$log" "$began"
    echo "error: the build program does not build; see the lines above" >&2
    exit 1
  fi
  rm -f "$log"
  printf '%s' "${MESH_CAKE_FEED:-}" >"$began.new"
  # The stamp has the time at which the build began: what was changed meanwhile is newer.
  touch -r "$began" "$began.new"
  mkdir -p "$(dirname "$stamp")"
  mv "$began.new" "$stamp"
  rm -f "$began"
}

if ! is_current; then
  dotnet --version >/dev/null 2>&1 || install_sdk
  # Two runs at once build one after the other.
  if command -v flock >/dev/null 2>&1; then
    exec 9>build/.lock
    flock 9
  fi
  if ! is_current; then
    find_feed
    build_program
  fi
  if command -v flock >/dev/null 2>&1; then
    exec 9>&-
  fi
fi
exec dotnet "$program" "$@"
