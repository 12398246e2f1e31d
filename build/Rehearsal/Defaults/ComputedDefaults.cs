using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Defaults;

/// <summary>Those defaults of the built-in types that follow from other fields.</summary>
internal static class ComputedDefaults
{
    private const string Rbac = "rbac.authorization.k8s.io";

    /// <summary>Fills in what is missing in an object of the definition.</summary>
    public static void Apply(JsonObject value, string definition)
    {
        switch (definition)
        {
            case "api.core.v1.Pod":
                Pod(value.Object("spec"));
                break;
            case "api.core.v1.PodTemplateSpec":
                value.Object("metadata").TryAdd("creationTimestamp", null);
                break;
            case "api.core.v1.PodSpec":
                PodSpec(value);
                break;
            case "api.core.v1.Container":
                value["imagePullPolicy"] ??= IsLatest(value.Text("image") ?? "") ? "Always" : "IfNotPresent";
                break;
            case "api.core.v1.Volume" when value.Count == 1:
                value["emptyDir"] = new JsonObject();
                break;
            case "api.core.v1.Secret" when value["stringData"] is JsonObject texts:
                // Only ever written: what is kept is the data.
                foreach (var (key, text) in texts)
                {
                    value.Object("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Text() ?? ""));
                }

                value.Remove("stringData");
                break;
            case "api.core.v1.ServiceSpec":
                ServiceSpec(value);
                break;
            case "api.apps.v1.DeploymentStrategy" or "api.apps.v1.DaemonSetUpdateStrategy" or "api.apps.v1.StatefulSetUpdateStrategy"
                when value.Text("type") == "RollingUpdate":
                value["rollingUpdate"] ??= new JsonObject();
                break;
            case "api.batch.v1.JobSpec" when value["completions"] is null && value["parallelism"] is null:
                value["completions"] = 1;
                value["parallelism"] = 1;
                break;
            case "api.batch.v1.JobSpec":
                value["parallelism"] ??= 1;
                break;
            case "api.rbac.v1.Subject" when value.Text("kind") is "User" or "Group":
                value["apiGroup"] ??= Rbac;
                break;
            case "api.networking.v1.NetworkPolicySpec":
                value["policyTypes"] ??= value["egress"] is JsonArray { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
                break;
            case "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames" or
                "apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionNames" when value.Text("kind") is { } kind:
                value["singular"] ??= kind.ToLowerInvariant();
                value["listKind"] ??= kind + "List";
                break;
        }
    }

    // Of pods alone, not of templates.
    private static void Pod(JsonObject spec)
    {
        spec["enableServiceLinks"] ??= true;
        foreach (var resources in spec.Each("containers").Concat(spec.Each("initContainers")).Select(container => container.At("resources")).OfType<JsonObject>())
        {
            foreach (var (name, limit) in resources["limits"] as JsonObject ?? [])
            {
                resources.Object("requests")[name] ??= limit?.DeepClone();
            }
        }
    }

    private static void PodSpec(JsonObject spec)
    {
        // Two names of one field.
        spec["serviceAccountName"] ??= spec["serviceAccount"]?.DeepClone();
        if (spec["serviceAccountName"] is { } account)
        {
            spec["serviceAccount"] = account.DeepClone();
        }
        else
        {
            spec.Remove("serviceAccountName");
        }

        if (spec.IsTrue("hostNetwork"))
        {
            foreach (var port in spec.Each("containers").SelectMany(container => container.Each("ports")).OfType<JsonObject>())
            {
                port["hostPort"] ??= port["containerPort"]?.DeepClone();
            }
        }
    }

    private static void ServiceSpec(JsonObject spec)
    {
        var type = spec.Text("type");
        if (type is "NodePort" or "LoadBalancer")
        {
            spec["externalTrafficPolicy"] ??= "Cluster";
        }

        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            spec.Object("sessionAffinityConfig").Object("clientIP")["timeoutSeconds"] ??= 10800;
        }
        else if (spec.Text("sessionAffinity") == "None")
        {
            spec.Remove("sessionAffinityConfig");
        }

        foreach (var port in spec.Each("ports").OfType<JsonObject>())
        {
            if (port["targetPort"] is null || port.Text("targetPort") == "" || port.Integer("targetPort") == 0)
            {
                port["targetPort"] = port["port"]?.DeepClone();
            }
        }
    }

    private static bool IsLatest(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !name.Contains('@', StringComparison.Ordinal) && (!name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
