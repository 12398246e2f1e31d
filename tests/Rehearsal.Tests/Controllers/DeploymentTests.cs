using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Storage;
using static MeshBuild.Rehearsal.Tests.ClusterObjects;

namespace MeshBuild.Rehearsal.Tests.Controllers;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DeploymentTests : IAsyncDisposable
{
    private RehearsalCluster _cluster = null!;

    [SetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(
        new RehearsalOptions { PodStartDelay = TimeSpan.FromMilliseconds(20), PodStopDelay = TimeSpan.FromMilliseconds(20) },
            CancellationToken.None);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task Pods_become_ready_and_the_conditions_say_so()
    {
        await _cluster.CreateAsync(ResourceKeys.Deployments, Deployment("car", 2));
        var deployment = await _cluster.UntilAsync(ResourceKeys.Deployments, "car", value => IsAvailable(value)
            && value.Each("status", "conditions").Any(condition => condition.Text("reason") == "NewReplicaSetAvailable"));
        var set = _cluster.Services.Store.List(ResourceKeys.ReplicaSets).Items.ShouldHaveSingleItem();
        deployment.Each("status", "conditions")
            .Select(condition => $"{condition.Text("type")} {condition.Text("status")} {condition.Text("reason")} {condition.Text("message")}").ShouldBe(
        [
            "Available True MinimumReplicasAvailable Deployment has minimum availability.",
            $"Progressing True NewReplicaSetAvailable ReplicaSet \"{set.Name}\" has successfully progressed.",
        ]);
        deployment.Text("metadata", "annotations", "deployment.kubernetes.io/revision").ShouldBe("1");
        set.Name.ShouldBe($"car-{set.Labels["pod-template-hash"]}");
        var pods = _cluster.Services.Store.List(ResourceKeys.Pods).Items.ToList();
        pods.Count.ShouldBe(2);
        pods.Select(pod => pod.Json.Text("status", "phase")).ShouldBe(["Running", "Running"]);
        pods.Select(pod => pod.Name[..^5]).ShouldBe([set.Name + "-", set.Name + "-"]);
        pods.Select(pod => pod.Json.Text("status", "podIP")).Distinct().Count().ShouldBe(2);
    }

    [Test]
    public async Task A_new_image_rolls_without_losing_availability()
    {
        await _cluster.CreateAsync(ResourceKeys.Deployments, Deployment("car", 4));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", IsAvailable);
        using var watch = _cluster.Services.Store.WatchAll();
        await _cluster.ChangeAsync(ResourceKeys.Deployments, "car", SetImage("example.com/car:2"));
        var rolled = await _cluster.UntilAsync(ResourceKeys.Deployments, "car", value => IsAvailable(value)
            && value.Integer("metadata", "generation") == 2);
        rolled.Text("metadata", "annotations", "deployment.kubernetes.io/revision").ShouldBe("2");
        var (ready, wanted) = (new HashSet<string>(), new Dictionary<string, long>());
        while (watch.Events.TryRead(out var change))
        {
            if (change.Object.Resource == ResourceKeys.ReplicaSets)
            {
                wanted[change.Object.Name] = change.Object.Json.Integer("spec", "replicas") ?? 0;
            }
            else if (change.Object.Resource == ResourceKeys.Pods && PodTemplate.IsActive(change.Object)
                && PodTemplate.IsReady(change.Object))
            {
                ready.Add(change.Object.Name);
            }
            else if (change.Object.Resource == ResourceKeys.Pods && ready.Remove(change.Object.Name))
            {
                // 25 % of 4 may be missing, and as many may be there in addition.
                ready.Count.ShouldBeGreaterThanOrEqualTo(3);
            }

            wanted.Values.Sum().ShouldBeLessThanOrEqualTo(5);
        }

        ready.Count.ShouldBe(4);
        await _cluster.UntilAllAsync(ResourceKeys.Pods, pods => pods.Count == 4
            && pods.All(pod => pod.Json.ToJsonString().Contains("car:2")));
    }

    [Test]
    public async Task An_earlier_template_brings_its_replica_set_back_as_a_new_revision()
    {
        await _cluster.CreateAsync(ResourceKeys.Deployments, Deployment("car"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", IsAvailable);
        await _cluster.ChangeAsync(ResourceKeys.Deployments, "car", SetImage("example.com/car:2"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", value => IsAvailable(value)
            && value.Integer("metadata", "generation") == 2);
        await _cluster.ChangeAsync(ResourceKeys.Deployments, "car", SetImage("example.com/car:1"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", value => IsAvailable(value)
            && value.Integer("metadata", "generation") == 3);
        var sets = _cluster.Services.Store.List(ResourceKeys.ReplicaSets).Items.ToList();
        sets.Count.ShouldBe(2);
        var current = sets.Single(set => set.Json.Integer("spec", "replicas") == 1);
        current.Json.Text("metadata", "annotations", "deployment.kubernetes.io/revision").ShouldBe("3");
        current.Json.Text("metadata", "annotations", "deployment.kubernetes.io/revision-history").ShouldBe("1");
    }

    [Test]
    public async Task Recreation_ends_the_old_pods_first()
    {
        var recreated = Deployment("car", 2);
        recreated["spec"]!["strategy"] = new JsonObject { ["type"] = "Recreate" };
        await _cluster.CreateAsync(ResourceKeys.Deployments, recreated);
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", IsAvailable);
        using var watch = _cluster.Services.Store.ListAndWatch(ResourceKeys.Pods);
        await _cluster.ChangeAsync(ResourceKeys.Deployments, "car", SetImage("example.com/car:2"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", value => IsAvailable(value)
            && value.Integer("metadata", "generation") == 2);
        var alive = new HashSet<string>();
        while (watch.Events.TryRead(out var change))
        {
            if (change.Type == StoreEventType.Deleted)
            {
                alive.Remove(change.Object.Name);
            }
            else if (change.Object.Json.ToJsonString().Contains("car:2"))
            {
                alive.ShouldBeEmpty();
            }
            else
            {
                alive.Add(change.Object.Name);
            }
        }
    }

    [Test]
    public async Task A_paused_deployment_scales_but_does_not_roll()
    {
        await _cluster.CreateAsync(ResourceKeys.Deployments, Deployment("car"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", IsAvailable);
        await _cluster.ChangeAsync(ResourceKeys.Deployments, "car", value =>
        {
            value["spec"]!["paused"] = true;
            value["spec"]!["replicas"] = 3;
            SetImage("example.com/car:2")(value);
        });
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", value => value.Integer("status", "availableReplicas") == 3
            && value.Each("status", "conditions").Any(condition => condition.Text("reason") == "DeploymentPaused"));
        _cluster.Services.Store.List(ResourceKeys.ReplicaSets).Items.Count().ShouldBe(1);
    }

    [Test]
    public async Task Cascades_reach_the_pods_and_orphans_stay()
    {
        await _cluster.CreateAsync(ResourceKeys.Deployments, Deployment("car"));
        await _cluster.CreateAsync(ResourceKeys.Deployments, Deployment("bus"));
        await _cluster.UntilAsync(ResourceKeys.Deployments, "car", IsAvailable);
        await _cluster.UntilAsync(ResourceKeys.Deployments, "bus", IsAvailable);
        await _cluster.DeleteAsync(ResourceKeys.Deployments, "bus", "Orphan");
        await _cluster.DeleteAsync(ResourceKeys.Deployments, "car", "Foreground");
        await _cluster.UntilAllAsync(ResourceKeys.Deployments, left => left.Count == 0);
        var kept = await _cluster.UntilAllAsync(ResourceKeys.ReplicaSets, sets => sets.Count == 1 && sets[0].OwnerUids.Count == 0);
        kept[0].Name.ShouldStartWith("bus-");
        (await _cluster.UntilAllAsync(ResourceKeys.Pods, pods => pods.Count == 1))[0].Name.ShouldStartWith("bus-");
    }

    [Test]
    public async Task An_orphan_stays_though_it_changes_while_its_owner_goes()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), async (index, _) =>
        {
            var owner = await _cluster.CreateAsync(ResourceKeys.ConfigMaps, ConfigMap($"owner-{index}"));
            await _cluster.CreateAsync(ResourceKeys.ConfigMaps, ConfigMap($"kept-{index}", owner.Text("metadata", "uid")));
            var deletion = _cluster.DeleteAsync(ResourceKeys.ConfigMaps, $"owner-{index}", "Orphan");
            for (var change = 0; change < 10; change++)
            {
                await _cluster.ChangeAsync(ResourceKeys.ConfigMaps, $"kept-{index}", value => value["data"] = new JsonObject { ["change"] = $"{change}" });
            }

            await deletion;
        });
        var kept = await _cluster.UntilAllAsync(ResourceKeys.ConfigMaps,
            all => all.All(item => !item.Name.StartsWith("owner-") && item.OwnerUids.Count == 0));
        kept.Count(item => item.Name.StartsWith("kept-")).ShouldBe(400);
    }

    [Test]
    public async Task A_rollout_that_stands_still_exceeds_its_deadline()
    {
        await using var cluster = await RehearsalCluster.StartAsync(new RehearsalOptions
        {
            PodStartDelay = TimeSpan.FromMilliseconds(20),
            Scenario = Scenario.Parse("never-ready:car"),
        }, CancellationToken.None);
        var deployment = Deployment("car");
        deployment["spec"]!["progressDeadlineSeconds"] = 1;
        await cluster.CreateAsync(ResourceKeys.Deployments, deployment);
        var late = await cluster.UntilAsync(ResourceKeys.Deployments, "car",
            value => value.Each("status", "conditions").Any(condition => condition.Text("reason") == "ProgressDeadlineExceeded"));
        late.Each("status", "conditions").Single(condition => condition.Text("type") == "Progressing")
            .Text("message")!.ShouldEndWith("has timed out progressing.");
    }

    private static JsonObject ConfigMap(string name, string? owner = null) => Objects.Parse($$$"""
        {"metadata":{"name":"{{{name}}}","ownerReferences":{{{(owner is null ? "[]" : $$"""[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{owner}}"}]""")}}}}}
        """);

    private static Action<JsonObject> SetImage(string image) => value =>
        value.At("spec", "template", "spec", "containers")!.AsArray()[0]!["image"] = image;
}
