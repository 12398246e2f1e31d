using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class UnresolvedAnchor() : ReadingRule(ProblemKind.Anchor, "MB604", "an alias without its anchor",
    "An alias stands for a value with an anchor earlier in the same document: nothing of this document can be applied.");
