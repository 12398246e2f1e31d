namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>One thing about a request that conditions ask for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The header's, parameter's or label's name; empty for the others.</param>
internal readonly record struct Dimension(DimensionKind Kind, string Name = "")
{
    /// <summary>Whether a request can be without it.</summary>
    public bool IsOptional => Kind is DimensionKind.Header or DimensionKind.QueryParameter or DimensionKind.SourceLabel;

    /// <summary>All the values that there are. Envoy routes no path that does not begin with a slash.</summary>
    public TextAtom Universe => Kind == DimensionKind.Uri ? Slash : TextAtom.Any;

    private static TextAtom Slash { get; } = new("/", IsPrefix: true);
}
