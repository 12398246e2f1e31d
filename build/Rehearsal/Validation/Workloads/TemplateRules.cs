using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;
using MeshBuild.Rehearsal.Validation.Pods;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>The template of pods in a workload, and the selector that has to match it.</summary>
internal static class TemplateRules
{
    private const string Template = "spec.template";

    /// <summary>A template as all workloads have it.</summary>
    public static IEnumerable<FieldError> Validate(JsonNode? template, string field = Template) =>
    [
        .. Metadata(template, field),
        .. PodSpecRules.Validate(template.At("spec"), $"{field}.spec"),
    ];

    /// <summary>A template's labels and annotations.</summary>
    public static IEnumerable<FieldError> Metadata(JsonNode? template, string field = Template) =>
    [
        .. Check.Labels(template.At("metadata", "labels"), $"{field}.labels"),
        .. Check.Annotations(template.At("metadata", "annotations"), $"{field}.annotations"),
    ];

    /// <summary>Pods that are replaced when they end run for ever.</summary>
    /// <param name="template">The template.</param>
    /// <param name="kind">Whose name the message has: that of the workload, or of what it makes.</param>
    public static IEnumerable<FieldError> RunsForEver(JsonNode? template, string kind) =>
    [
        .. Check.OneOf(template.Text("spec", "restartPolicy"), $"{Template}.spec.restartPolicy", "Always"),
        .. template.At("spec", "activeDeadlineSeconds") is null ? []
            : (FieldError[])[FieldError.Forbidden($"{Template}.spec.activeDeadlineSeconds", $"activeDeadlineSeconds in {kind} is not Supported")],
    ];

    /// <summary>The selector matches the template's labels. A missing one matches nothing.</summary>
    public static IEnumerable<FieldError> Matched(JsonNode? spec)
    {
        var labels = spec.At("template", "metadata", "labels");
        return LabelSelector.From(spec.At("selector"))?.Matches((labels as JsonObject ?? []).ToDictionary(label => label.Key, label => label.Value.Text() ?? "")) == true ? []
            : [GoValue.Invalid($"{Template}.metadata.labels", GoValue.Map(labels), "`selector` does not match template `labels`")];
    }

    /// <summary>A selector that is there, says something and can be used; only then does the rest of the template count.</summary>
    /// <param name="spec">The workload's spec.</param>
    /// <param name="kind">What the message calls the workload.</param>
    /// <param name="unusable">What is said of a selector that cannot be used.</param>
    /// <param name="rest">The rules of the template.</param>
    public static IEnumerable<FieldError> Selected(JsonNode? spec, string kind, string unusable, Func<IEnumerable<FieldError>> rest)
    {
        var selector = spec.At("selector");
        return
        [
            .. selector is null ? [FieldError.Required("spec.selector")] : SelectorRules.Validate(selector, "spec.selector"),
            .. Empty(selector, kind),
            .. !SelectorRules.IsUsable(selector) ? (FieldError[])[GoValue.Invalid("spec.selector", GoValue.Selector(selector), unusable)]
                : [.. Matched(spec), .. rest()],
        ];
    }

    /// <summary>A selector says something.</summary>
    public static IEnumerable<FieldError> Empty(JsonNode? selector, string kind) => selector is not null && SelectorRules.IsEmpty(selector)
        ? [GoValue.Invalid("spec.selector", GoValue.Selector(selector), $"empty selector is invalid for {kind}")] : [];

    /// <summary>An update leaves the selector as it is.</summary>
    public static IEnumerable<FieldError> SelectorStays(WriteContext context) => context.Old is not { } old ? []
        : Check.Immutable(context.New.At("spec", "selector"), old.At("spec", "selector"), "spec.selector", GoValue.Selector(context.New.At("spec", "selector")));
}
