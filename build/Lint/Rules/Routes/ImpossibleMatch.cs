using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class ImpossibleMatch() : CoverageRule("MB303", Severity.Warning, "a match that no request fulfils",
    "Its conditions exclude each other, whatever the order of the rules.", null, CoverageKind.ImpossibleMatch);
