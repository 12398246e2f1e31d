using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Istio;

/// <summary>What <c>istioctl version -o json</c> tells: the versions of the client, of every istiod, of every proxy.</summary>
/// <param name="Client">istioctl's own, or <c>unknown</c>.</param>
/// <param name="Control">Those of the control plane, each once; none when no istiod answered.</param>
/// <param name="Data">Those of the proxies, each once.</param>
internal sealed record VersionAnswer(string Client, IReadOnlyList<string> Control, IReadOnlyList<string> Data)
{
    /// <summary>Reads the output. What cannot be read is the same as nothing told.</summary>
    public static VersionAnswer Of(ToolOutput output)
    {
        var json = Parse(output.StandardOutput);
        return new VersionAnswer(
            (string?)json?["clientVersion"]?["version"] ?? "unknown",
            Versions(json?["meshVersion"], item => item?["Info"]?["version"]),
            Versions(json?["dataPlaneVersion"], item => item?["IstioVersion"] ?? item?["version"]));
    }

    /// <summary>Whether an istiod answered and all are of this version.</summary>
    public bool AgreeOn(string version) => Control.Count > 0 && Control.Concat(Data).Append(Client).All(told => told == version);

    /// <inheritdoc />
    public override string ToString() => $"client {Client}, control plane {Text(Control)}, data plane {Text(Data)}";

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Some other text, an error's: it tells no version.
            return null;
        }
    }

    private static List<string> Versions(JsonNode? list, Func<JsonNode?, JsonNode?> version) =>
        [.. (list as JsonArray ?? []).Select(item => (string?)version(item) ?? "unknown").Distinct().Order(StringComparer.Ordinal)];

    private static string Text(IReadOnlyList<string> versions) => versions.Count == 0 ? "none" : string.Join(", ", versions);
}
