namespace MeshBuild.Lint.Tests.Routes.Coverage;

/// <summary>A request, as the brute-force matcher sees one: what is null is not there.</summary>
internal sealed record Request(
    string Gateway, int Port, string Namespace, string? Label, string Uri, string Method, string Authority, string? Header, string? OtherHeader, string? Query);
