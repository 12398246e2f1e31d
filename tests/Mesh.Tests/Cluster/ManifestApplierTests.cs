using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Tools;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Cluster;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ManifestApplierTests
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly IKubectl _kubectl = Substitute.For<IKubectl>();
    private string _applied = "";

    public ManifestApplierTests() => Answer(new ToolOutput(0, "", ""));

    private ManifestApplier Applier => new(_cluster, _kubectl, new InventoryStore(_cluster), _reporter);

    [Test]
    public async Task All_objects_go_in_one_apply_and_what_runs_goes_last()
    {
        await ApplyAsync(Object("apps/v1", "Deployment", "car"), Object("v1", "ConfigMap", "settings"), Object("v1", "Namespace", "team"), Object("v1", "Service", "car"));

        await _kubectl.Received(1).ApplyAsync(Arg.Any<string>(), "default", Arg.Any<CancellationToken>());
        ((JsonArray)JsonNode.Parse(_applied)!["items"]!).Select(item => $"{item!["kind"]} {item["metadata"]!["name"]}")
            .ShouldBe(["Namespace team", "ConfigMap settings", "Service car", "Deployment car"]);
    }

    [Test]
    public async Task What_is_new_is_in_the_inventory_before_kubectl_runs_and_what_was_there_is_not()
    {
        _cluster.Put(ResourceTypes.Services, """{"metadata": {"name": "car", "namespace": "default"}}""");
        IReadOnlyList<string>? known = null;
        _kubectl.When(tool => tool.ApplyAsync(Arg.Any<string>(), Arg.Any<string?>(), Arg.Any<CancellationToken>())).Do(_ => known = Known());

        await ApplyAsync(Object("v1", "Service", "car"), Object("v1", "ConfigMap", "settings"));

        known.ShouldBe(["ConfigMap default/settings"]);
    }

    [Test]
    public async Task Nothing_to_apply_starts_no_kubectl_and_asks_nothing()
    {
        (await Applier.ApplyAsync([], "default", "ApplyEgress", default)).ShouldBeEquivalentTo(new ApplyResult([], [], []));
        await _kubectl.DidNotReceiveWithAnyArgs().ApplyAsync(default!, default, default);
        _cluster.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task What_was_created_and_changed_is_named_and_what_stayed_is_counted()
    {
        Answer(new ToolOutput(0, "service/car created\ndeployment.apps/car configured\nconfigmap/a unchanged\nconfigmap/b unchanged\n", ""));
        var result = await ApplyAsync(Object("v1", "Service", "car"));
        result.Created.ShouldBe(["service/car"]);
        result.Configured.ShouldBe(["deployment.apps/car"]);
        result.Unchanged.ShouldBe(["configmap/a", "configmap/b"]);
        _reporter.Lines.ShouldBe(["service/car created", "deployment.apps/car changed", "2 objects unchanged"]);
    }

    [TestCase("Error from server (InternalError): Internal error occurred: failed calling webhook \"x\"", "--target=InstallIstio brings istiod back")]
    [TestCase("error: unable to recognize \"STDIN\": no matches for kind \"Gateway\" in version \"networking.istio.io/v1beta1\"", "Istio's come with --target=InstallIstio")]
    [TestCase("Error from server (Forbidden): services is forbidden", "--target=Doctor lists every right")]
    [TestCase("The Service \"car\" is invalid: spec.ports: Required value", "Mend the manifest")]
    public async Task A_refusal_keeps_the_servers_words_and_names_the_remedy(string words, string remedy)
    {
        Answer(new ToolOutput(1, "configmap/a created\n", $"Warning: old\n{words}\n{words}\n"));
        var failure = await Should.ThrowAsync<MeshException>(ApplyAsync(Object("v1", "Service", "car")));
        failure.Message.ShouldBe($"kubectl apply was refused:\n{words}");
        failure.Remedy!.ShouldContain(remedy);
        _reporter.Lines.ShouldBe(["configmap/a created"]);
    }

    [Test]
    public async Task An_apply_that_was_repeated_tells_what_it_did_and_not_that_it_found_it_later()
    {
        Answer(new ToolOutput(0, "configmap/a created\nservice/b configured\nconfigmap/a unchanged\nservice/b unchanged\nservice/c unchanged\n", ""));
        var result = await ApplyAsync(Object("v1", "Service", "c"));
        result.Created.ShouldBe(["configmap/a"]);
        result.Configured.ShouldBe(["service/b"]);
        result.Unchanged.ShouldBe(["service/c"]);
    }

    [Test]
    public async Task A_kind_that_the_cluster_does_not_have_is_refused_before_anything_is_noted()
    {
        var failure = await Should.ThrowAsync<MeshException>(ApplyAsync(Object("example.com/v1", "Widget", "w")));
        failure.Message.ShouldBe("the cluster has no type Widget of example.com/v1.");
        _cluster.Writes.ShouldBeEmpty();
        await _kubectl.DidNotReceiveWithAnyArgs().ApplyAsync(default!, default, default);
    }

    [Test]
    public async Task Definitions_are_noted_and_then_applied_over_the_api()
    {
        var definition = Object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com");
        await Applier.DefineAsync([definition], "InstallAddons", default);
        _cluster.Writes.ShouldBe(["create configmaps default/meshbuild-inventory", "apply customresourcedefinitions.apiextensions.k8s.io widgets.example.com"]);
        Known().ShouldBe(["CustomResourceDefinition widgets.example.com"]);
        await _kubectl.DidNotReceiveWithAnyArgs().ApplyAsync(default!, default, default);
    }

    private static KubeObject Object(string apiVersion, string kind, string name) =>
        new(new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } });

    private Task<ApplyResult> ApplyAsync(params KubeObject[] objects) => Applier.ApplyAsync(objects, "default", "ApplyWorkloads", default);

    private void Answer(ToolOutput output) => _kubectl.ApplyAsync(Arg.Do<string>(text => _applied = text), Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(output);

    private IReadOnlyList<string> Known()
    {
        var text = (string?)_cluster.Peek(ResourceTypes.ConfigMaps, "default", InventoryStore.Name)?.At("data", "inventory.json");
        return [.. ((JsonArray)JsonNode.Parse(text!)!["objects"]!).Select(entry => entry!["identity"]!)
            .Select(identity => $"{identity["kind"]} {identity["namespace"]}/{identity["name"]}".Replace(" /", " ", StringComparison.Ordinal))];
    }
}
