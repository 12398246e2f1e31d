namespace MeshBuild.Lint.Reading;

/// <summary>What the API server gets for a scalar.</summary>
public enum ScalarType
{
    Null,
    Boolean,
    Integer,
    Number,
    String,
}
