using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>One webhook of a configuration, defaults included.</summary>
internal sealed class Webhook(JsonNode json)
{
    private const int UsualTimeout = 10;
    private readonly LabelSelector _namespaces = LabelSelector.From(json["namespaceSelector"]) ?? LabelSelector.Everything;
    private readonly LabelSelector _objects = LabelSelector.From(json["objectSelector"]) ?? LabelSelector.Everything;

    public string Name => json.Text("name") ?? "";
    public bool IgnoresFailures => json.Text("failurePolicy") == "Ignore";
    public bool IsReinvoked => json.Text("reinvocationPolicy") == "IfNeeded";
    public TimeSpan Timeout => TimeSpan.FromSeconds(json.Integer("timeoutSeconds") ?? UsualTimeout);
    public JsonNode Client => json["clientConfig"] ?? new JsonObject();

    /// <summary>The first version of AdmissionReview that both sides know; null when there is none.</summary>
    public string? ReviewVersion => json.Each("admissionReviewVersions").Select(version => version.Text())
        .FirstOrDefault(version => version is "v1" or "v1beta1");

    /// <summary>Whether a dry run may call it.</summary>
    public bool AllowsDryRun => json.Text("sideEffects") is "None" or "NoneOnDryRun";

    /// <summary>
    /// The type in which the webhook wants the request: that of the request or, with matchPolicy Equivalent, another version of it;
    /// null when it wants none of it.
    /// </summary>
    public ResourceDefinition? Match(WriteContext context, TypeRegistry types, ObjectStore store)
    {
        var type = Accepts(context.Resource, context) ? context.Resource
            : json.Text("matchPolicy") == "Exact" ? null
            : types.Definitions.FirstOrDefault(definition => definition.Key == context.Resource.Key && Accepts(definition, context));
        return type is not null && MatchesNamespace(context, store) && MatchesLabels(context) ? type : null;
    }

    private bool Accepts(ResourceDefinition type, WriteContext context) => json.Each("rules").Any(rule =>
        Has(rule, "operations", context.Operation.ToString().ToUpperInvariant()) && Has(rule, "apiGroups", type.Group)
            && Has(rule, "apiVersions", type.Version)
        && (rule.Text("scope") switch { "Namespaced" => type.Namespaced, "Cluster" => !type.Namespaced, _ => true })
        && rule.Each("resources").Any(resource => Names(resource.Text() ?? "", type.Plural, context.Request.Subresource)));

    private bool MatchesNamespace(WriteContext context, ObjectStore store)
    {
        if (context.Is("", "namespaces"))
        {
            return _namespaces.Matches(Labels(context.New));
        }

        return !context.Resource.Namespaced
            || _namespaces.Matches(store.Find(new ResourceKey("", "namespaces"), "", context.Namespace)?.Labels
                ?? new Dictionary<string, string>());
    }

    private bool MatchesLabels(WriteContext context) =>
        _objects.Matches(Labels(context.New)) || (context.Old is { } old && _objects.Matches(Labels(old)));

    private static Dictionary<string, string> Labels(JsonObject value) =>
        (value.At("metadata", "labels") as JsonObject ?? []).ToDictionary(label => label.Key, label => label.Value.Text() ?? "");

    private static bool Has(JsonNode? rule, string list, string value) => rule.Each(list)
        .Any(one => one.Text() is "*" || one.Text() == value);

    private static bool Names(string rule, string plural, string subresource)
    {
        var parts = rule.Split('/');
        return (parts[0] == "*" || parts[0] == plural)
            && (parts.Length == 1 ? subresource.Length == 0 : parts[1] == "*" || parts[1] == subresource);
    }
}
