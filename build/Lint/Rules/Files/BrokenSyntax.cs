using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class BrokenSyntax() : ReadingRule(ProblemKind.Syntax, "MB601", "broken YAML or JSON",
    "Nothing of this document can be applied.");
