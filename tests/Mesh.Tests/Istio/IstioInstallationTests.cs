using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tools;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Istio;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioInstallationTests
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly IIstioctl _istioctl = Substitute.For<IIstioctl>();

    public IstioInstallationTests()
    {
        _istioctl.PrecheckAsync(Arg.Any<CancellationToken>()).Returns(new ToolOutput(0, "", "✔ No issues found when checking the cluster."));
        _istioctl.InstallAsync(Arg.Any<string>(), Arg.Any<TimeSpan>(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            Installed();
            call.Arg<Action<string>>()("✔ Istiod installed");
            return new ToolOutput(0, "", "");
        });
    }

    [Test]
    public async Task An_empty_cluster_gets_it_and_the_inventory_knows_first()
    {
        _istioctl.When(tool => tool.InstallAsync(Arg.Any<string>(), Arg.Any<TimeSpan>(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()))
            .Do(_ => _cluster.Peek(ResourceTypes.ConfigMaps, "default", InventoryStore.Name).ShouldNotBeNull("nothing was recorded before the installation"));

        await EnsureAsync();

        var inventory = await new InventoryStore(_cluster).FindAsync(default);
        inventory!.Objects.Select(entry => entry.Identity).ShouldBe([ControlPlane.Record, ControlPlane.NamespaceIdentity], ignoreOrder: true);
        _reporter.Lines.ShouldContain("Istiod installed");
        _reporter.Lines[^1].ShouldBe("Istio 1.10.0 with the profile demo: installed, every component is ready");
    }

    [Test]
    public async Task What_is_installed_and_healthy_is_left_alone()
    {
        Installed();
        await EnsureAsync();
        _reporter.Lines.ShouldBe(["Istio 1.10.0 with the profile demo is installed and healthy"]);
        await _istioctl.DidNotReceiveWithAnyArgs().InstallAsync(default!, default, default!, default);
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task What_is_installed_and_not_healthy_is_installed_again_and_stays_anothers()
    {
        Installed();
        Deployment("istiod", 0);
        await EnsureAsync();
        await _istioctl.ReceivedWithAnyArgs(1).InstallAsync(default!, default, default!, default);
        (await new InventoryStore(_cluster).FindAsync(default)).ShouldBeNull();
    }

    [Test]
    public async Task What_was_scaled_to_nothing_is_not_healthy_and_is_scaled_up()
    {
        Installed();
        var istiod = _cluster.Peek(ResourceTypes.Deployments, "istio-system", "istiod")!;
        istiod.Json["spec"]!["replicas"] = 0;
        istiod.Json["status"] = new System.Text.Json.Nodes.JsonObject { ["observedGeneration"] = 2 };
        _cluster.Put(ResourceTypes.Deployments, istiod.Json);

        await EnsureAsync();

        _cluster.Writes.ShouldContain("patch deployments.apps istio-system/istiod");
        _reporter.Lines.ShouldContain("deployment/istiod: scaled from 0 to 1");
        await _istioctl.ReceivedWithAnyArgs(1).InstallAsync(default!, default, default!, default);
    }

    [Test]
    public async Task Pods_that_the_webhook_refused_meanwhile_are_tried_again_where_namespaces_are_injected()
    {
        Installed();
        Deployment("istiod", 0);
        _cluster.Put(ResourceTypes.Namespaces, """{"metadata": {"name": "shop", "labels": {"istio-injection": "enabled"}}}""");
        var set = _cluster.Put(ResourceTypes.ReplicaSets, """{"metadata": {"name": "car-1", "namespace": "shop"}, "spec": {"replicas": 1}, "status": {"replicas": 0}}""");
        _cluster.Put(ResourceTypes.Events, $$"""
            {"metadata": {"name": "e", "namespace": "shop"}, "reason": "FailedCreate", "message": "Internal error occurred: failed calling webhook",
             "involvedObject": {"kind": "ReplicaSet", "name": "car-1", "uid": "{{set.Uid}}"} }
            """);

        _cluster.Failing = call =>
        {
            if (call == "patch replicasets.apps shop/car-1")
            {
                _cluster.Put(ResourceTypes.ReplicaSets, """{"metadata": {"name": "car-1", "namespace": "shop"}, "spec": {"replicas": 1}, "status": {"replicas": 1}}""");
            }

            return null;
        };

        await EnsureAsync();

        _cluster.Writes[^1].ShouldBe("patch replicasets.apps shop/car-1");
        _reporter.Lines[^1].ShouldStartWith("replicaset/car-1: told to try again");
    }

    [TestCase("1.9.0", "demo")]
    [TestCase("1.10.0", "minimal")]
    public async Task Another_version_or_profile_is_refused(string version, string profile)
    {
        Installed(version, profile);
        var failure = await Should.ThrowAsync<MeshException>(EnsureAsync());
        failure.Message.ShouldContain($"Istio {version} with the profile {profile} is installed");
        failure.Remedy!.ShouldContain("--target=Purge");
    }

    [Test]
    public async Task A_Kubernetes_that_does_not_fit_is_refused_before_anything_is_touched()
    {
        _cluster.Version = "1.25.0";
        await Should.ThrowAsync<MeshException>(EnsureAsync());
        _cluster.Writes.ShouldBeEmpty();
        await _istioctl.DidNotReceiveWithAnyArgs().PrecheckAsync(default);
    }

    [Test]
    public async Task An_error_of_the_precheck_stops_it_and_a_warning_does_not()
    {
        _istioctl.PrecheckAsync(Arg.Any<CancellationToken>()).Returns(new ToolOutput(1, "Warning [IST0136] (x) careful\n2026-01-01T00:00:00Z\terror\tklog\tnoise", ""));
        await EnsureAsync();
        _reporter.Lines.ShouldContain("warning: Warning [IST0136] (x) careful");
        _reporter.Lines.ShouldNotContain(line => line.Contains("klog"));

        _cluster.Remove(ResourceTypes.IstioOperators, ControlPlane.Namespace, "installed-state");
        _istioctl.PrecheckAsync(Arg.Any<CancellationToken>()).Returns(new ToolOutput(1, "Error [IST0139] (x) no", ""));
        (await Should.ThrowAsync<MeshException>(EnsureAsync())).Message.ShouldContain("Error [IST0139] (x) no");
    }

    [Test]
    public async Task A_failed_installation_names_the_components_that_are_not_ready()
    {
        _istioctl.InstallAsync(Arg.Any<string>(), Arg.Any<TimeSpan>(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            Deployment("istiod", 1);
            Deployment("istio-egressgateway", 1);
            Deployment("istio-ingressgateway", 0);
            return new ToolOutput(1, "", "noise\nError: failed to install manifests: timed out");
        });
        var failure = await Should.ThrowAsync<MeshException>(EnsureAsync());
        failure.Message.ShouldStartWith("istioctl install ended with exit code 1; not ready: istio-ingressgateway\n");
        failure.Message.ShouldContain("istioctl: Error: failed to install manifests: timed out");
        failure.Message.ShouldNotContain("noise");
    }

    [Test]
    public async Task An_installation_that_the_deadline_ends_names_what_is_not_ready()
    {
        var clock = new FakeTimeProvider();
        using var deadline = new Deadline(TimeSpan.FromMinutes(5), clock);
        _istioctl.InstallAsync(Arg.Any<string>(), Arg.Any<TimeSpan>(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            Deployment("istiod", 0);
            clock.Advance(deadline.Total);
            return Task.FromCanceled<ToolOutput>(call.Arg<CancellationToken>());
        });
        (await Should.ThrowAsync<MeshException>(EnsureAsync(deadline))).Message.ShouldContain("deployment/istiod is not ready: 0 of 1 ready.");
    }

    [Test]
    public async Task The_readiness_timeout_is_what_is_left_of_the_deadline()
    {
        await EnsureAsync();
        var asked = (TimeSpan)_istioctl.ReceivedCalls().Single(call => call.GetMethodInfo().Name == nameof(IIstioctl.InstallAsync)).GetArguments()[1]!;
        asked.ShouldBeLessThan(TimeSpan.FromMinutes(5));
        asked.ShouldBeGreaterThan(TimeSpan.FromMinutes(4));
    }

    private async Task EnsureAsync()
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(5), TimeProvider.System);
        await EnsureAsync(deadline);
    }

    private Task EnsureAsync(Deadline deadline) =>
        new IstioInstallation(_cluster, _istioctl, new InventoryStore(_cluster), _reporter, TimeProvider.System)
            .EnsureAsync(new MeshSettings { Root = "/", Manifests = "/", Output = "/" }, deadline);

    private void Installed(string version = "1.10.0", string profile = "demo")
    {
        _cluster.Put(ResourceTypes.Namespaces, """{"metadata": {"name": "istio-system"}}""");
        _cluster.Put(ResourceTypes.IstioOperators,
            $$$"""{"metadata": {"name": "installed-state", "namespace": "istio-system"}, "spec": {"tag": "{{{version}}}", "profile": "{{{profile}}}"} }""");
        foreach (var component in ControlPlane.Components("demo"))
        {
            Deployment(component.Name, 1);
        }
    }

    private void Deployment(string name, int ready) => _cluster.Put(ResourceTypes.Deployments, $$$"""
        {"metadata": {"name": "{{{name}}}", "namespace": "istio-system", "generation": 1}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "{{{name}}}"} } },
         "status": {"observedGeneration": 9, "replicas": 1, "updatedReplicas": 1, "readyReplicas": {{{ready}}}, "availableReplicas": {{{ready}}} } }
        """);
}
