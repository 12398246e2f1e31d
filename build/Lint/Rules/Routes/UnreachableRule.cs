using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class UnreachableRule() : CoverageRule("MB301", Severity.Error, "a rule that no request can reach",
    "Rules above it take every request that it asks for; Istio says nothing and routes as if it were not there.", "IST0130", CoverageKind.UnreachableRule);
