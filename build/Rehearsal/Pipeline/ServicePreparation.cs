using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Gives Services their cluster address and node ports, and lets them keep both.</summary>
internal sealed class ServicePreparation(ObjectStore store) : IPreparation
{
    // 10.96.0.0/16, the first ones left to the server's own Services; and the usual range of node ports.
    private const uint FirstAddress = (10u << 24) | (96u << 16) | (1u << 8);
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;

    private int _addresses;
    private int _nodePorts;

    public void Prepare(WriteContext context)
    {
        if (!context.Is("", "services") || context.Request.Subresource.Length > 0)
        {
            return;
        }

        var spec = context.New.Object("spec");
        var old = context.Old?["spec"];
        DropWhatTheTypeLacks(spec, old);
        if (spec.Text("type") == "ExternalName")
        {
            return;
        }

        SetAddress(spec, old);
        if (spec.Text("type") == "NodePort" || (spec.Text("type") == "LoadBalancer" && !HasTwoProtocols(spec)))
        {
            SetNodePorts(spec, old);
        }
    }

    // It will be refused, as it is.
    private static bool HasTwoProtocols(JsonObject spec) => spec.Each("ports").Select(port => port.Text("protocol")).Distinct().Skip(1).Any();

    // Who changes the type alone need not take away what only the old one has.
    private static void DropWhatTheTypeLacks(JsonObject spec, JsonNode? old)
    {
        if (spec.Text("type") == "ExternalName" && old.Text("type") != "ExternalName" && spec.Text("clusterIP") == old.Text("clusterIP"))
        {
            spec.Remove("clusterIP");
            spec.Remove("clusterIPs");
        }

        static IEnumerable<long> NodePorts(JsonNode? spec) => spec.Each("ports").Select(port => port.Integer("nodePort") ?? 0);

        if (spec.Text("type") is not ("ClusterIP" or "ExternalName") || old.Text("type") is not ("NodePort" or "LoadBalancer"))
        {
            return;
        }

        if (spec.Text("externalTrafficPolicy") == old.Text("externalTrafficPolicy"))
        {
            spec.Remove("externalTrafficPolicy");
            spec.Remove("healthCheckNodePort");
        }

        if (NodePorts(spec).ToHashSet().SetEquals(NodePorts(old)))
        {
            foreach (var port in spec.Each("ports").OfType<JsonObject>())
            {
                port.Remove("nodePort");
            }
        }
    }

    private void SetAddress(JsonObject spec, JsonNode? old)
    {
        var (address, addresses) = (spec.Text("clusterIP") ?? "", spec["clusterIPs"] as JsonArray ?? []);
        if (address.Length == 0 && (addresses.Count == 0 || JsonNode.DeepEquals(addresses, old.At("clusterIPs"))))
        {
            address = old.Text("clusterIP") is { Length: > 0 } kept ? kept : NextAddress();
            spec["clusterIP"] = address;
            spec["clusterIPs"] = new JsonArray(address);
        }
        else if (address.Length > 0 && (addresses.Count == 0 || (address != old.Text("clusterIP") && JsonNode.DeepEquals(addresses, old.At("clusterIPs")))))
        {
            // The list follows the one that is set.
            spec["clusterIPs"] = new JsonArray(address);
        }
    }

    private void SetNodePorts(JsonObject spec, JsonNode? old)
    {
        var used = spec.Each("ports").Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        foreach (var port in spec.Each("ports").OfType<JsonObject>().Where(port => (port.Integer("nodePort") ?? 0) == 0))
        {
            var before = old.Each("ports").FirstOrDefault(one => one.Integer("port") == port.Integer("port") && one.Text("protocol") == port.Text("protocol")).Integer("nodePort");
            port["nodePort"] = before is > 0 && used.Add(before.Value) ? before.Value : NextNodePort(used);
        }
    }

    private string NextAddress()
    {
        var used = store.List(ResourceKeys.Services).Items.Select(service => service.Json.Text("spec", "clusterIP")).ToHashSet();
        string address;
        do
        {
            address = new IPAddress(IPAddress.HostToNetworkOrder((int)(FirstAddress + (uint)Interlocked.Increment(ref _addresses))) & uint.MaxValue).ToString();
        }
        while (used.Contains(address));

        return address;
    }

    private long NextNodePort(HashSet<long> own)
    {
        var used = store.List(ResourceKeys.Services).Items.SelectMany(service => service.Json.Each("spec", "ports")).Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        for (var attempt = 0; attempt < NodePorts; attempt++)
        {
            var port = FirstNodePort + (Interlocked.Increment(ref _nodePorts) % NodePorts);
            if (!used.Contains(port) && own.Add(port))
            {
                return port;
            }
        }

        throw Failures.Internal("failed to allocate a nodePort: range is full");
    }
}
