using System.Text.Json.Nodes;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Rehearsal.Storage;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Rehearsal.Tests.Validation;

/// <summary>An object that the server refuses, with the causes that a real one of 1.20.2 names, in its order.</summary>
/// <param name="Name">What the case is about.</param>
/// <param name="Object">The object that is created.</param>
/// <param name="Patch">A merge patch that is refused; null when the creation is.</param>
/// <param name="Errors">The causes; none when it is taken.</param>
public sealed record RuleCase(string Name, JsonObject Object, JsonObject? Patch, IReadOnlyList<string> Errors)
{
    /// <summary>The cases of all files, each named after its file.</summary>
    public static IEnumerable<TestCaseData> All() => typeof(RuleCase).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))
        .SelectMany(file => Read(file).Select(one => new TestCaseData(one).SetArgDisplayNames($"{Path.GetFileNameWithoutExtension(file)}: {one.Name}")));

    private static IEnumerable<RuleCase> Read(string file)
    {
        using var reader = new StreamReader(typeof(RuleCase).Assembly.GetManifestResourceStream(file)!);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return YamlJson.Convert(yaml.Documents[0].RootNode).Each().Select(one => new RuleCase(one.Text("of")!, one.At("object")!.DeepClone().AsObject(),
            one.At("patch")?.DeepClone().AsObject(), [.. one.Each("errors").Select(error => error.Text()!)])).ToList();
    }
}
