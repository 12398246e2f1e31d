using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>The names of a custom type.</summary>
internal static class NamesRules
{
    public static IEnumerable<FieldError> Validate(JsonNode? names, string field) =>
    [
        .. Check.Named(names.Text("plural"), $"{field}.plural", NameFormat.ServiceName),
        .. Check.Named(names.Text("singular"), $"{field}.singular", NameFormat.ServiceName),
        .. Check.Named(names.Text("kind"), $"{field}.kind", Kind),
        .. Check.Named(names.Text("listKind"), $"{field}.listKind", Kind),
        .. names.Text("kind") is { Length: > 0 } kind && names.Text("listKind") == kind
            ? (FieldError[])[FieldError.Invalid($"{field}.listKind", kind, "kind and listKind may not be the same")] : [],
        .. Check.Each(names.At("shortNames"), $"{field}.shortNames", (name, place) => Check.Form(name.Text(), place, NameFormat.ServiceName)),
        .. Check.Each(names.At("categories"), $"{field}.categories", (name, place) => Check.Form(name.Text(), place, NameFormat.ServiceName)),
    ];

    private static IReadOnlyList<string> Kind(string name) =>
        [.. NameFormat.ServiceName(name.ToLowerInvariant()).Take(1).Select(wrong => $"may have mixed case, but should otherwise match: {wrong}")];
}
