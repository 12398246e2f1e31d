namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>The HTTP rules of one VirtualService, in the order in which Istio tries them.</summary>
/// <param name="Gateways">The VirtualService's gateways, in the form that the matches use too; empty means <c>mesh</c>.</param>
/// <param name="Rules">The <c>http</c> list.</param>
public sealed record HttpRules(IReadOnlyList<string> Gateways, IReadOnlyList<HttpRule> Rules)
{
    /// <summary>The gateway that stands for all sidecars, and the only one of a VirtualService that names none.</summary>
    public const string Mesh = "mesh";
}
