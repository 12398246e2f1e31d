using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Validation;

/// <summary>The rules of the built-in types against the cases of the files beside.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class RuleTests
{
    private RehearsalCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [TestCaseSource(typeof(RuleCase), nameof(RuleCase.All))]
    public async Task An_object_is_refused_in_the_words_of_the_server(RuleCase one)
    {
        var request = Request(one.Object);
        if (one.Patch is null)
        {
            (await CausesAsync(() => _cluster.Services.Resources.CreateAsync(request with { DryRun = true }, one.Object, CancellationToken.None))).ShouldBe(one.Errors);
            return;
        }

        await _cluster.Services.Resources.CreateAsync(request, one.Object.DeepClone().AsObject(), CancellationToken.None);
        (await CausesAsync(() => _cluster.Services.Resources.ChangeAsync(request with { Name = one.Object.Text("metadata", "name")! },
            value => JsonMergePatch.Apply(value, one.Patch), CancellationToken.None))).ShouldBe(one.Errors);
    }

    private ResourceRequest Request(JsonObject value)
    {
        var version = value.Text("apiVersion")!.Split('/');
        var type = _cluster.Services.Types.Find(new GroupVersionKind(version.Length == 2 ? version[0] : "", version[^1], value.Text("kind")!))!;
        return new ResourceRequest(type, type.Namespaced ? "default" : "", "");
    }

    private static async Task<IReadOnlyList<string>> CausesAsync(Func<Task> write)
    {
        try
        {
            await write();
            return [];
        }
        catch (ApiException refusal) when (refusal.Code == 422)
        {
            // What it says is what the test is about.
            return [.. refusal.ToStatus()["details"].Each("causes").Select(cause => $"{cause.Text("field")}: {cause.Text("message")}")];
        }
    }
}
