using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;
using MeshBuild.Rehearsal.Validation.Cluster;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>How objects get from one version to another. The places are those of the server's own form of a definition.</summary>
internal static class ConversionRules
{
    private static readonly string[] Versions = ["v1", "v1beta1"];

    public static IEnumerable<FieldError> Validate(JsonNode? conversion, string field)
    {
        const string NotSet = "should not be set when strategy is not set to Webhook";
        var (strategy, client, versions) = (conversion.Text("strategy"), conversion.At("webhook", "clientConfig"), conversion.At("webhook", "conversionReviewVersions"));
        return conversion is null ? [] : strategy != "Webhook"
            ?
            [
                .. Check.OneOf(strategy, $"{field}.strategy", "None", "Webhook"),
                .. client is null ? [] : (FieldError[])[FieldError.Forbidden($"{field}.webhookClientConfig", NotSet)],
                .. versions.Each().Any() ? (FieldError[])[FieldError.Forbidden($"{field}.conversionReviewVersions", NotSet)] : [],
            ]
            :
            [
                .. client is null ? [FieldError.Required($"{field}.webhookClientConfig", "required when strategy is set to Webhook")]
                    : WebhookClientRules.Validate(client, $"{field}.webhookClientConfig"),
                .. versions.Each().Any() ? [] : (FieldError[])[FieldError.Required($"{field}.conversionReviewVersions")],
                .. versions.Each().Any() && !versions.Each().Any(version => Versions.Contains(version.Text()))
                    ? (FieldError[])[GoValue.Invalid($"{field}.conversionReviewVersions", GoValue.Texts(versions), $"must include at least one of {string.Join(", ", Versions)}")] : [],
            ];
    }
}
