using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>A container's variables, and what they are taken from.</summary>
internal static class EnvironmentRules
{
    private static readonly string[] PodFields =
        ["metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.podIP", "status.podIPs"];

    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"];

    public static IEnumerable<FieldError> Validate(JsonNode? container, string field) =>
    [
        .. Check.Each(container.At("env"), $"{field}.env", Variable),
        .. Check.Each(container.At("envFrom"), $"{field}.envFrom", (from, place) => From(from, place, $"{field}.envFrom")),
    ];

    private static IEnumerable<FieldError> Variable(JsonNode? variable, string field) =>
    [
        .. Check.Named(variable.Text("name"), $"{field}.name", NameFormat.Variable),
        .. variable.At("valueFrom") is { } from ? Source(from, $"{field}.valueFrom", hasValue: variable.Text("value") is { Length: > 0 }) : [],
    ];

    private static IEnumerable<FieldError> Source(JsonNode from, string field, bool hasValue)
    {
        var given = Sources.Count(source => from.At(source) is not null);
        var wrong = given == 0 ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
            : hasValue ? "may not be specified when `value` is not empty"
            : given > 1 ? "may not have more than one field specified at a time"
            : null;
        return
        [
            .. from.At("fieldRef") is { } podField ? FieldReferenceRules.PodField(podField, $"{field}.fieldRef", PodFields) : [],
            .. from.At("resourceFieldRef") is { } resource ? FieldReferenceRules.Resource(resource, $"{field}.resourceFieldRef", isContainerNamed: false) : [],
            .. Key(from.At("configMapKeyRef"), $"{field}.configMapKeyRef"),
            .. Key(from.At("secretKeyRef"), $"{field}.secretKeyRef"),
            .. wrong is null ? [] : (FieldError[])[FieldError.Invalid(field, "", wrong)],
        ];
    }

    private static IEnumerable<FieldError> Key(JsonNode? reference, string field) => reference is null ? [] :
    [
        .. NameFormat.Subdomain(reference.Text("name") ?? "").Select(wrong => FieldError.Invalid($"{field}.name", reference.Text("name") ?? "", wrong)),
        .. Check.Named(reference.Text("key"), $"{field}.key", NameFormat.ConfigKey),
    ];

    private static IEnumerable<FieldError> From(JsonNode? from, string place, string field)
    {
        var given = ((string[])["configMapRef", "secretRef"]).Where(source => from.At(source) is not null).ToList();
        return
        [
            .. Check.Form(from.Text("prefix"), $"{place}.prefix", NameFormat.Variable),
            .. given.SelectMany(source => Check.Named(from.Text(source, "name"), $"{place}.{source}.name", NameFormat.Subdomain)),
            .. given.Count == 0 ? (FieldError[])[FieldError.Invalid(field, "", "must specify one of: `configMapRef` or `secretRef`")]
                : given.Count > 1 ? [FieldError.Invalid(field, "", "may not have more than one field specified at a time")] : [],
        ];
    }
}
