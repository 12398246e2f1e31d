namespace MeshBuild.Lint.Schema;

/// <summary>How an object differs from its type.</summary>
public enum SchemaProblemKind
{
    UnknownField,
    NewerField,
    WrongShape,
    MissingField,
    UnknownValue,
}
