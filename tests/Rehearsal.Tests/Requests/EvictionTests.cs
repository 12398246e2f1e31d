using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Requests;

public sealed class EvictionTests
{
    private static readonly ResourceKey Pods = new("", "pods");
    private static readonly ResourceKey Budgets = new("policy", "poddisruptionbudgets");

    [Test]
    public async Task A_pod_is_evicted_unless_a_budget_needs_it()
    {
        await using var cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        using var client = cluster.Client();
        await cluster.CreateAsync(Pods, Pod("needed"));
        await cluster.CreateAsync(Pods, Pod("free"));
        await cluster.CreateAsync(Budgets, Objects.Parse("""
            {"metadata":{"name":"budget"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"needed"}}}}
            """));
        await cluster.UntilAsync(Budgets, budget => budget.Integer("status", "currentHealthy") == 1);

        using var refused = await EvictAsync(client, "needed");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var status = await refused.Content.ReadFromJsonAsync<JsonObject>();
        status.Text("message").ShouldBe("Cannot evict pod as it would violate the pod's disruption budget.");
        status.Each("details", "causes").Single().Text("message").ShouldBe("The disruption budget budget needs 1 healthy pods and has 1 currently");

        using var done = await EvictAsync(client, "free");
        done.StatusCode.ShouldBe(HttpStatusCode.Created);
        await cluster.UntilAllAsync(Pods, pods => pods.Single().Name == "needed");
    }

    private static Task<HttpResponseMessage> EvictAsync(HttpClient client, string pod) => client.PostAsJsonAsync(
        $"/api/v1/namespaces/default/pods/{pod}/eviction", new { apiVersion = "policy/v1beta1", kind = "Eviction", metadata = new { name = pod } });

    private static JsonObject Pod(string name) => Objects.Parse($$"""
        {"metadata":{"name":"{{name}}","labels":{"app":"{{name}}"} },"spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"i"}]} }
        """);
}
