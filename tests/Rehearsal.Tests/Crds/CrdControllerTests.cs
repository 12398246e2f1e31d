using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Crds;

/// <summary>A definition that cannot be served, and the others.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class CrdControllerTests
{
    private static readonly ResourceKey Definitions = new("apiextensions.k8s.io", "customresourcedefinitions");
    private RehearsalCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions { EstablishDelay = TimeSpan.Zero }, CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [TestCase("unnamed", """{"group": "example.com", "scope": "Namespaced", "versions": [{"name": "v1", "served": true, "storage": true}]}""", "spec.names: plural and kind are required")]
    [TestCase("twice", """{"group": "example.com", "scope": "Namespaced", "names": {"plural": "twices", "kind": "Twice"}, "versions": [{"name": "v1", "served": true, "storage": true}, {"name": "v1", "served": true}]}""",
        "spec.versions: \"v1\" is there more than once")]
    public async Task A_definition_that_cannot_be_read_says_so_and_harms_no_other(string name, string spec, string message)
    {
        // The validation lets none of these through: only a store that something else filled has one.
        _cluster.Services.Store.TryCreate(Definitions, Objects.Parse($$$"""
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "{{{name}}}.example.com", "uid": "{{{name}}}"}, "spec": {{{spec}}} }
            """)).ShouldNotBeNull();
        var refused = await _cluster.UntilAsync(Definitions, $"{name}.example.com", definition => definition.At("status", "conditions") is not null);
        refused.Each("status", "conditions").Select(condition => $"{condition.Text("type")} {condition.Text("status")} {condition.Text("reason")} {condition.Text("message")}").ShouldBe(
            [$"NonStructuralSchema True Violations {message}", "Established False NotAccepted not all names are accepted"]);

        await _cluster.CreateAsync(Definitions, Good($"after{name}"));
        await _cluster.UntilAsync(Definitions, $"after{name}s.example.com", IsEstablished);
        _cluster.Services.Types.Find(new GroupVersionKind("example.com", "v1", $"After{name}")).ShouldNotBeNull();

        await _cluster.DeleteAsync(Definitions, $"{name}.example.com", @namespace: "");
        _cluster.Services.Store.Find(Definitions, "", $"{name}.example.com").ShouldBeNull();
    }

    [Test]
    public async Task A_new_stored_version_joins_those_that_were_stored()
    {
        await _cluster.CreateAsync(Definitions, Good("ship"));
        await _cluster.UntilAsync(Definitions, "ships.example.com", IsEstablished);
        await _cluster.ChangeAsync(Definitions, "ships.example.com", definition =>
        {
            var next = definition["spec"]!["versions"]![0]!.DeepClone();
            (next["name"], definition["spec"]!["versions"]![0]!["storage"]) = ("v2", false);
            definition["spec"]!["versions"]!.AsArray().Add(next);
        }, @namespace: "");
        _cluster.Services.Store.Find(Definitions, "", "ships.example.com")!.Json.Each("status", "storedVersions").Select(version => version.Text()).ShouldBe(["v1", "v2"]);
    }

    private static JsonObject Good(string singular) => Objects.Parse($$$"""
        {"metadata": {"name": "{{{singular}}}s.example.com"}, "spec": {"group": "example.com", "scope": "Namespaced",
         "names": {"plural": "{{{singular}}}s", "kind": "{{{char.ToUpperInvariant(singular[0])}}}{{{singular[1..]}}}"},
         "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}} }] } }
        """);

    private static bool IsEstablished(JsonObject definition) =>
        definition.Each("status", "conditions").Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");
}
