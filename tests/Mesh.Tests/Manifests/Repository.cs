using System.Text.Json.Nodes;
using MeshBuild.Mesh.Manifests;

namespace MeshBuild.Mesh.Tests.Manifests;

/// <summary>What lies in the repository.</summary>
internal static class Repository
{
    /// <summary>Every object of a kind in the YAML files of the samples and of Lint's fixtures; files that are broken on purpose are left out.</summary>
    public static IEnumerable<JsonObject> OfKind(string kind) => new[] { "manifests", "tests/Lint.Tests/Fixtures" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.yaml", SearchOption.AllDirectories))
        .SelectMany(file => Read(file, kind));

    private static IReadOnlyList<JsonObject> Read(string file, string kind)
    {
        var text = File.ReadAllText(file);
        if (!text.Contains($"kind: {kind}\n", StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            return [.. ManifestReader.ReadText(text, file).Select(document => document.Object.Json).Where(json => (string?)json["kind"] == kind)];
        }
        catch (ManifestException)
        {
            return [];
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
