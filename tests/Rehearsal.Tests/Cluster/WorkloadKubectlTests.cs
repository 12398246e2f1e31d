using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Tests.Admission;

namespace MeshBuild.Rehearsal.Tests.Cluster;

public sealed class WorkloadKubectlTests
{
    private const string Car = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: car, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: car}}
          template:
            metadata: {labels: {app: car}}
            spec:
              containers:
              - {name: car, image: "example.com/car:1"}
        """;

    [Test]
    public async Task A_deployment_lives_from_its_injection_to_its_namespaces_end()
    {
        await using var server = await WebhookServer.StartAsync(_ =>
            WebhookServer.Patch("""[{"op":"add","path":"/spec/containers/-","value":{"name":"istio-proxy","image":"example.com/proxy:1"}}]"""));
        await using var cluster = await RehearsalCluster.StartAsync(
            new RehearsalOptions { PodStartDelay = TimeSpan.FromMilliseconds(50), PodStopDelay = TimeSpan.FromMilliseconds(50) }, CancellationToken.None);
        using var kubectl = new Kubectl(cluster);
        await kubectl.OutputAsync("create -f -", $$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"injector"},
             "webhooks":[{"name":"hook.example.com","admissionReviewVersions":["v1"],"sideEffects":"None","failurePolicy":"Fail",
              "clientConfig":{"url":"{{{server.Url.AbsoluteUri}}}","caBundle":"{{{server.CaBundle}}}"},
              "namespaceSelector":{"matchLabels":{"mesh":"on"}},
              "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]}] }
            """);
        await kubectl.OutputAsync("create -f -", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"mesh":"on"}}}""");
        (await kubectl.OutputAsync("apply -f -", Car)).ShouldBe("deployment.apps/car created");
        (await kubectl.OutputAsync("rollout status deployment/car -n shop --timeout=30s")).ShouldEndWith("deployment \"car\" successfully rolled out");
        (await kubectl.OutputAsync("get pods -n shop --no-headers")).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..3])
            .ShouldBe([["2/2", "Running"], ["2/2", "Running"]]);
        (await kubectl.OutputAsync("get deployment car -n shop")).ShouldMatch(@"^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ncar +2/2 +2 +2 +\d+s$");

        (await kubectl.OutputAsync("rollout restart deployment/car -n shop")).ShouldBe("deployment.apps/car restarted");
        await kubectl.OutputAsync("rollout status deployment/car -n shop --timeout=30s");
        (await kubectl.OutputAsync("rollout history deployment/car -n shop")).ShouldContain("2         <none>");
        (await kubectl.OutputAsync("scale deployment/car -n shop --replicas=3")).ShouldBe("deployment.apps/car scaled");
        await kubectl.OutputAsync("rollout status deployment/car -n shop --timeout=30s");
        (await kubectl.OutputAsync("logs deployment/car -n shop -c car --tail=1")).ShouldContain("car: started example.com/car:1");

        (await kubectl.OutputAsync("delete deployment car -n shop --wait=true")).ShouldStartWith("deployment.apps \"car\" deleted");
        await cluster.UntilAllAsync(ResourceKeys.Pods, pods => pods.Count == 0);
        await cluster.UntilAllAsync(ResourceKeys.ReplicaSets, sets => sets.Count == 0);
        (await kubectl.OutputAsync("delete namespace shop --timeout=30s")).ShouldStartWith("namespace \"shop\" deleted");
        cluster.Services.Store.List(ResourceKeys.Events, "shop").Items.ShouldBeEmpty();
    }
}
