using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Where a Service leads: its pods' addresses, with the ports as each pod has them.</summary>
internal sealed class ServiceEndpoints(StoredObject service, IReadOnlyList<StoredObject> pods)
{
    private bool IsHeadless => service.Json.Text("spec", "clusterIP") == "None";

    /// <summary>The container's port behind a port of the Service; null when the pod has none of that name.</summary>
    public static int? TargetPort(JsonNode port, StoredObject pod)
    {
        var target = port["targetPort"];
        if (target.Text() is not { } name)
        {
            return (int?)(target.Integer() is { } number and not 0 ? number : port.Integer("port"));
        }

        return (int?)pod.Json.Each("spec", "containers").SelectMany(container => container.Each("ports"))
            .FirstOrDefault(one => one.Text("name") == name && (one.Text("protocol") ?? "TCP") == (port.Text("protocol") ?? "TCP"))
                .Integer("containerPort");
    }

    /// <summary>A copy without the versions of the pods, which say nothing about where traffic goes.</summary>
    public static JsonNode? WithoutVersions(JsonNode? content)
    {
        var copy = content?.DeepClone();
        foreach (var address in copy.Each().SelectMany(part => part.Each("addresses").Concat(part.Each("notReadyAddresses")).Append(part)))
        {
            (address.At("targetRef") as JsonObject)?.Remove("resourceVersion");
        }

        return copy;
    }

    public JsonObject Endpoints()
    {
        var subsets = pods.Select(pod => (Pod: pod, Ports: Ports(pod))).Where(one => one.Ports.Count > 0 || IsHeadless)
            .GroupBy(one => one.Ports.ToJsonString()).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (JsonNode)Subset([.. group.Select(one => one.Pod)], group.First().Ports)).ToArray();
        var endpoints = new JsonObject { ["metadata"] = Metadata(new JsonObject { ["name"] = service.Name }, Labels()) };
        if (subsets.Length > 0)
        {
            endpoints["subsets"] = new JsonArray(subsets);
        }

        return endpoints;
    }

    public JsonObject Slice(ResourceDefinition type)
    {
        var labels = Labels();
        labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
        labels["kubernetes.io/service-name"] = service.Name;
        var slice = new JsonObject
        {
            ["metadata"] = Metadata(new JsonObject { ["generateName"] = service.Name + "-" }, labels),
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray([.. pods.Where(pod => Ports(pod).Count > 0 || IsHeadless).Select(pod => (JsonNode)new JsonObject
            {
                ["addresses"] = new JsonArray(pod.Json.Text("status", "podIP")),
                ["conditions"] = new JsonObject { ["ready"] = IsReady(pod) },
                ["targetRef"] = Reference(pod),
                ["topology"] = new JsonObject { ["kubernetes.io/hostname"] = pod.Json.Text("spec", "nodeName") },
            })]),
            ["ports"] = new JsonArray([.. (pods.Select(Ports).FirstOrDefault(ports => ports.Count > 0) ?? [])
                .Select(port => port!.DeepClone())]),
        };
        foreach (var port in slice.Each("ports").OfType<JsonObject>())
        {
            port["name"] ??= "";
        }

        OwnerReferences.Add(slice, service, type);
        return slice;
    }

    private JsonObject Subset(List<StoredObject> members, JsonArray ports)
    {
        var subset = new JsonObject();
        foreach (var (name, isReady) in ((string, bool)[])[("addresses", true), ("notReadyAddresses", false)])
        {
            var addresses = members.Where(pod => IsReady(pod) == isReady).Select(pod => (JsonNode)Address(pod)).ToArray();
            if (addresses.Length > 0)
            {
                subset[name] = new JsonArray(addresses);
            }
        }

        if (ports.Count > 0)
        {
            subset["ports"] = ports.DeepClone();
        }

        return subset;
    }

    private JsonArray Ports(StoredObject pod)
    {
        var ports = service.Json.Each("spec", "ports").Select(port => (Port: port!, Target: TargetPort(port!, pod)))
            .Where(one => one.Target is not null)
            .OrderBy(one => one.Port.Text("name"), StringComparer.Ordinal).ThenBy(one => one.Target);
        return new JsonArray([.. ports.Select(one =>
        {
            var port = new JsonObject();
            if (one.Port.Text("name") is { Length: > 0 } name)
            {
                port["name"] = name;
            }

            port["port"] = one.Target;
            port["protocol"] = one.Port.Text("protocol") ?? "TCP";
            if (one.Port.Text("appProtocol") is { } protocol)
            {
                port["appProtocol"] = protocol;
            }

            return (JsonNode)port;
        })]);
    }

    private JsonObject Address(StoredObject pod)
    {
        var address = new JsonObject { ["ip"] = pod.Json.Text("status", "podIP") };
        if (pod.Json.Text("spec", "hostname") is { Length: > 0 } host && pod.Json.Text("spec", "subdomain") == service.Name)
        {
            address["hostname"] = host;
        }

        address["nodeName"] = pod.Json.Text("spec", "nodeName");
        address["targetRef"] = Reference(pod);
        return address;
    }

    private bool IsReady(StoredObject pod) => PodTemplate.IsReady(pod) || service.Json.IsTrue("spec", "publishNotReadyAddresses");

    private JsonObject Labels()
    {
        var labels = (service.Json.At("metadata", "labels") as JsonObject)?.DeepClone().AsObject() ?? [];
        if (IsHeadless)
        {
            labels["service.kubernetes.io/headless"] = "";
        }

        return labels;
    }

    private static JsonObject Metadata(JsonObject metadata, JsonObject labels)
    {
        if (labels.Count > 0)
        {
            metadata["labels"] = labels;
        }

        return metadata;
    }

    private static JsonObject Reference(StoredObject pod) => new()
    {
        ["kind"] = "Pod",
        ["namespace"] = pod.Namespace,
        ["name"] = pod.Name,
        ["uid"] = pod.Uid,
        ["resourceVersion"] = pod.ResourceVersion.ToString(CultureInfo.InvariantCulture),
    };
}
