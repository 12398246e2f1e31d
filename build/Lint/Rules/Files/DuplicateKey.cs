using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class DuplicateKey() : ReadingRule(ProblemKind.DuplicateKey, "MB602", "a key that is there twice",
    "kubectl keeps the later one and drops the earlier one silently.");
