namespace MeshBuild.Lint.Schema;

/// <summary>What the API server takes at a place.</summary>
internal enum ShapeKind
{
    Any,
    Object,
    List,
    Map,
    String,
    Quantity,
    Integer,
    IntegerOrString,
    Number,
    Boolean,
}
