using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Purge;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tools;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Purge;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MeshPurgeTests
{
    private static readonly string[] Verbs = ["list", "get", "delete"];
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly IIstioctl _istioctl = Substitute.For<IIstioctl>();
    private readonly IHelm _helm = Substitute.For<IHelm>();

    public MeshPurgeTests()
    {
        _istioctl.UninstallAsync(Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(new ToolOutput(0, "", ""));
        _helm.UninstallAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(new ToolOutput(0, "", ""));
        foreach (var type in new[]
        {
            ResourceTypes.Namespaces, ResourceTypes.ConfigMaps, ResourceTypes.Deployments, ResourceTypes.ReplicaSets, ResourceTypes.Pods,
            ResourceTypes.VirtualServices, ResourceTypes.IstioOperators, ResourceTypes.Leases, ResourceTypes.ServiceAccounts,
        })
        {
            _cluster.Types.RemoveAll(known => known.Plural == type.Plural && known.Group == type.Group);
            _cluster.Types.Add(type with { Verbs = Verbs });
        }

        Put(ResourceTypes.Namespaces, "", "default");
    }

    [Test]
    public async Task Of_an_empty_cluster_it_says_that_there_is_nothing_and_touches_nothing()
    {
        (await PurgeAsync()).ShouldBe(0);
        _reporter.Lines.ShouldHaveSingleItem().ShouldStartWith("Nothing to purge");
        _cluster.Writes.ShouldBeEmpty();
        await _istioctl.DidNotReceive().UninstallAsync(Arg.Any<Action<string>>(), Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task What_Deploy_recorded_goes_and_what_others_made_stays()
    {
        await RecordAsync("ApplyWorkloads", Put(ResourceTypes.Deployments, "default", "car"));
        Put(ResourceTypes.Deployments, "default", "theirs");
        Put(ResourceTypes.ConfigMaps, "default", "theirs");

        await PurgeAsync();

        Names(ResourceTypes.Deployments).ShouldBe(["theirs"]);
        Names(ResourceTypes.ConfigMaps).ShouldBe(["theirs"]);
    }

    [Test]
    public async Task What_ours_owns_is_ours_down_to_the_pods()
    {
        var deployment = Put(ResourceTypes.Deployments, "default", "car");
        var set = Put(ResourceTypes.ReplicaSets, "default", "car-1", deployment);
        Put(ResourceTypes.Pods, "default", "car-1-a", set);
        await RecordAsync("ApplyWorkloads", deployment);

        await PurgeAsync();

        Names(ResourceTypes.ReplicaSets).ShouldBeEmpty();
        Names(ResourceTypes.Pods).ShouldBeEmpty();
    }

    [Test]
    public async Task The_inventory_goes_last()
    {
        await RecordAsync("ApplyWorkloads", Put(ResourceTypes.Deployments, "default", "car"));
        await PurgeAsync();
        _cluster.Writes[^1].ShouldContain(InventoryStore.Name);
    }

    [Test]
    public async Task A_label_gets_its_earlier_value_back()
    {
        _cluster.Put(ResourceTypes.Namespaces, """{"metadata": {"name": "shop", "labels": {"istio-injection": "enabled"}}}""");
        _cluster.Put(ResourceTypes.Namespaces, """{"metadata": {"name": "other", "labels": {"istio-injection": "enabled"}}}""");
        var store = new InventoryStore(_cluster);
        await store.RecordLabelAsync("shop", "istio-injection", "disabled", default);
        await store.RecordLabelAsync("other", "istio-injection", null, default);

        await PurgeAsync();

        _cluster.Peek(ResourceTypes.Namespaces, null, "shop")!.Labels["istio-injection"].ShouldBe("disabled");
        _cluster.Peek(ResourceTypes.Namespaces, null, "other")!.Labels.ShouldNotContainKey("istio-injection");
    }

    [Test]
    public async Task A_foreign_object_in_istio_system_stops_it_before_anything_is_removed()
    {
        await InstallAsync();
        Put(ResourceTypes.ConfigMaps, IstioNames.SystemNamespace, "precious");
        var before = _cluster.Writes.Count;

        var failure = await Should.ThrowAsync<MeshException>(PurgeAsync());

        failure.Message.ShouldContain("ConfigMap istio-system/precious");
        failure.Remedy!.ShouldContain("--force");
        _cluster.Writes.Count.ShouldBe(before);
    }

    [Test]
    public async Task Another_teams_Istio_object_stops_it()
    {
        await InstallAsync();
        Put(ResourceTypes.VirtualServices, "team", "theirs");
        (await Should.ThrowAsync<MeshException>(PurgeAsync())).Message.ShouldContain("VirtualService team/theirs");
    }

    [Test]
    public async Task Force_goes_on_and_names_what_is_lost()
    {
        await InstallAsync();
        Put(ResourceTypes.ConfigMaps, IstioNames.SystemNamespace, "precious");

        await PurgeAsync(Settings with { Force = true });

        _reporter.Lines.ShouldContain(line => line.StartsWith("warning: --force", StringComparison.Ordinal) && line.Contains("precious"));
        Names(ResourceTypes.Namespaces).ShouldBe(["default"]);
    }

    [Test]
    public async Task What_the_cluster_makes_by_itself_is_not_foreign()
    {
        await InstallAsync();
        Put(ResourceTypes.ServiceAccounts, IstioNames.SystemNamespace, "default");
        Put(ResourceTypes.ConfigMaps, IstioNames.SystemNamespace, "kube-root-ca.crt");
        await PurgeAsync();
        await _istioctl.Received(1).UninstallAsync(Arg.Any<Action<string>>(), Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task What_a_purge_that_was_cut_off_left_ending_is_not_foreign()
    {
        await InstallAsync();
        var set = Put(ResourceTypes.ReplicaSets, IstioNames.SystemNamespace, "istiod-1");
        Put(ResourceTypes.Pods, IstioNames.SystemNamespace, "istiod-1-a", set);
        var pod = _cluster.Peek(ResourceTypes.Pods, IstioNames.SystemNamespace, "istiod-1-a")!;
        _cluster.Remove(ResourceTypes.ReplicaSets, IstioNames.SystemNamespace, "istiod-1");
        _cluster.Put(ResourceTypes.Pods, pod.Json);

        await PurgeAsync();

        Names(ResourceTypes.Namespaces).ShouldBe(["default"]);
    }

    [Test]
    public async Task What_the_garbage_collector_has_not_come_to_yet_is_not_foreign()
    {
        await InstallAsync();
        var deployment = Put(ResourceTypes.Deployments, IstioNames.SystemNamespace, "kiali");
        var set = Put(ResourceTypes.ReplicaSets, IstioNames.SystemNamespace, "kiali-1", deployment).Json;
        var pod = Put(ResourceTypes.Pods, IstioNames.SystemNamespace, "kiali-1-a", new KubeObject(set)).Json;
        _cluster.Remove(ResourceTypes.Deployments, IstioNames.SystemNamespace, "kiali");
        _cluster.Put(ResourceTypes.ReplicaSets, set);
        _cluster.Put(ResourceTypes.Pods, pod);

        await PurgeAsync();

        Names(ResourceTypes.Namespaces).ShouldBe(["default"]);
    }

    [Test]
    public async Task What_a_purge_that_was_cut_off_left_to_the_garbage_collector_is_waited_for()
    {
        await RecordAsync("ApplyWorkloads", Put(ResourceTypes.Deployments, "default", "car"));
        PutGarbage();
        Put(ResourceTypes.Pods, "default", "theirs");
        _reporter.OnWaiting = lines =>
        {
            if (lines.GetValueOrDefault("Pod default/car-1-a") == "waits for the garbage collector")
            {
                _cluster.Remove(ResourceTypes.Pods, "default", "car-1-a");
            }
        };

        await PurgeAsync();

        Names(ResourceTypes.Pods).ShouldBe(["theirs"]);
        _reporter.Lines[^1].ShouldContain("nothing of the deployment is left");
    }

    [Test]
    public async Task What_the_garbage_collector_does_not_come_to_in_time_is_named()
    {
        await RecordAsync("ApplyWorkloads", Put(ResourceTypes.Deployments, "default", "car"));
        PutGarbage();

        await PurgeAsync();

        _reporter.Lines.ShouldContain("warning: the cluster's garbage collector has not come yet to Pod default/car-1-a");
        Names(ResourceTypes.Pods).ShouldBe(["car-1-a"]);
    }

    [TestCase("", "orphan", TestName = "A_pod_that_is_set_free_is_foreign")]
    [TestCase("example.com/v1", "", TestName = "A_pod_whose_owner_cannot_be_asked_for_is_foreign")]
    public async Task A_pod_that_stays_is_foreign(string unavailable, string finalizer)
    {
        await InstallAsync();
        _cluster.Unavailable.Add(unavailable);
        if (finalizer.Length > 0)
        {
            _cluster.Put(ResourceTypes.ReplicaSets, $$$"""
                {"metadata": {"name": "theirs", "namespace": "istio-system", "uid": "set", "deletionTimestamp": "2021-06-01T12:00:00Z", "finalizers": ["{{{finalizer}}}"]}}
                """);
        }

        _cluster.Put(ResourceTypes.Pods, """
            {"metadata": {"name": "theirs-a", "namespace": "istio-system", "ownerReferences": [{"apiVersion": "example.com/v1", "kind": "Set", "uid": "set"}]}}
            """);

        (await Should.ThrowAsync<MeshException>(PurgeAsync())).Message.ShouldContain("Pod istio-system/theirs-a");
    }

    [Test]
    public async Task A_namespace_is_deleted_once_its_pods_have_ended()
    {
        await InstallAsync();
        _cluster.Put(ResourceTypes.Pods, """{"metadata": {"name": "istiod-1-a", "namespace": "istio-system", "deletionTimestamp": "2021-06-01T12:00:00Z"}}""");
        var deletedTooEarly = false;
        _reporter.OnWaiting = lines =>
        {
            if (lines.ContainsKey("pod/istiod-1-a"))
            {
                deletedTooEarly = _cluster.Writes.Any(call => call.StartsWith("delete namespaces", StringComparison.Ordinal));
                _cluster.Remove(ResourceTypes.Pods, IstioNames.SystemNamespace, "istiod-1-a");
            }
        };

        await PurgeAsync();

        _reporter.Waits.ShouldContain(lines => lines.ContainsKey("pod/istiod-1-a"));
        deletedTooEarly.ShouldBeFalse();
        Names(ResourceTypes.Namespaces).ShouldBe(["default"]);
    }

    [Test]
    public async Task The_root_certificate_goes_from_every_namespace()
    {
        await InstallAsync();
        Put(ResourceTypes.ConfigMaps, "default", IstioNames.RootCertificate);
        await PurgeAsync();
        Names(ResourceTypes.ConfigMaps).ShouldNotContain(IstioNames.RootCertificate);
    }

    [Test]
    public async Task An_Istio_that_was_there_before_stays()
    {
        Put(ResourceTypes.Namespaces, "", IstioNames.SystemNamespace);
        Put(ResourceTypes.IstioOperators, IstioNames.SystemNamespace, "installed-state");
        await RecordAsync("ApplyWorkloads", Put(ResourceTypes.Deployments, "default", "car"));

        await PurgeAsync();

        Names(ResourceTypes.IstioOperators).ShouldBe(["installed-state"]);
        await _istioctl.DidNotReceive().UninstallAsync(Arg.Any<Action<string>>(), Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task Without_an_inventory_Istios_known_names_decide()
    {
        Put(ResourceTypes.Namespaces, "", IstioNames.SystemNamespace);
        Put(ResourceTypes.IstioOperators, IstioNames.SystemNamespace, "installed-state");
        Put(ResourceTypes.Deployments, IstioNames.SystemNamespace, "istiod");
        Put(ResourceTypes.Deployments, "default", "car");

        await PurgeAsync();

        Names(ResourceTypes.Deployments).ShouldBe(["car"]);
        Names(ResourceTypes.Namespaces).ShouldBe(["default"]);
    }

    [Test]
    public async Task A_namespace_that_Deploy_made_stays_while_it_holds_what_others_made()
    {
        await RecordAsync("LabelNamespace", Put(ResourceTypes.Namespaces, "", "shop"));
        Put(ResourceTypes.ConfigMaps, "shop", "theirs");
        await PurgeAsync();
        Names(ResourceTypes.Namespaces).ShouldBe(["default", "shop"]);
        _reporter.Lines.ShouldContain(line => line.StartsWith("namespace/shop: left", StringComparison.Ordinal));
    }

    [Test]
    public async Task An_uninstall_that_fails_ends_it_and_keeps_the_inventory()
    {
        await InstallAsync();
        _istioctl.UninstallAsync(Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(new ToolOutput(1, "", "no rights"));
        (await Should.ThrowAsync<MeshException>(PurgeAsync())).Message.ShouldContain("no rights");
        (await new InventoryStore(_cluster).FindAsync(default)).ShouldNotBeNull();
    }

    [Test]
    public async Task Kept_workloads_stay()
    {
        await RecordAsync("ApplyWorkloads", Put(ResourceTypes.Deployments, "default", "car"));
        await PurgeAsync(Settings with { KeepWorkloads = true });
        Names(ResourceTypes.Deployments).ShouldBe(["car"]);
        (await new InventoryStore(_cluster).FindAsync(default)).ShouldBeNull();
    }

    private static MeshSettings Settings => new() { Root = "/", Manifests = "/", Output = "/", Parallelism = 2 };

    private async Task<int> PurgeAsync(MeshSettings? settings = null)
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1), TimeProvider.System);
        return await new MeshPurge(_cluster, _istioctl, _helm, new InventoryStore(_cluster), _reporter, new SteppingTimeProvider()).RunAsync(settings ?? Settings, deadline);
    }

    // Istio as Deploy installs it: recorded, with the namespace.
    private async Task InstallAsync() => await RecordAsync("InstallIstio",
        Put(ResourceTypes.Namespaces, "", IstioNames.SystemNamespace),
        Put(ResourceTypes.IstioOperators, IstioNames.SystemNamespace, "installed-state"));

    private Task RecordAsync(string target, params KubeObject[] objects) => new InventoryStore(_cluster).RecordAsync(
        [.. objects.Select(value => ObjectIdentity.Of(_cluster.Types.First(type => type.Kind == value.Kind), value.Namespace, value.Name))], target, default);

    private void PutGarbage() => _cluster.Put(ResourceTypes.Pods, """{"metadata": {"name": "car-1-a", "namespace": "default", "ownerReferences": [{"uid": "gone"}]}}""");

    private KubeObject Put(ResourceType type, string @namespace, string name, KubeObject? owner = null)
    {
        var place = @namespace.Length > 0 ? $", \"namespace\": \"{@namespace}\"" : "";
        var owned = owner is null ? "" : $", \"ownerReferences\": [{{\"uid\": \"{owner.Uid}\"}}]";
        return _cluster.Put(type, $"{{\"metadata\": {{\"name\": \"{name}\"{place}{owned}}}}}");
    }

    private List<string> Names(ResourceType type) =>
        [.. _cluster.Objects.Where(value => value.Kind == type.Kind).Select(value => value.Name).Order(StringComparer.Ordinal)];
}
