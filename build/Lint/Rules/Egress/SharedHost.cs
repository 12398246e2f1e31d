using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Egress;

public sealed class SharedHost() : Rule("MB403", Severity.Warning, "two entries for one host",
    "Istio takes the ports and endpoints of one of them, the older one; what differs in the other is ignored.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        var first = new Dictionary<string, (ServiceEntry Entry, ScalarNode Host)>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in mesh.AllServiceEntries.OrderByDescending(entry => entry.Manifest.IsGiven))
        {
            foreach (var host in entry.Hosts)
            {
                if (!first.TryAdd(host.Value, (entry, host)) && !entry.Manifest.IsGiven && first[host.Value] is var (other, at))
                {
                    yield return Found(entry.Manifest, host, $"{host.Value} is a host of {other} too ({other.Manifest.Source.PlaceOf(at.Start, at.End)})",
                        "Make one entry with the ports of both.");
                }
            }
        }
    }
}
