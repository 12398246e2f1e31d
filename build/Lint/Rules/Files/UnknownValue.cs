using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Rules.Files;

public sealed class UnknownValue() : SchemaRule(SchemaProblemKind.UnknownValue, "MB611", "a value that the field cannot have",
    "The API server refuses the object.", "IST0106");
