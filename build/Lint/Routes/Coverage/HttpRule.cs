namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>One entry of a VirtualService's <c>http</c> list.</summary>
/// <param name="Label">How findings name it, as in <c>rule 2</c> or <c>rule canary</c>.</param>
/// <param name="Matches">Or-ed; none takes every request.</param>
public sealed record HttpRule(string Label, IReadOnlyList<HttpMatch> Matches);
