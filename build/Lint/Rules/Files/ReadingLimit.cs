using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class ReadingLimit() : ReadingRule(ProblemKind.Limit, "MB613", "a document beyond all bounds",
    "No object that a cluster takes is that large or that deep; it was not looked at further.");
