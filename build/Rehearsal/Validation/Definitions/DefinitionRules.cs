using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>CustomResourceDefinitions: names, versions and, of v1, what each version brings.</summary>
internal static class DefinitionRules
{
    private const string Approval = "api-approved.kubernetes.io";
    private static readonly string[] Protected = ["k8s.io", "kubernetes.io"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var (value, spec) = (context.New, context.New["spec"]);
        var isFull = context.Resource.Version == "v1";
        return
        [
            .. context.Old is null ? Name(context.Name, spec) : [],
            .. Group(spec.Text("group") ?? "", "spec.group"),
            .. Check.Present(spec.Text("scope"), "spec.scope"),
            .. spec.Text("scope") is { Length: > 0 } scope ? Check.OneOf(scope, "spec.scope", "Cluster", "Namespaced") : [],
            .. isFull && spec.IsTrue("preserveUnknownFields") ? (FieldError[])[FieldError.Invalid("spec.preserveUnknownFields", true,
                "cannot set to true, set x-preserve-unknown-fields to true in spec.versions[*].schema instead")] : [],
            .. isFull ? VersionRules.Validate(spec) : [],
            .. NamesRules.Validate(spec.At("names"), "spec.names"),
            .. isFull ? VersionRules.Common(spec) : [],
            .. isFull ? ConversionRules.Validate(spec.At("conversion"), "spec.conversion") : [],
            .. context.Old is { } old ? Update(value, old) : [],
            .. isFull ? StoredVersions(value) : [],
            .. context.Old is null ? Approved(value) : [],
        ];
    }

    private static IEnumerable<FieldError> Name(string name, JsonNode? spec) => name == $"{spec.Text("names", "plural")}.{spec.Text("group")}" ? []
        : [FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group")];

    private static IEnumerable<FieldError> Group(string group, string field) => group.Length == 0 ? [FieldError.Required(field)]
        : NameFormat.Subdomain(group) is { Count: > 0 } wrongs ? [FieldError.Invalid(field, group, string.Join(",", wrongs))]
        : group.Contains('.', StringComparison.Ordinal) ? [] : [FieldError.Invalid(field, group, "should be a domain with at least one dot")];

    private static IEnumerable<FieldError> Update(JsonObject value, JsonObject old)
    {
        var isEstablished = old.Each("status", "conditions").Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");
        IEnumerable<FieldError> Stays(params string[] path) =>
            Check.Immutable(value["spec"].At(path), old["spec"].At(path), $"spec.{string.Join('.', path)}", GoValue.Text(value["spec"].Text(path)));

        return
        [
            .. isEstablished ? [.. Stays("scope"), .. Stays("names", "kind")] : (IEnumerable<FieldError>)[],
            .. Stays("group"),
            .. Stays("names", "plural"),
        ];
    }

    private static IEnumerable<FieldError> StoredVersions(JsonObject value)
    {
        const string Field = "status.storedVersions";
        var (stored, versions) = (value.Each("status", "storedVersions").Select(version => version.Text() ?? "").ToList(), value.Each("spec", "versions").ToList());
        var lacking = versions.Where(version => version.IsTrue("storage") && !stored.Contains(version.Text("name") ?? "")).ToList();
        return stored.Count == 0 ? [GoValue.Invalid(Field, "[]string(nil)", "must have at least one stored version")] :
        [
            .. stored.SelectMany((name, index) => versions.Any(version => version.Text("name") == name) ? []
                : (FieldError[])[FieldError.Invalid($"{Field}[{index}]", name, "must appear in spec.versions")]),
            .. lacking.Select(version => GoValue.Invalid(Field, VersionRules.Shown(version, isAlone: false), $"must have the storage version {version.Text("name")}")),
        ];
    }

    private static IEnumerable<FieldError> Approved(JsonObject value)
    {
        var group = value.Text("spec", "group") ?? "";
        return Protected.Any(domain => group == domain || group.EndsWith($".{domain}", StringComparison.Ordinal)) && value.At("metadata", "annotations").Text(Approval) is null or ""
            ? [FieldError.Required($"metadata.annotations[{Approval}]",
                $"protected groups must have approval annotation \"{Approval}\", see https://github.com/kubernetes/enhancements/pull/1111")]
            : [];
    }
}
