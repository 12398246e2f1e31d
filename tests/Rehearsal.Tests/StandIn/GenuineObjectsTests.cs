using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.StandIn.Objects;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Rehearsal.Tests.StandIn;

/// <summary>The stand-in's objects are the genuine ones by kind, namespace and name.</summary>
public sealed class GenuineObjectsTests
{
    [Test]
    public void The_demo_profile_has_the_genuine_objects() =>
        Names(DemoProfile.All).ShouldBe(Genuine("demo-profile.yaml"));

    [TestCase("grafana.yaml")]
    [TestCase("jaeger.yaml")]
    [TestCase("kiali.yaml")]
    [TestCase("prometheus.yaml")]
    public void An_addon_has_the_genuine_objects(string file) =>
        Names(SampleAddons.Files[file]).ShouldBe(Genuine(Path.Combine("samples", "addons", file)));

    [Test]
    public void There_is_an_addon_for_each_genuine_file() =>
        SampleAddons.Files.Keys.Order().ShouldBe(Directory.GetFiles(Shared(Path.Combine("samples", "addons"))).Select(file => Path.GetFileName(file)!).Order());

    private static List<string> Names(IEnumerable<JsonObject> objects) =>
        [.. objects.Select(value => $"{Manifest.Kind(value)} {Manifest.Namespace(value)} {Manifest.Name(value)}").Order(StringComparer.Ordinal)];

    private static List<string> Genuine(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Shared(file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>().Select(Name).Order(StringComparer.Ordinal)];
    }

    private static string Name(YamlMappingNode value)
    {
        var kind = value["kind"].ToString();
        var metadata = (YamlMappingNode)value["metadata"];
        // A namespace on a type that has none is passed over by the server.
        var isClusterWide = kind.StartsWith("Cluster", StringComparison.Ordinal) || kind.EndsWith("WebhookConfiguration", StringComparison.Ordinal) || kind == "CustomResourceDefinition";
        return $"{kind} {(isClusterWide || !metadata.Children.TryGetValue("namespace", out var place) ? "" : place)} {metadata["name"]}";
    }

    private static string Shared(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "build.sh")))
            {
                var found = Path.Combine(folder.Parent!.FullName, "shared", "istio-1.10", path);
                if (!Path.Exists(found))
                {
                    Assert.Ignore("../shared/istio-1.10 is not here");
                }

                return found;
            }
        }

        throw new InvalidOperationException("the tests run from within the repository");
    }
}
