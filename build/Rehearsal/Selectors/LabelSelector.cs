using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Selectors;

/// <summary>A label selector: <c>a=b,c!=d,e in (f,g),h,!i</c>, or the matchLabels and matchExpressions of an object.</summary>
public sealed class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    /// <summary>Matches all.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <exception cref="ApiException">It cannot be read (400).</exception>
    public static LabelSelector Parse(string? text) => string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(LabelSelectorParser.Parse(text));

    /// <summary>The LabelSelector object of a spec; one without content matches all, null matches none.</summary>
    public static LabelSelector? From(JsonNode? selector) => selector is not JsonObject ? null : new(
    [
        .. (selector["matchLabels"] as JsonObject ?? []).Select(label => new LabelRequirement(label.Key, "In", [label.Value?.ToString() ?? ""])),
        .. selector.Each("matchExpressions").Select(expression => new LabelRequirement(expression.Text("key") ?? "", expression.Text("operator") ?? "",
            [.. expression.Each("values").Select(value => value?.ToString() ?? "")])),
    ]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(requirement => requirement.Matches(labels));
}
