using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Controllers;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WorkloadTests : IAsyncDisposable
{
    private RehearsalCluster _cluster = null!;

    [SetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(
        new RehearsalOptions { PodStartDelay = TimeSpan.FromMilliseconds(20), PodStopDelay = TimeSpan.FromMilliseconds(20) },
            CancellationToken.None);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task A_stateful_set_counts_upwards_and_updates_downwards_to_its_partition()
    {
        using var watch = _cluster.Services.Store.ListAndWatch(ResourceKeys.Pods);
        await _cluster.CreateAsync(ResourceKeys.StatefulSets, Objects.Parse("""
            {"metadata":{"name":"db"},"spec":{"replicas":3,"serviceName":"db","selector":{"matchLabels":{"app":"db"}},"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}},
             "template":{"metadata":{"labels":{"app":"db"}},"spec":{"containers":[{"name":"db","image":"example.com/db:1"}]}}}}
            """));
        await _cluster.UntilAsync(ResourceKeys.StatefulSets, "db", set => set.Integer("status", "readyReplicas") == 3);
        var readyBefore = new HashSet<string>();
        var last = "";
        while (watch.Events.TryRead(out var change))
        {
            if (change.Type == StoreEventType.Added)
            {
                readyBefore.Count.ShouldBe(int.Parse(change.Object.Name[3..]));
                last = change.Object.Name;
            }

            if (PodTemplate.IsReady(change.Object))
            {
                readyBefore.Add(change.Object.Name);
            }
        }

        last.ShouldBe("db-2");
        await _cluster.ChangeAsync(ResourceKeys.StatefulSets, "db",
            set => set.At("spec", "template", "spec", "containers")!.AsArray()[0]!["image"] = "example.com/db:2");
        var updated = await _cluster.UntilAsync(ResourceKeys.StatefulSets, "db", set => set.Integer("status", "updatedReplicas") == 2
            && set.Integer("status", "readyReplicas") == 3);
        updated.Text("status", "currentRevision").ShouldNotBe(updated.Text("status", "updateRevision"));
        _cluster.Services.Store.List(ResourceKeys.Pods).Items.Select(pod => pod.Json.Each("spec", "containers").First().Text("image"))
            .ShouldBe(["example.com/db:1", "example.com/db:2", "example.com/db:2"]);
    }

    [Test]
    public async Task A_daemon_set_has_one_pod_on_the_node_and_replaces_it()
    {
        await _cluster.CreateAsync(ResourceKeys.DaemonSets, Objects.Parse("""
            {"metadata":{"name":"agent"},"spec":{"selector":{"matchLabels":{"app":"agent"}},
             "template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"name":"agent","image":"example.com/agent:1"}]}}}}
            """));
        await _cluster.UntilAsync(ResourceKeys.DaemonSets, "agent", set => set.Integer("status", "numberAvailable") == 1
            && set.Integer("status", "desiredNumberScheduled") == 1);
        await _cluster.ChangeAsync(ResourceKeys.DaemonSets, "agent",
            set => set.At("spec", "template", "spec", "containers")!.AsArray()[0]!["image"] = "example.com/agent:2");
        var pods = await _cluster.UntilAllAsync(ResourceKeys.Pods, all => all.Count == 1 && PodTemplate.IsReady(all[0])
            && all[0].Json.ToJsonString().Contains("agent:2"));
        pods[0].Json.Text("spec", "nodeName").ShouldBe("node1");
    }

    [Test]
    public async Task A_job_completes_and_one_that_fails_gives_up()
    {
        await _cluster.CreateAsync(ResourceKeys.Jobs, Job("good", "echo done"));
        await _cluster.CreateAsync(ResourceKeys.Jobs, Job("bad", "exit 3"));
        var good = await _cluster.UntilAsync(ResourceKeys.Jobs, "good", job => Conditions.IsTrue(job["status"], "Complete"));
        good.Integer("status", "succeeded").ShouldBe(2);
        good.Text("status", "completionTime").ShouldNotBeNull();
        var bad = await _cluster.UntilAsync(ResourceKeys.Jobs, "bad", job => Conditions.IsTrue(job["status"], "Failed"));
        Conditions.Find(bad["status"], "Failed").Text("reason").ShouldBe("BackoffLimitExceeded");
        bad.Integer("status", "failed").ShouldBe(2);
    }

    [Test]
    public async Task A_cordoned_node_takes_no_pod_until_it_is_free_again()
    {
        await _cluster.ChangeAsync(ResourceKeys.Nodes, "node1", node => node["spec"]!["unschedulable"] = true, "");
        await _cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        var pod = await _cluster.UntilAsync(ResourceKeys.Pods,
            value => Conditions.Find(value["status"], "PodScheduled").Text("status") == "False");
        Conditions.Find(pod["status"], "PodScheduled").Text("message").ShouldBe("0/1 nodes are available: 1 node(s) were unschedulable.");
        (await _cluster.UntilAsync(ResourceKeys.Events, value => value.Text("reason") == "FailedScheduling")).Text("type")
            .ShouldBe("Warning");
        await _cluster.ChangeAsync(ResourceKeys.Nodes, "node1", node => node["spec"]!.AsObject().Remove("unschedulable"), "");
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", ClusterObjects.IsAvailable);
    }

    [Test]
    public async Task Pods_get_their_account_and_its_token()
    {
        await _cluster.CreateAsync(ResourceKeys.Namespaces, Objects.Parse("""{"metadata":{"name":"fresh"}}"""));
        var pod = await _cluster.CreateAsync(ResourceKeys.Pods, Objects.Parse("""{"metadata":{"name":"p","namespace":"fresh"},"spec":{"containers":[{"name":"c","image":"i"}]}}"""));
        pod.Text("spec", "serviceAccountName").ShouldBe("default");
        var mount = pod.Each("spec", "containers").First().Each("volumeMounts").ShouldHaveSingleItem();
        mount.Text("mountPath").ShouldBe("/var/run/secrets/kubernetes.io/serviceaccount");
        var secret = _cluster.Services.Store.Find(ResourceKeys.Secrets, "fresh",
            pod.Each("spec", "volumes").ShouldHaveSingleItem().Text("secret", "secretName")!)!;
        secret.Name.ShouldMatch("^default-token-[a-z0-9]{5}$");
        secret.Json.At("data").ShouldNotBeNull().AsObject().Select(part => part.Key)
            .ShouldBe(["ca.crt", "namespace", "token"], ignoreOrder: true);
        await _cluster.UntilAsync(ResourceKeys.ConfigMaps, value => value.Text("metadata", "namespace") == "fresh"
            && value.Text("metadata", "name") == "kube-root-ca.crt");
    }

    [Test]
    public async Task A_namespace_goes_once_it_is_empty_and_says_what_holds_it()
    {
        await _cluster.CreateAsync(ResourceKeys.Namespaces, Objects.Parse("""{"metadata":{"name":"old"}}"""));
        await _cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car", 2, @namespace: "old"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", ClusterObjects.IsAvailable);
        await _cluster.CreateAsync(ResourceKeys.ConfigMaps, Objects.Parse("""{"metadata":{"name":"held","namespace":"old","finalizers":["example.com/hold"]}}"""));
        await _cluster.DeleteAsync(ResourceKeys.Namespaces, "old", @namespace: "");
        var terminating = await _cluster.UntilAsync(ResourceKeys.Namespaces, "old",
            value => Conditions.Find(value["status"], "NamespaceContentRemaining")
                .Text("message") == "Some resources are remaining: configmaps. has 1 resource instances");
        Conditions.Find(terminating["status"], "NamespaceFinalizersRemaining").Text("message")
            .ShouldBe("Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
        await _cluster.ChangeAsync(ResourceKeys.ConfigMaps, "held", value => value["metadata"]!.AsObject().Remove("finalizers"), "old");
        await _cluster.UntilAllAsync(ResourceKeys.Namespaces, all => all.All(one => one.Name != "old"));
        _cluster.Services.Store.List(ResourceKeys.Pods, "old").Items.ShouldBeEmpty();
    }

    [Test]
    public async Task A_budget_says_how_many_pods_may_go_and_an_autoscaler_keeps_its_bounds()
    {
        await _cluster.CreateAsync(ResourceKeys.DisruptionBudgets, Objects.Parse("""
            {"metadata":{"name":"car"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"car"}}}}
            """));
        await _cluster.CreateAsync(ResourceKeys.Autoscalers, Objects.Parse("""
            {"metadata":{"name":"car"},"spec":{"minReplicas":3,"maxReplicas":5,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"car"}}}
            """));
        await _cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        var budget = await _cluster.UntilAsync(ResourceKeys.DisruptionBudgets, "car", value => value.Integer("status", "disruptionsAllowed") == 2);
        budget.Integer("status", "currentHealthy").ShouldBe(3);
        var scaler = await _cluster.UntilAsync(ResourceKeys.Autoscalers, "car", value => value.Integer("status", "currentReplicas") == 3);
        scaler.Integer("status", "desiredReplicas").ShouldBe(3);
    }

    private static JsonObject Job(string name, string command) => Objects.Parse($$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{"completions":2,"parallelism":1,"backoffLimit":1,
         "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"example.com/job:1","command":["sh","-c","{{{command}}}"]}]} } } }
        """);
}
