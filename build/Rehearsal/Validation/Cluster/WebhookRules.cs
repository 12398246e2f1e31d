using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>Configurations of admission webhooks.</summary>
internal static class WebhookRules
{
    private const int LeastSegments = 3;
    private const int LongestTimeout = 30;
    private static readonly string[] Versions = ["v1", "v1beta1"];
    private static readonly string[] SideEffects = ["None", "NoneOnDryRun"];
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        // The first version let many things pass that v1 does not.
        var isStrict = context.Resource.Version == "v1";
        var names = new HashSet<string>();
        return Check.Each(context.New["webhooks"], "webhooks", (webhook, place) =>
        [
            .. Webhook(webhook, place, isStrict),
            .. isStrict && webhook.Text("name") is { Length: > 0 } name && !names.Add(name) ? (FieldError[])[FieldError.Duplicate($"{place}.name", name)] : [],
        ]);
    }

    private static IEnumerable<FieldError> Webhook(JsonNode? webhook, string field, bool isStrict)
    {
        var selectors = ((string[])["namespaceSelector", "objectSelector"]).SelectMany(name => SelectorRules.Validate(webhook.At(name), $"{field}.{name}"));
        return
        [
            .. Name(webhook.Text("name") ?? "", $"{field}.name"),
            .. Check.Each(webhook.At("rules"), $"{field}.rules", Rule),
            .. Check.OneOf(webhook.Text("failurePolicy"), $"{field}.failurePolicy", "Fail", "Ignore"),
            .. Check.OneOf(webhook.Text("matchPolicy"), $"{field}.matchPolicy", "Equivalent", "Exact"),
            .. !isStrict ? Check.OneOf(webhook.Text("sideEffects"), $"{field}.sideEffects", "None", "NoneOnDryRun", "Some", "Unknown")
                : webhook.Text("sideEffects") is null ? [FieldError.Required($"{field}.sideEffects", $"must specify one of {string.Join(", ", SideEffects)}")]
                : Check.OneOf(webhook.Text("sideEffects"), $"{field}.sideEffects", SideEffects),
            .. webhook.Integer("timeoutSeconds") is (< 1 or > LongestTimeout) and var seconds
                ? (FieldError[])[FieldError.Invalid($"{field}.timeoutSeconds", seconds, $"the timeout value must be between 1 and {LongestTimeout} seconds")] : [],
            .. selectors,
            .. Check.OneOf(webhook.Text("reinvocationPolicy"), $"{field}.reinvocationPolicy", "IfNeeded", "Never"),
            .. WebhookClientRules.Validate(webhook.At("clientConfig"), $"{field}.clientConfig"),
            .. ReviewVersions(webhook.At("admissionReviewVersions"), $"{field}.admissionReviewVersions", isStrict),
        ];
    }

    private static IEnumerable<FieldError> Name(string name, string field) => name.Length == 0 ? [FieldError.Required(field)] :
    [
        .. Check.Form(name, field, NameFormat.Subdomain),
        .. name.Split('.').Length < LeastSegments ? (FieldError[])[FieldError.Invalid(field, name, "should be a domain with at least three segments separated by dots")] : [],
    ];

    private static IEnumerable<FieldError> ReviewVersions(JsonNode? versions, string field, bool isRequired)
    {
        var seen = new HashSet<string>();
        return
        [
            .. isRequired && !versions.Each().Any() ? (FieldError[])[FieldError.Required(field, $"must specify one of {string.Join(", ", Versions)}")] : [],
            .. Check.Each(versions, field, (version, place) => seen.Add(version.Text() ?? "") ? Check.Form(version.Text(), place, NameFormat.ServiceName)
                : [FieldError.Invalid(place, version.Text(), "duplicate version")]),
            .. versions.Each().Any() && !Versions.Any(seen.Contains)
                ? (FieldError[])[GoValue.Invalid(field, GoValue.Texts(versions), $"must include at least one of {string.Join(", ", Versions)}")] : [],
        ];
    }

    private static IEnumerable<FieldError> Rule(JsonNode? rule, string field) =>
    [
        .. All(rule.At("operations"), $"{field}.operations", "operations", "admissionregistration.OperationType"),
        .. Check.Each(rule.At("operations"), $"{field}.operations", (operation, place) => Check.OneOf(operation.Text(), place, Operations)),
        .. All(rule.At("apiGroups"), $"{field}.apiGroups", "API groups"),
        .. All(rule.At("apiVersions"), $"{field}.apiVersions", "API versions"),
        .. Check.Each(rule.At("apiVersions"), $"{field}.apiVersions", (version, place) => Check.Present(version.Text(), place)),
        .. Resources(rule.At("resources"), $"{field}.resources"),
        .. Check.OneOf(rule.Text("scope"), $"{field}.scope", "*", "Cluster", "Namespaced"),
    ];

    // Something is said, and nothing besides all.
    private static IEnumerable<FieldError> All(JsonNode? values, string field, string name, string type = "string")
    {
        var texts = values.Each().Select(value => value.Text()).ToList();
        return texts.Count == 0 ? [FieldError.Required(field)]
            : texts.Count > 1 && texts.Contains("*") ? [GoValue.Invalid(field, GoValue.Texts(values, type), $"if '*' is present, must not specify other {name}")] : [];
    }

    private static IEnumerable<FieldError> Resources(JsonNode? resources, string field)
    {
        var texts = resources.Each().Select(resource => resource.Text() ?? "").ToList();
        var (withAll, allOf) = (texts.Where(text => text.EndsWith("/*", StringComparison.Ordinal)).ToHashSet(), texts.Where(text => text.StartsWith("*/", StringComparison.Ordinal)).ToHashSet());
        return texts.Count == 0 ? [FieldError.Required(field)] :
        [
            .. texts.SelectMany((text, index) => Resource(text, $"{field}[{index}]", withAll, allOf)),
            .. texts.Count > 1 && texts.Contains("*/*") ? (FieldError[])[GoValue.Invalid(field, GoValue.Texts(resources), "if '*/*' is present, must not specify other resources")] : [],
            .. texts.Contains("*") && texts.Any(text => text != "*" && !text.Contains('/', StringComparison.Ordinal))
                ? (FieldError[])[GoValue.Invalid(field, GoValue.Texts(resources), "if '*' is present, must not specify other resources without subresources")] : [],
        ];
    }

    private static IEnumerable<FieldError> Resource(string text, string field, HashSet<string> withAll, HashSet<string> allOf)
    {
        if (text.Split('/') is not [var name, var subresource])
        {
            return Check.Present(text, field);
        }

        return [.. ((string[])[$"{name}/*", $"*/{subresource}"]).Where(wider => wider != text && (withAll.Contains(wider) || allOf.Contains(wider)))
            .Select(wider => FieldError.Invalid(field, text, $"if '{wider}' is present, must not specify {text}")).Take(1)];
    }
}
