# Runs the build program: ./build.ps1 --target=TARGET [--SETTING=VALUE …]. It mirrors build.sh.
#Requires -Version 7
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_NOLOGO = '1'; $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$program = 'build/Build/bin/publish/Build.dll'
$stamp = 'build/Build/bin/current'
$feed = 'build/Feed.local.props'

if (Test-Path .dotnet) { $env:PATH = "$PSScriptRoot/.dotnet;$env:PATH" }
$sources = Get-ChildItem build, Directory.*.props, global.json -Recurse -File | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
$current = (Test-Path $program) -and (Test-Path $stamp) -and -not ($sources | Where-Object LastWriteTimeUtc -gt (Get-Item $stamp).LastWriteTimeUtc)
if (-not $current) {
    $missing = -not (Get-Command dotnet -ErrorAction Ignore)
    if (-not $missing) { dotnet --version *> $null; $missing = $LASTEXITCODE -ne 0 }
    if ($missing) {
        Invoke-WebRequest https://dot.net/v1/dotnet-install.ps1 -OutFile .dotnet-install.ps1
        ./.dotnet-install.ps1 -JSonFile global.json -InstallDir .dotnet
        $env:PATH = "$PSScriptRoot/.dotnet;$env:PATH"
    }
    if (-not $env:MESH_CAKE_FEED -and -not (Test-Path $feed)) {
        $probe = dotnet restore build/Build --use-current-runtime -p:CakeFeed=packages -p:FeedHasCompiler=true -v q 2>&1 | Out-String
        $failed = $LASTEXITCODE -ne 0
        $answer = if ($failed -and $probe -match 'NU110[12].* Cake\.') { 'engine' } else { 'packages' }
        $compiler = if ($failed -and $probe -match 'NU110[12].* Microsoft\.') { 'false' } else { 'true' }
        if ($failed -and $answer -eq 'packages' -and $compiler -eq 'true') { throw $probe }
        "<Project><PropertyGroup><CakeFeed>$answer</CakeFeed><FeedHasCompiler>$compiler</FeedHasCompiler></PropertyGroup></Project>" | Set-Content $feed
        "Cake comes from: $answer; native code ahead of time: $(if ($compiler -eq 'true') { 'yes' } else { 'no, the feed has no compiler for it' }) (kept in $feed)"
    }
    'building MeshBuild'
    $began = Get-Date
    $log = dotnet publish build/Build -c Release --use-current-runtime --no-self-contained -p:RunAnalyzers=false -o build/Build/bin/publish --nologo -v q -clp:NoSummary 2>&1 | Out-String
    if ($LASTEXITCODE -ne 0) { Write-Error $log; exit 1 }
    New-Item -Force -ItemType File $stamp | ForEach-Object { $_.LastWriteTime = $began }
}
dotnet $program @args
exit $LASTEXITCODE
