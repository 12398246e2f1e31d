using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>
/// The versions of a custom type. What all of them say alike, the server looks at once, as a part of the spec: so the places of
/// its errors are.
/// </summary>
internal static class VersionRules
{
    private static readonly (string Name, string Common, Func<JsonNode?, string, IEnumerable<FieldError>> Rule)[] Parts =
    [
        ("schema", "spec.validation", Schema),
        ("subresources", "spec.subresources", ScaleRules.Validate),
        ("additionalPrinterColumns", "spec.additionalPrinterColumns", ColumnRules.Validate),
    ];

    /// <summary>Each version, and all of them together.</summary>
    public static IEnumerable<FieldError> Validate(JsonNode? spec)
    {
        const string Field = "spec.versions";
        var versions = spec.Each("versions").ToList();
        var names = versions.Select(version => version.Text("name") ?? "").ToList();
        var shown = $"[]apiextensions.CustomResourceDefinitionVersion{{{string.Join(", ", versions.Select(version => Shown(version, isAlone: IsCommon(spec, "schema"))))}}}";
        return
        [
            .. Check.Each(spec.At("versions"), Field, (version, place) =>
            [
                .. version.At("schema", "openAPIV3Schema") is null ? (FieldError[])[FieldError.Required($"{place}.schema.openAPIV3Schema", "schemas are required")] : [],
                .. Check.Form(version.Text("name"), $"{place}.name", NameFormat.ServiceName),
                .. Deprecation(version, place),
                .. Parts.Where(part => !IsCommon(spec, part.Name)).SelectMany(part => part.Rule(version.At(part.Name), $"{place}.{part.Name}")),
            ]),
            .. names.Distinct().Count() < names.Count ? (FieldError[])[GoValue.Invalid(Field, shown, "must contain unique version names")] : [],
            .. versions.Count(version => version.IsTrue("storage")) == 1 ? []
                : (FieldError[])[GoValue.Invalid(Field, shown, "must have exactly one version marked as storage version")],
            .. Check.Form(names.FirstOrDefault(), "spec.version", NameFormat.ServiceName),
        ];
    }

    /// <summary>What all versions say alike.</summary>
    public static IEnumerable<FieldError> Common(JsonNode? spec)
    {
        var first = spec.Each("versions").FirstOrDefault();
        return Parts.Where(part => IsCommon(spec, part.Name)).SelectMany(part => part.Rule(first.At(part.Name), part.Common));
    }

    /// <summary>A version as Go prints it; pointers are left out.</summary>
    public static string Shown(JsonNode? version, bool isAlone)
    {
        static string Flag(JsonNode? value, string name) => value.IsTrue(name) ? "true" : "false";

        return $"apiextensions.CustomResourceDefinitionVersion{{Name:{GoValue.Text(version.Text("name"))}, Served:{Flag(version, "served")}, Storage:{Flag(version, "storage")}, "
            + $"Deprecated:{Flag(version, "deprecated")}, DeprecationWarning:(*string)(nil), Schema:(*apiextensions.CustomResourceValidation){(isAlone ? "(nil)" : "(...)")}, "
            + "Subresources:(*apiextensions.CustomResourceSubresources)(nil), AdditionalPrinterColumns:[]apiextensions.CustomResourceColumnDefinition(nil)}";
    }

    private static bool IsCommon(JsonNode? spec, string part)
    {
        var first = spec.Each("versions").FirstOrDefault().At(part);
        return first is not null && spec.Each("versions").All(version => JsonNode.DeepEquals(version.At(part), first));
    }

    private static IEnumerable<FieldError> Deprecation(JsonNode? version, string field) => version.Text("deprecationWarning") is { } warning && !version.IsTrue("deprecated")
        ? [FieldError.Invalid($"{field}.deprecationWarning", warning, "can only be set for deprecated versions")] : [];

    private static IEnumerable<FieldError> Schema(JsonNode? validation, string field) =>
        validation.At("openAPIV3Schema") is JsonObject schema ? SchemaRules.Validate(schema, $"{field}.openAPIV3Schema") : [];
}
