using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Rules.Files;

public sealed class NewerField() : SchemaRule(SchemaProblemKind.NewerField, "MB615", "a field that the target version does not have",
    "The API server of that version drops the field silently.");
