using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Selectors;

/// <summary>A field selector: <c>metadata.name=a,status.phase!=Running</c>, over the fields that the server has an index for.</summary>
public sealed class FieldSelector
{
    private static readonly string[] Everywhere = ["metadata.name", "metadata.namespace"];

    private static readonly Dictionary<ResourceKey, string[]> Fields = new()
    {
        [new("", "pods")] =
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP", "status.podIPs",
            "status.nominatedNodeName",
        ],
        [new("", "events")] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        [new("", "nodes")] = ["spec.unschedulable"],
        [new("", "namespaces")] = ["status.phase"],
        [new("", "secrets")] = ["type"],
        [new("", "replicationcontrollers")] = ["status.replicas"],
        [new("apps", "replicasets")] = ["status.replicas"],
        [new("batch", "jobs")] = ["status.successful"],
        [new("certificates.k8s.io", "certificatesigningrequests")] = ["spec.signerName"],
    };

    private readonly IReadOnlyList<(string Field, bool Equal, string Value)> _terms;

    private FieldSelector(IReadOnlyList<(string Field, bool Equal, string Value)> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEverything => _terms.Count == 0;

    /// <summary>The one name that is asked for; null when the selector leaves it open.</summary>
    public string? Name => _terms.FirstOrDefault(term => term is { Field: "metadata.name", Equal: true }).Value;

    /// <exception cref="ApiException">It cannot be read, or names a field that cannot be selected by (400).</exception>
    public static FieldSelector Parse(string? text, ResourceDefinition resource)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        var allowed = Fields.GetValueOrDefault(resource.Key) ?? [];
        var terms = new List<(string, bool, string)>();
        foreach (var term in text.Split(',').Where(term => term.Length > 0))
        {
            var (field, equal, value) = Term(term);
            if (!Everywhere.Contains(field) && !allowed.Contains(field))
            {
                throw Failures.BadRequest(allowed.Length == 0
                    ? $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                    : $"field label not supported: {field}");
            }

            terms.Add((field, equal, value));
        }

        return new FieldSelector(terms);
    }

    public bool Matches(StoredObject stored) => _terms.All(term => term.Equal == (Value(stored, term.Field) == term.Value));

    private static (string Field, bool Equal, string Value) Term(string term)
    {
        foreach (var (sign, equal) in ((string, bool)[])[("!=", false), ("==", true), ("=", true)])
        {
            if (term.IndexOf(sign, StringComparison.Ordinal) is > 0 and var at)
            {
                return (term[..at], equal, term[(at + sign.Length)..]);
            }
        }

        throw Failures.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
    }

    private static string Value(StoredObject stored, string field) => field switch
    {
        "metadata.name" => stored.Name,
        "metadata.namespace" => stored.Namespace,
        "source" => stored.Json.Text("source", "component") ?? "",
        "status.successful" => stored.Json.Integer("status", "succeeded")?.ToString() ?? "0",
        "spec.unschedulable" => stored.Json.IsTrue("spec", "unschedulable") ? "true" : "false",
        _ => stored.Json.At(field.Split('.')) switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            { } value => value.ToJsonString(),
            null => field == "status.replicas" ? "0" : "",
        },
    };
}
