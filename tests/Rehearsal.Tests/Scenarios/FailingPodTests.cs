using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Storage;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Rehearsal.Tests.Scenarios;

public sealed class FailingPodTests
{
    [Test]
    public async Task An_image_that_is_not_there_is_pulled_again_and_again()
    {
        await using var cluster = await StartAsync("image-pull:car");
        await cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        var pod = await cluster.UntilAsync(ResourceKeys.Pods, value => Waiting(value) == "ErrImagePull");
        pod.Text("status", "phase").ShouldBe("Pending");
        pod.Each("status", "containerStatuses").First().Text("state", "waiting", "message").ShouldBe(
            "rpc error: code = Unknown desc = Error response from daemon: manifest for example.com/car:1 not found: manifest unknown: manifest unknown");
        pod = await cluster.UntilAsync(ResourceKeys.Pods, value => Waiting(value) == "ImagePullBackOff");
        pod.Each("status", "containerStatuses").First().Text("state", "waiting", "message")
            .ShouldBe("Back-off pulling image \"example.com/car:1\"");
        (await cluster.UntilAsync(ResourceKeys.Events, value => value.Text("message") == "Error: ImagePullBackOff")).Text("type")
            .ShouldBe("Warning");
    }

    [Test]
    public async Task A_container_that_crashes_is_restarted_later_each_time_and_leaves_its_log()
    {
        await using var cluster = await StartAsync("crash:car");
        using var client = cluster.Client();
        await cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        var pod = await cluster.UntilAsync(ResourceKeys.Pods, value => Waiting(value) == "CrashLoopBackOff");
        var status = pod.Each("status", "containerStatuses").First();
        status.Integer("restartCount").ShouldBe(1);
        status.Integer("lastState", "terminated", "exitCode").ShouldBe(1);
        status.Text("state", "waiting",
            "message")!.ShouldStartWith($"back-off 10s restarting failed container=car pod={pod.Text("metadata", "name")}_default(");
        var log = await client.GetStringAsync($"/api/v1/namespaces/default/pods/{pod.Text("metadata", "name")}/log?previous=true");
        log.ShouldContain("fatal");
        (await cluster.UntilAsync(ResourceKeys.Events, value => value.Text("reason") == "BackOff")).Text("message")
            .ShouldBe("Back-off restarting failed container");
    }

    [Test]
    public async Task A_probe_that_fails_keeps_a_running_pod_out_of_the_endpoints()
    {
        await using var cluster = await StartAsync("never-ready:car");
        await cluster.CreateAsync(ResourceKeys.Services, Objects.Parse("""{"metadata":{"name":"car"},"spec":{"selector":{"app":"car"},"ports":[{"port":80,"targetPort":"http"}]}}"""));
        await cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        var happened = await cluster.UntilAsync(ResourceKeys.Events, value => value.Text("reason") == "Unhealthy");
        happened.Text("message")!.ShouldStartWith("Readiness probe failed: ");
        var endpoints = await cluster.UntilAsync(ResourceKeys.Endpoints, "car", value => value.Each("subsets").Any());
        endpoints.Each("subsets").First().At("addresses").ShouldBeNull();
        endpoints.Each("subsets").First().Each("notReadyAddresses").Count().ShouldBe(1);
        endpoints.Each("subsets").First().Each("ports").Single().Integer("port").ShouldBe(8080);
    }

    [Test]
    public async Task Without_a_load_balancer_the_address_stays_away()
    {
        await using var with = await StartAsync("");
        await using var without = await StartAsync("no-load-balancer");
        var service = """{"metadata":{"name":"car"},"spec":{"type":"LoadBalancer","selector":{"app":"car"},"ports":[{"port":80}]}}""";
        await with.CreateAsync(ResourceKeys.Services, Objects.Parse(service));
        await without.CreateAsync(ResourceKeys.Services, Objects.Parse(service));
        (await with.UntilAsync(ResourceKeys.Services, "car", value => value.At("status", "loadBalancer", "ingress") is not null))
            .At("status", "loadBalancer", "ingress")!.ToJsonString().ShouldBe("""[{"ip":"192.0.2.100"}]""");
        // The endpoints are written later than an address would be.
        await without.UntilAsync(ResourceKeys.Endpoints, "car", _ => true);
        without.Services.Store.Find(ResourceKeys.Services, "default", "car")!.Json.At("status", "loadBalancer", "ingress").ShouldBeNull();
    }

    [Test]
    public async Task Slow_pods_take_longer_by_the_factor()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await RehearsalCluster.StartAsync(
            new RehearsalOptions { Time = time, PodStartDelay = TimeSpan.FromSeconds(10), Scenario = Scenario.Parse("slow:3x") },
                CancellationToken.None);
        await cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        await cluster.UntilAsync(ResourceKeys.Pods, value => Waiting(value) == "ContainerCreating");
        var since = time.GetUtcNow();
        // The clock goes on only as fast as the cluster has done what was due.
        while (cluster.Services.Store.List(ResourceKeys.Pods).Items.Single().Json.Text("status", "phase") != "Running")
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (time.GetUtcNow() - since).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task A_flaky_server_fails_some_requests_and_answers_the_others()
    {
        await using var cluster = await StartAsync("flaky-api:40%");
        using var client = cluster.Client();
        var seen = new HashSet<string>();
        for (var number = 0; number < 60; number++)
        {
            try
            {
                using var answer = await client.GetAsync("/api/v1/namespaces");
                seen.Add(answer.StatusCode == HttpStatusCode.TooManyRequests ? $"429 after {answer.Headers.RetryAfter}"
                    : $"{(int)answer.StatusCode}");
            }
            catch (HttpRequestException)
            {
                seen.Add("reset");
            }
        }

        seen.ShouldBe(["200", "429 after 1", "500", "reset"], ignoreOrder: true);
    }

    private static Task<RehearsalCluster> StartAsync(string scenario) => RehearsalCluster.StartAsync(
        new RehearsalOptions { PodStartDelay = TimeSpan.FromMilliseconds(20), Scenario = Scenario.Parse(scenario) },
            CancellationToken.None);

    private static string? Waiting(JsonObject pod) => pod.Each("status", "containerStatuses").FirstOrDefault()
        .Text("state", "waiting", "reason");
}
