using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tools;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Istio;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioVerificationTests
{
    private const string Agree = """{"clientVersion": {"version": "1.10.0"}, "meshVersion": [{"Info": {"version": "1.10.0"}}]}""";
    private const string Silent = """{"clientVersion": {"version": "1.10.0"}}""";

    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly IIstioctl _istioctl = Substitute.For<IIstioctl>();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2021-06-01T12:05:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public IstioVerificationTests()
    {
        foreach (var component in ControlPlane.Components("demo"))
        {
            Deployment(component.Name, 1);
        }

        _cluster.Put(ResourceTypes.Pods, """
            {"metadata": {"name": "istiod-1", "namespace": "istio-system", "creationTimestamp": "2021-06-01T12:00:00Z"}, "spec": {"containers": [{"name": "discovery"}]},
             "status": {"phase": "Running", "containerStatuses": [{"name": "discovery", "ready": true, "restartCount": 2, "state": {"running": {}}}]}}
            """);
        Answers(Agree);
    }

    [Test]
    public async Task The_pods_are_shown_and_the_versions_told()
    {
        await VerifyAsync();
        string.Join(' ', _reporter.Tables.Single().Rows.Single()).ShouldBe("istiod-1 1/1 Running 2 5m");
        _reporter.Lines.ShouldBe(["versions agree: client 1.10.0, control plane 1.10.0, data plane none"]);
        await _istioctl.ReceivedWithAnyArgs(1).VersionAsync(default);
    }

    [Test]
    public async Task An_addon_that_is_not_ready_is_waited_for()
    {
        Deployment("grafana", 0);
        _reporter.OnWaiting = lines =>
        {
            if (lines.ContainsKey("deployment/grafana"))
            {
                Deployment("grafana", 1);
            }
        };
        await VerifyAsync();
        _reporter.Waits.ShouldContain(lines => lines.ContainsKey("deployment/grafana"));
    }

    [Test]
    public async Task An_answer_from_before_the_pods_were_ready_is_asked_for_again()
    {
        Answers(Silent, Agree);
        await VerifyAsync();
        await _istioctl.ReceivedWithAnyArgs(2).VersionAsync(default);
        _reporter.Lines[^1].ShouldStartWith("versions agree");
    }

    [Test]
    public async Task Versions_that_do_not_agree_are_a_failure_that_names_them()
    {
        Answers("""{"clientVersion": {"version": "1.10.0"}, "meshVersion": [{"Info": {"version": "1.9.5"}}]}""");
        var failure = await Should.ThrowAsync<MeshException>(VerifyAsync());
        failure.Message.ShouldBe("the versions do not agree: client 1.10.0, control plane 1.9.5, data plane none; 1.10.0 is asked for.");
        failure.Remedy!.ShouldContain("InstallIstio");
    }

    [Test]
    public async Task An_istiod_that_tells_nothing_is_a_failure_that_says_where_to_look()
    {
        Answers(Silent);
        (await Should.ThrowAsync<MeshException>(VerifyAsync())).Remedy!.ShouldContain("istiod did not tell its version");
    }

    private async Task VerifyAsync()
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(5), TimeProvider.System);
        await new IstioVerification(_cluster, _istioctl, _reporter, _time)
            .VerifyAsync(new MeshSettings { Root = "/", Manifests = "/", Output = "/" }, deadline);
    }

    private void Answers(params string[] texts) => _istioctl.VersionAsync(Arg.Any<CancellationToken>())
        .Returns(new ToolOutput(0, texts[0], ""), [.. texts[1..].Select(text => new ToolOutput(0, text, ""))]);

    private void Deployment(string name, int ready) => _cluster.Put(ResourceTypes.Deployments, $$$"""
        {"metadata": {"name": "{{{name}}}", "namespace": "istio-system", "generation": 1}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "{{{name}}}"} } },
         "status": {"observedGeneration": 9, "replicas": 1, "updatedReplicas": 1, "readyReplicas": {{{ready}}}, "availableReplicas": {{{ready}}} } }
        """);
}
