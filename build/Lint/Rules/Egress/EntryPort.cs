using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Egress;

/// <summary>A port of a ServiceEntry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Node">The port.</param>
internal sealed record EntryPort(ServiceEntry Entry, MappingNode Node)
{
    /// <summary>Every port of every entry.</summary>
    public static IEnumerable<EntryPort> All(MeshModel mesh) => mesh.ServiceEntries.SelectMany(entry => entry.Ports.Select(port => new EntryPort(entry, port)));

    public int? Number => Node.Scalar("number")?.Integer;

    public ScalarNode? Protocol => Node.Scalar("protocol");

    /// <summary><c>HTTP</c>, <c>TLS</c> or <c>TCP</c>.</summary>
    public string Family => PortProtocols.FamilyOf(Protocol?.Value ?? "tcp");
}
