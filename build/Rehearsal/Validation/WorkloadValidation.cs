using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>Pods, and what makes them: selectors that match the template and do not change, and pods that could run.</summary>
internal sealed class WorkloadValidation : IValidation
{
    private static readonly string[] Workloads = ["deployments", "replicasets", "statefulsets", "daemonsets"];

    public IEnumerable<FieldError> Validate(WriteContext context)
    {
        if (context.Request.Subresource.Length > 0)
        {
            return [];
        }

        return context switch
        {
            _ when context.Is("", "pods") && context.Operation == Operation.Create => PodSpecRules.Validate(context.New["spec"], "spec"),
            _ when context.Resource.Group == "apps" && Workloads.Contains(context.Resource.Plural) => Workload(context),
            _ when context.Is("batch", "jobs") && context.Operation == Operation.Create => Job(context.New["spec"]),
            _ => [],
        };
    }

    private static IEnumerable<FieldError> Workload(WriteContext context)
    {
        var spec = context.New["spec"];
        if (spec.Integer("replicas") is < 0 and var replicas)
        {
            yield return FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0");
        }

        var labels = spec.At("template", "metadata", "labels");
        if (spec.At("selector") is not JsonObject selector)
        {
            yield return FieldError.Required("spec.selector");
            yield return NoMatch(labels);
        }
        else if (selector.At("matchLabels") is null or JsonObject { Count: 0 } && !selector.Each("matchExpressions").Any())
        {
            yield return new FieldError("FieldValueInvalid", "spec.selector",
                $"Invalid value: {Selector(selector)}: empty selector is invalid for {context.Resource.Kind.ToLowerInvariant()}");
        }
        else if (context.Old is { } old && !JsonNode.DeepEquals(old.At("spec", "selector"), selector))
        {
            yield return new FieldError("FieldValueInvalid", "spec.selector", $"Invalid value: {Selector(selector)}: field is immutable");
        }
        else if (LabelSelector.From(selector)?.Matches((labels as JsonObject ?? []).ToDictionary(label => label.Key, label => label.Value.Text() ?? "")) != true)
        {
            yield return NoMatch(labels);
        }

        var template = MetadataValidation.Labels(labels, "spec.template.labels").Concat(PodSpecRules.Validate(spec.At("template", "spec"), "spec.template.spec"));
        foreach (var error in template)
        {
            yield return error;
        }

        if (spec.Text("template", "spec", "restartPolicy") is "OnFailure" or "Never")
        {
            yield return FieldError.NotSupported("spec.template.spec.restartPolicy", spec.At("template", "spec", "restartPolicy"), ["Always"]);
        }
    }

    private static IEnumerable<FieldError> Job(JsonNode? spec)
    {
        var errors = PodSpecRules.Validate(spec.At("template", "spec"), "spec.template.spec");
        return spec.Text("template", "spec", "restartPolicy") == "Always"
            ? errors.Append(FieldError.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""))
            : errors;
    }

    private static FieldError NoMatch(JsonNode? labels) => new("FieldValueInvalid", "spec.template.metadata.labels",
        $"Invalid value: {Labels(labels as JsonObject)}: `selector` does not match template `labels`");

    // As Go prints the value.
    private static string Labels(JsonObject? labels) => labels is null
        ? "map[string]string(nil)"
        : $"map[string]string{{{string.Join(", ", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"\"{label.Key}\":{label.Value?.ToJsonString()}"))}}}";

    private static string Selector(JsonNode selector)
    {
        var expressions = selector.Each("matchExpressions").ToList();
        return $"v1.LabelSelector{{MatchLabels:{Labels(selector.At("matchLabels") as JsonObject)}, MatchExpressions:[]v1.LabelSelectorRequirement{(expressions.Count == 0 ? "(nil)" : "{…}")}}}";
    }
}
