using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Rules.Files;

public sealed class WrongType() : SchemaRule(SchemaProblemKind.WrongShape, "MB610", "a value of the wrong type",
    "The API server refuses the object: YAML makes numbers and booleans of what is not quoted.", "IST0106");
