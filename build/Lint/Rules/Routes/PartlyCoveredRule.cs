using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class PartlyCoveredRule() : CoverageRule("MB302", Severity.Warning, "a rule that loses requests to rules above it",
    "Some of the requests that it names go elsewhere, since a rule above takes them first.", "IST0131", CoverageKind.UnreachableMatch, CoverageKind.PartlyTakenMatch);
