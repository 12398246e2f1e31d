namespace MeshBuild.Mesh.Egress;

/// <summary>What the access logs told.</summary>
/// <param name="Findings">The destinations, those with the most calls first.</param>
/// <param name="Proxies">How many proxies' logs were read.</param>
/// <param name="Unread">The pods whose log could not be read, with the reason.</param>
/// <param name="Lines">How many lines there were.</param>
/// <param name="Malformed">How many of them were none of an access log.</param>
public sealed record EgressReading(IReadOnlyList<EgressFinding> Findings, int Proxies, IReadOnlyList<string> Unread, long Lines, long Malformed);
