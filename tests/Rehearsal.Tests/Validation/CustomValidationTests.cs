using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests.Validation;

/// <summary>Objects of a CustomResourceDefinition against its schema.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class CustomValidationTests
{
    private static readonly ResourceKey Boats = new("example.com", "boats");
    private RehearsalCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions { EstablishDelay = TimeSpan.Zero }, CancellationToken.None);
        var definitions = new ResourceKey("apiextensions.k8s.io", "customresourcedefinitions");
        await _cluster.CreateAsync(definitions, JsonNode.Parse("""
            {"metadata": {"name": "boats.example.com"}, "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "boats", "kind": "Boat"}, "versions": [
              {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "required": ["spec"], "properties": {"spec": {"type": "object", "required": ["length"], "properties": {
                "length": {"type": "integer", "minimum": 1, "maximum": 400}, "draught": {"type": "number", "exclusiveMinimum": true, "minimum": 0},
                "sail": {"type": "string", "enum": ["gaff", "lug"]}, "sign": {"type": "string", "pattern": "^[A-Z]+$", "maxLength": 4},
                "berth": {"x-kubernetes-int-or-string": true}, "crew": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
                "note": {"type": "string", "nullable": true}}}}}}}]}}
            """)!.AsObject());
        await _cluster.UntilAsync(definitions, definition => definition["status"]!.ToJsonString().Contains("Established", StringComparison.Ordinal));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [Test]
    public Task What_fits_is_taken() => CreateAsync("fits",
        """{"length": 400, "draught": 0.5, "sail": "lug", "sign": "ABCD", "berth": "north", "crew": [{"name": "Ann"}], "note": null}""");

    [TestCase("""{}""", "spec.length: Required value")]
    [TestCase("""{"length": "long"}""", "spec.length: Invalid value: \"string\": spec.length in body must be of type integer: \"string\"")]
    [TestCase("""{"length": 1.5}""", "spec.length: Invalid value: \"number\": spec.length in body must be of type integer: \"number\"")]
    [TestCase("""{"length": null}""", "spec.length: Invalid value: \"null\": spec.length in body must be of type integer: \"null\"")]
    [TestCase("""{"length": 0}""", "spec.length: Invalid value: 0: spec.length in body should be greater than or equal to 1")]
    [TestCase("""{"length": 401}""", "spec.length: Invalid value: 401: spec.length in body should be less than or equal to 400")]
    [TestCase("""{"length": 1, "draught": 0}""", "spec.draught: Invalid value: 0: spec.draught in body should be greater than 0")]
    [TestCase("""{"length": 1, "sail": "jib"}""", "spec.sail: Unsupported value: \"jib\": supported values: \"gaff\", \"lug\"")]
    [TestCase("""{"length": 1, "sign": "a"}""", "spec.sign: Invalid value: \"a\": spec.sign in body should match '^[A-Z]+$'")]
    [TestCase("""{"length": 1, "sign": "ABCDE"}""", "spec.sign: Invalid value: \"ABCDE\": spec.sign in body should be at most 4 chars long")]
    [TestCase("""{"length": 1, "berth": true}""", "spec.berth: Invalid value: \"boolean\": spec.berth in body must be of type integer,string: \"boolean\"")]
    [TestCase("""{"length": 1, "crew": []}""", "spec.crew: Invalid value: 0: spec.crew in body should have at least 1 items")]
    [TestCase("""{"length": 1, "crew": [{}]}""", "spec.crew[0].name: Required value")]
    public async Task What_does_not_fit_is_refused(string spec, string error) =>
        (await Should.ThrowAsync<ApiException>(CreateAsync("refused", spec))).Message.ShouldBe($"Boat.example.com \"refused\" is invalid: {error}");

    private Task CreateAsync(string name, string spec) =>
        _cluster.CreateAsync(Boats, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = JsonNode.Parse(spec) });
}
