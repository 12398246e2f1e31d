using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.StandIn.Objects;

/// <summary>Makes Kubernetes objects.</summary>
internal static class Manifest
{
    public const string SystemNamespace = "istio-system";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static JsonObject Of(string apiVersion, string kind, string name, string? @namespace = SystemNamespace, JsonObject? more = null)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace is not null)
        {
            metadata["namespace"] = @namespace;
        }

        var value = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
        foreach (var (key, node) in more ?? [])
        {
            value[key] = node?.DeepClone();
        }

        return value;
    }

    /// <summary>JSON text to an object, for parts that are easier to read as they are written.</summary>
    public static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    /// <summary>A stream of YAML documents, which JSON is. It begins with a separator: what begins with a brace, kubectl takes for JSON alone.</summary>
    public static string Stream(IEnumerable<JsonObject> objects) =>
        string.Concat(objects.Select(value => $"---\n{value.ToJsonString(Indented)}\n"));

    public static string Name(JsonObject value) => (string)value["metadata"]!["name"]!;

    public static string? Namespace(JsonObject value) => (string?)value["metadata"]!["namespace"];

    public static string Kind(JsonObject value) => (string)value["kind"]!;

    public static JsonObject Deployment(string name, string account, JsonArray containers, string podLabels) =>
        Of("apps/v1", "Deployment", name, SystemNamespace, Json($$$"""
            {"spec": {"replicas": 1, "selector": {"matchLabels": {"app": "{{{name}}}"}},
              "template": {"metadata": {"labels": {"app": "{{{name}}}", "sidecar.istio.io/inject": "false" {{{podLabels}}} }},
                           "spec": {"serviceAccountName": "{{{account}}}", "terminationGracePeriodSeconds": 5, "containers": {{{containers.ToJsonString()}}} } } } }
            """));

    public static JsonObject Container(string name, string image, string path, int port, string more = "") => Json($$$"""
        {"name": "{{{name}}}", "image": "{{{image}}}", "imagePullPolicy": "IfNotPresent", "ports": [{"containerPort": {{{port}}} }],
         "readinessProbe": {"httpGet": {"path": "{{{path}}}", "port": {{{port}}} }, "periodSeconds": 1} {{{more}}} }
        """);

    public static JsonObject Service(string name, string app, string ports, string type = "ClusterIP")
    {
        // Server-side apply tells ports apart by number and protocol, and knows no default for either.
        var list = (JsonArray)JsonNode.Parse(ports)!;
        foreach (var port in list)
        {
            port!["protocol"] = "TCP";
        }

        return Of("v1", "Service", name, SystemNamespace, new JsonObject
        {
            ["spec"] = new JsonObject { ["type"] = type, ["selector"] = new JsonObject { ["app"] = app }, ["ports"] = list },
        });
    }
}
