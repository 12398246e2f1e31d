using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Rules.Files;

public sealed class MissingField() : SchemaRule(SchemaProblemKind.MissingField, "MB612", "a required field that is missing",
    "The API server refuses the object.", "IST0106");
