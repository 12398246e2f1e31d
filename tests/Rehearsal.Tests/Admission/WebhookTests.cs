using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Admission;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WebhookTests : IAsyncDisposable
{
    private static readonly ResourceKey Mutating = new("admissionregistration.k8s.io", "mutatingwebhookconfigurations");
    private static readonly ResourceKey Validating = new("admissionregistration.k8s.io", "validatingwebhookconfigurations");
    private RehearsalCluster _cluster = null!;

    [SetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task A_patch_of_a_webhook_changes_the_object()
    {
        await using var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("""[{"op":"add","path":"/data/added","value":"yes"}]"""));
        await _cluster.CreateAsync(Mutating, Configuration("Mutating", server, "configmaps"));
        var created = await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x"));
        created.Text("data", "added").ShouldBe("yes");
        var request = server.Reviews.ShouldHaveSingleItem()["request"];
        request.Text("operation").ShouldBe("CREATE");
        request.Text("namespace").ShouldBe("default");
        request.Text("userInfo", "username").ShouldBe("kubernetes-admin");
        request.Text("object", "metadata", "name").ShouldBe("x");
    }

    [Test]
    public async Task A_denial_is_worded_as_by_the_server()
    {
        await using var server = await WebhookServer.StartAsync(_ => Objects.Parse("""{"allowed":false,"status":{"code":403,"message":"no maps today"}}"""));
        await _cluster.CreateAsync(Validating, Configuration("Validating", server, "configmaps"));
        var failure = await Should.ThrowAsync<ApiException>(_cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x")));
        failure.Message.ShouldBe("admission webhook \"hook.example.com\" denied the request: no maps today");
        failure.Code.ShouldBe(403);
    }

    [TestCase("Ignore", false)]
    [TestCase("Fail", true)]
    public async Task The_failure_policy_decides_about_a_webhook_that_nothing_serves(string policy, bool refuses)
    {
        var configuration = Configuration("Mutating", null, "configmaps");
        configuration["webhooks"]![0]!["failurePolicy"] = policy;
        configuration["webhooks"]![0]!["clientConfig"] = Objects.Parse("""{"service":{"namespace":"mesh","name":"injector","path":"/inject"}}""");
        await _cluster.CreateAsync(Mutating, configuration);
        if (!refuses)
        {
            (await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x"))).Text("metadata", "name").ShouldBe("x");
            return;
        }

        (await Should.ThrowAsync<ApiException>(_cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x")))).Message.ShouldBe(
            "Internal error occurred: failed calling webhook \"hook.example.com\": Post \"https://injector.mesh.svc:443/inject?timeout=10s\": service \"injector\" not found");
    }

    [Test]
    public async Task A_certificate_of_another_authority_is_not_trusted()
    {
        await using var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        await using var other = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        var configuration = Configuration("Mutating", server, "configmaps");
        configuration["webhooks"]![0]!["clientConfig"]!["caBundle"] = other.CaBundle;
        await _cluster.CreateAsync(Mutating, configuration);
        (await Should.ThrowAsync<ApiException>(_cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x")))).Message
            .ShouldEndWith("x509: certificate signed by unknown authority");
        server.Reviews.ShouldBeEmpty();
    }

    [TestCase("""{"objectSelector":{"matchLabels":{"a":"c"}}}""")]
    [TestCase("""{"namespaceSelector":{"matchLabels":{"mesh":"on"}}}""")]
    [TestCase("""{"rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["UPDATE"],"resources":["configmaps"]}]}""")]
    [TestCase("""{"rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"],"scope":"Cluster"}]}""")]
    public async Task What_does_not_match_is_not_asked_about(string part)
    {
        await using var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        var configuration = Configuration("Mutating", server, "configmaps");
        foreach (var (name, value) in Objects.Parse(part))
        {
            configuration["webhooks"]![0]![name] = value!.DeepClone();
        }

        await _cluster.CreateAsync(Mutating, configuration);
        await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x", labels: """{"a":"b"}"""));
        server.Reviews.ShouldBeEmpty();
    }

    [Test]
    public async Task A_webhook_with_side_effects_refuses_a_dry_run()
    {
        await using var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        var configuration = Configuration("Mutating", server, "configmaps");
        configuration["webhooks"]![0]!["sideEffects"] = "Unknown";

        // Only the first version lets that through.
        configuration["apiVersion"] = "admissionregistration.k8s.io/v1beta1";
        var first = _cluster.Services.Types.Find(new GroupVersionKind("admissionregistration.k8s.io", "v1beta1", "MutatingWebhookConfiguration"))!;
        await _cluster.Services.Resources.CreateAsync(new ResourceRequest(first, "", ""), configuration, CancellationToken.None);
        var request = new ResourceRequest(_cluster.Services.Types.Get(Objects.ConfigMaps), "default", "") { DryRun = true };
        (await Should.ThrowAsync<ApiException>(
            _cluster.Services.Resources.CreateAsync(request, Objects.ConfigMap("x"), CancellationToken.None))).Message
            .ShouldBe("admission webhook \"hook.example.com\" does not support dry run");
    }

    [Test]
    public async Task An_earlier_webhook_sees_what_a_later_one_changed()
    {
        await using var first = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        await using var second = await WebhookServer.StartAsync(_ => WebhookServer.Patch("""[{"op":"add","path":"/data/late","value":"yes"}]"""));
        var early = Configuration("Mutating", first, "configmaps", "a-first");
        early["webhooks"]![0]!["reinvocationPolicy"] = "IfNeeded";
        await _cluster.CreateAsync(Mutating, early);
        await _cluster.CreateAsync(Mutating, Configuration("Mutating", second, "configmaps", "b-second"));
        await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x"));
        first.Reviews.Select(review => review.Text("request", "object", "data", "late")).ShouldBe([null, "yes"]);
        second.Reviews.Count.ShouldBe(1);
    }

    [Test]
    public async Task A_service_leads_to_the_program_of_its_pod_and_to_nothing_without_one()
    {
        await using var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("""[{"op":"add","path":"/data/added","value":"yes"}]"""));
        await using var cluster = await MeshAsync(server, Scenario.None);
        (await cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("x"))).Text("data", "added").ShouldBe("yes");
        await cluster.ChangeAsync(ResourceKeys.Deployments, "injector", value => value["spec"]!["replicas"] = 0, "mesh");
        await cluster.UntilAsync(ResourceKeys.Endpoints, "injector", value => value.At("subsets") is null);
        (await Should.ThrowAsync<ApiException>(cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap("y")))).Message
            .ShouldEndWith("Post \"https://injector.mesh.svc:443/inject?timeout=10s\": no endpoints available for service \"injector\"");
    }

    [Test]
    public async Task With_the_webhook_down_the_replica_set_says_why_it_has_no_pods()
    {
        await using var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        await using var cluster = await MeshAsync(server, Scenario.Parse("webhook-down"), "pods");
        await cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        const string Message = "Internal error occurred: failed calling webhook \"hook.example.com\": "
            + "Post \"https://injector.mesh.svc:443/inject?timeout=10s\": no endpoints available for service \"injector\"";
        var happened = await cluster.UntilAsync(ResourceKeys.Events, value => value.Text("reason") == "FailedCreate");
        happened.Text("message").ShouldBe("Error creating: " + Message);
        happened.Text("involvedObject", "kind").ShouldBe("ReplicaSet");
        var deployment = await cluster.UntilAsync(ResourceKeys.Deployments, "car",
            value => value.Each("status", "conditions").Any(condition => condition.Text("type") == "ReplicaFailure"));
        deployment.Each("status", "conditions").Single(condition => condition.Text("type") == "ReplicaFailure").Text("message")
            .ShouldBe(Message);
    }

    // A cluster whose namespace mesh has a Deployment that serves the webhook, ready.
    private static async Task<RehearsalCluster> MeshAsync(WebhookServer server, Scenario scenario, string plural = "configmaps")
    {
        var cluster = await RehearsalCluster.StartAsync(new RehearsalOptions
        {
            PodStartDelay = TimeSpan.FromMilliseconds(20),
            PodStopDelay = TimeSpan.FromMilliseconds(20),
            Scenario = scenario,
            Programs = [new PodProgram("*/pilot:*", (_, _, _) => Task.FromResult<IRunningProgram>(new Borrowed(server)))],
        }, CancellationToken.None);
        await cluster.CreateAsync(ResourceKeys.Namespaces, Objects.Parse("""{"metadata":{"name":"mesh"}}"""));
        await cluster.CreateAsync(ResourceKeys.Services, Objects.Parse("""
            {"metadata":{"name":"injector","namespace":"mesh"},"spec":{"selector":{"app":"injector"},"ports":[{"port":443,"targetPort":15017}]}}
            """));
        await cluster.CreateAsync(ResourceKeys.Deployments,
            ClusterObjects.Deployment("injector", 1, "docker.io/istio/pilot:1.10.0", "mesh"));
        await cluster.UntilAsync(ResourceKeys.Endpoints, "injector",
            value => value.Each("subsets").Any(subset => subset.At("addresses") is not null));
        var configuration = Configuration("Mutating", server, plural);
        configuration["webhooks"]![0]!["clientConfig"] = new JsonObject
        {
            ["caBundle"] = server.CaBundle,
            ["service"] = Objects.Parse("""{"namespace":"mesh","name":"injector","path":"/inject","port":443}"""),
        };
        await cluster.CreateAsync(Mutating, configuration);
        return cluster;
    }

    private static JsonObject Configuration(string kind, WebhookServer? server, string plural, string name = "hooks") => Objects.Parse($$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}WebhookConfiguration","metadata":{"name":"{{name}}"},
         "webhooks":[{"name":"hook.example.com","admissionReviewVersions":["v1beta1","v1"],"sideEffects":"None","failurePolicy":"Fail","timeoutSeconds":10,
          "clientConfig":{"url":"{{server?.Url.AbsoluteUri}}","caBundle":"{{server?.CaBundle}}"},
          "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["{{plural}}"]}]} ]}
        """);

    // The test owns the server; the pod's end does not end it.
    private sealed class Borrowed(WebhookServer server) : IRunningProgram
    {
        public Uri? Address(int port) => server.Address(port);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
