namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>What about a request a condition asks for.</summary>
internal enum DimensionKind
{
    Uri,
    Method,
    Authority,
    Scheme,
    Port,
    SourceNamespace,
    Header,
    QueryParameter,
    SourceLabel,
}
