using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>HorizontalPodAutoscalers: bounds, target, metrics, behaviour.</summary>
internal static class AutoscalerRules
{
    private const int LongestWindow = 3600;
    private const int LongestPeriod = 1800;

    // Each type and the field that has its metric.
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["ContainerResource"] = "containerResource",
        ["External"] = "external",
        ["Object"] = "object",
        ["Pods"] = "pods",
        ["Resource"] = "resource",
    };

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        var (least, most) = (spec.Integer("minReplicas"), spec.Integer("maxReplicas") ?? 0);
        return
        [
            .. least < 1 ? (FieldError[])[FieldError.Invalid("spec.minReplicas", least, "must be greater than or equal to 1")] : [],
            .. most < 1 ? (FieldError[])[FieldError.Invalid("spec.maxReplicas", most, "must be greater than 0")] : [],
            .. most < least ? (FieldError[])[FieldError.Invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")] : [],
            .. Check.Named(spec.Text("scaleTargetRef", "kind"), "spec.scaleTargetRef.kind", NameFormat.PathSegment),
            .. Check.Named(spec.Text("scaleTargetRef", "name"), "spec.scaleTargetRef.name", NameFormat.PathSegment),
            .. spec.Integer("targetCPUUtilizationPercentage") is < 1 and var target
                ? (FieldError[])[FieldError.Invalid("spec.metrics[0].resource.target.averageUtilization", target, "must be greater than 0")] : [],
            .. context.Resource.Version == "v2beta2" ? Check.Each(spec.At("metrics"), "spec.metrics", Metric) : [],
            .. least == 0 && !spec.Each("metrics").Any(metric => metric.Text("type") is "Object" or "External")
                ? (FieldError[])[FieldError.Forbidden("spec.metrics", "must specify at least one Object or External metric to support scaling to zero replicas")] : [],
            .. Behaviour(spec.At("behavior", "scaleUp"), "spec.behavior.scaleUp"),
            .. Behaviour(spec.At("behavior", "scaleDown"), "spec.behavior.scaleDown"),
        ];
    }

    private static IEnumerable<FieldError> Metric(JsonNode? metric, string field)
    {
        var type = metric.Text("type") ?? "";
        if (!Sources.TryGetValue(type, out var name))
        {
            return [.. Check.Present(type, $"{field}.type", "must specify a metric source type"), FieldError.NotSupported($"{field}.type", type, Sources.Keys)];
        }

        var (place, source) = ($"{field}.{name}", metric.At(name));
        return source is null ? [FieldError.Required(place, "must populate information for the given metric source")] : type switch
        {
            "Resource" => [.. Check.Present(source.Text("name"), $"{place}.name", "must specify a resource name"), .. Utilization(source.At("target"), $"{place}.target")],
            "Pods" =>
            [
                .. Check.Present(source.Text("metric", "name"), $"{place}.metric.name", "must specify a metric name"),
                .. Quantity.Read(source.At("target", "averageValue"))?.Value > 0 ? []
                    : (FieldError[])[FieldError.Required($"{place}.target.averageValue", "must specify a positive target averageValue")],
            ],
            _ => [],
        };
    }

    private static IEnumerable<FieldError> Utilization(JsonNode? target, string field) => (target.Integer("averageUtilization"), target.At("averageValue")) switch
    {
        (null, null) => [FieldError.Required($"{field}.averageUtilization", "must set either a target raw value or a target utilization")],
        ( < 1 and var percent, _) => [FieldError.Invalid($"{field}.averageUtilization", percent, "must be greater than 0")],
        _ => [],
    };

    private static IEnumerable<FieldError> Behaviour(JsonNode? rules, string field) => rules is null ? [] :
    [
        .. rules.Integer("stabilizationWindowSeconds") switch
        {
            < 0 and var seconds => [FieldError.Invalid($"{field}.stabilizationWindowSeconds", seconds, "must be greater than or equal to zero")],
            > LongestWindow and var seconds => [FieldError.Invalid($"{field}.stabilizationWindowSeconds", seconds, $"must be less than or equal to {LongestWindow}")],
            _ => (FieldError[])[],
        },
        .. Check.OneOf(rules.Text("selectPolicy"), $"{field}.selectPolicy", "Disabled", "Max", "Min"),
        .. rules.At("policies") is JsonArray { Count: 0 } ? (FieldError[])[FieldError.Required($"{field}.policies", "must specify at least one Policy")] : [],
        .. Check.Each(rules.At("policies"), $"{field}.policies", Policy),
    ];

    private static IEnumerable<FieldError> Policy(JsonNode? policy, string field) =>
    [
        .. Check.OneOf(policy.Text("type"), $"{field}.type", "Percent", "Pods"),
        .. policy.Integer("value") is > 0 ? [] : (FieldError[])[FieldError.Invalid($"{field}.value", policy.Integer("value") ?? 0, "must be greater than zero")],
        .. policy.Integer("periodSeconds") switch
        {
            > LongestPeriod and var seconds => [FieldError.Invalid($"{field}.periodSeconds", seconds, $"must be less than or equal to {LongestPeriod}")],
            > 0 => (FieldError[])[],
            var seconds => [FieldError.Invalid($"{field}.periodSeconds", seconds ?? 0, "must be greater than zero")],
        },
    ];
}
