using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.StandIn.Objects;

/// <summary>What injection adds to a pod or a pod template.</summary>
internal static class Sidecar
{
    private static readonly string[] Volumes = ["istio-envoy", "istio-data"];

    /// <summary>Adds the sidecar in place.</summary>
    public static void AddTo(JsonObject pod)
    {
        var metadata = Object(pod, "metadata");
        Object(metadata, "labels")["security.istio.io/tlsMode"] = "istio";
        Object(metadata, "annotations")["sidecar.istio.io/status"] =
            """{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-envoy","istio-data"]}""";
        var spec = Object(pod, "spec");
        Array(spec, "initContainers").Add(Manifest.Json($$"""
            {"name": "istio-init", "image": "{{DemoProfile.Proxy}}", "imagePullPolicy": "IfNotPresent", "args": ["istio-iptables", "-p", "15001"]}
            """));
        Array(spec, "containers").Add(Manifest.Container("istio-proxy", DemoProfile.Proxy, "/healthz/ready", 15021,
            """, "args": ["proxy", "sidecar"], "env": [{"name": "PORTS", "value": "15021,15090"}] """));
        foreach (var volume in Volumes)
        {
            Array(spec, "volumes").Add(Manifest.Json($$$"""{"name": "{{{volume}}}", "emptyDir": {}}"""));
        }
    }

    private static JsonObject Object(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static JsonArray Array(JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray child)
        {
            parent[name] = child = [];
        }

        return child;
    }
}
