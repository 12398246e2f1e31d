using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Rules.Files;

public sealed class UnknownField() : SchemaRule(SchemaProblemKind.UnknownField, "MB606", "an unknown or misspelt field",
    "The API server drops a field that it does not know, or refuses the object; what the field was to do does not happen.", "IST0106");
