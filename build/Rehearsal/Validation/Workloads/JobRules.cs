using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>Jobs and CronJobs: pods that end, under a selector that the server makes.</summary>
internal static class JobRules
{
    private const int CronFields = 5;
    private const int LongestCronJobName = 52;
    private static readonly string[] Counts = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit"];
    private static readonly string[] OwnLabels = ["controller-uid", "job-name"];

    public static IEnumerable<FieldError> Job(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. spec.IsTrue("manualSelector") ? [] : Generated(context),
            .. Spec(spec, "spec"),
            .. spec.At("selector") is null ? [FieldError.Required("spec.selector")] : SelectorRules.Validate(spec.At("selector"), "spec.selector"),
            .. SelectorRules.IsUsable(spec.At("selector")) ? TemplateRules.Matched(spec) : [],
            .. context.Old is { } old ? Update(spec, old["spec"]) : [],
        ];
    }

    public static IEnumerable<FieldError> CronJob(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. Schedule(spec.Text("schedule") ?? "", "spec.schedule"),
            .. Check.NotNegative(spec.At("startingDeadlineSeconds"), "spec.startingDeadlineSeconds"),
            .. Check.OneOf(spec.Text("concurrencyPolicy"), "spec.concurrencyPolicy", "Allow", "Forbid", "Replace"),
            .. Spec(spec.At("jobTemplate", "spec"), "spec.jobTemplate.spec"),
            .. spec.IsTrue("jobTemplate", "spec", "manualSelector")
                ? (FieldError[])[GoValue.NotSupported("spec.jobTemplate.spec.manualSelector", "true", "nil", "false")] : [],
            .. Check.NotNegative(spec.At("successfulJobsHistoryLimit"), "spec.successfulJobsHistoryLimit"),
            .. Check.NotNegative(spec.At("failedJobsHistoryLimit"), "spec.failedJobsHistoryLimit"),
            .. context.Name.Length > LongestCronJobName
                ? (FieldError[])[FieldError.Invalid("metadata.name", context.Name, $"must be no more than {LongestCronJobName} characters")] : [],
        ];
    }

    private static IEnumerable<FieldError> Spec(JsonNode? spec, string field) =>
    [
        .. Counts.SelectMany(count => Check.NotNegative(spec.At(count), $"{field}.{count}")),
        .. TemplateRules.Validate(spec.At("template"), $"{field}.template"),
        .. spec.Text("template", "spec", "restartPolicy") switch
        {
            // Nothing said means this one.
            null or "Always" => [FieldError.Required($"{field}.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"")],
            var policy => Check.OneOf(policy, $"{field}.template.spec.restartPolicy", "OnFailure", "Never"),
        },
    ];

    private static IEnumerable<FieldError> Generated(WriteContext context)
    {
        const string Labels = "spec.template.metadata.labels";
        var (template, selector) = (context.New.At("spec", "template", "metadata", "labels"), context.New.At("spec", "selector"));
        var uid = context.New.Text("metadata", "uid") ?? "";
        return
        [
            .. OwnLabels.Zip([uid, context.Name]).Where(label => template.Text(label.First) != label.Second).Select(label => template.At(label.First) is null
                ? FieldError.Required($"{Labels}[{label.First}]", $"must be '{label.Second}'")
                : GoValue.Invalid($"{Labels}[{label.First}]", GoValue.Map(template), $"must be '{label.Second}'")),
            .. selector is not null && (selector.At("matchLabels") is not JsonObject { Count: 1 } || selector.Text("matchLabels", OwnLabels[0]) != uid || selector.Each("matchExpressions").Any())
                ? (FieldError[])[GoValue.Invalid("spec.selector", GoValue.Selector(selector), "`selector` not auto-generated")] : [],
        ];
    }

    private static IEnumerable<FieldError> Update(JsonNode? spec, JsonNode? before) =>
    [
        .. Check.Immutable(spec.At("completions"), before.At("completions"), "spec.completions", spec.Integer("completions")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "\"null\""),
        .. Check.Immutable(spec.At("selector"), before.At("selector"), "spec.selector", GoValue.Selector(spec.At("selector"))),
        .. Check.Immutable(spec.At("template"), before.At("template"), "spec.template", "core.PodTemplateSpec{...}"),
    ];

    private static IEnumerable<FieldError> Schedule(string schedule, string field)
    {
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return schedule.Length == 0 ? [FieldError.Required(field)]
            : schedule.StartsWith('@') || fields == CronFields ? []
            : [FieldError.Invalid(field, schedule, $"Expected exactly {CronFields} fields, found {fields}: {schedule}")];
    }
}
