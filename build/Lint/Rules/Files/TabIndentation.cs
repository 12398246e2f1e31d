using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class TabIndentation() : ReadingRule(ProblemKind.Tab, "MB603", "a tab in the indentation",
    "YAML measures indentation in spaces: nothing of this document can be applied.");
