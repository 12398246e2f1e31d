using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests.Validation;

/// <summary>What the server refuses, in the words of Kubernetes 1.20.2.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class ValidationTests
{
    private RehearsalCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [TestCase("", "namespaces", "a.b")]
    [TestCase("", "services", "1a")]
    public async Task Some_types_have_stricter_names(string group, string plural, string name) =>
        (await RefusalAsync(group, plural, $$$"""{"metadata": {"name": "{{{name}}}"}, "spec": {"ports": [{"port": 80}]}}""")).Single().ShouldStartWith($"metadata.name: Invalid value: \"{name}\": a ");

    [Test]
    public async Task A_Service_without_ports_is_refused_unless_it_is_headless()
    {
        (await RefusalAsync("", "services", """{"metadata": {"name": "svc"}, "spec": {}}""")).ShouldBe(["spec.ports: Required value"]);
        await CreateAsync("", "services", """{"metadata": {"name": "headless"}, "spec": {"clusterIP": "None"}}""");
    }

    [TestCase("deployments")]
    [TestCase("statefulsets")]
    [TestCase("daemonsets")]
    public async Task A_selector_matches_its_template(string plural) => (await RefusalAsync("apps", plural, """
        {"metadata": {"name": "d"}, "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": {"metadata": {"labels": {"b": "c", "app": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}}}
        """)).ShouldBe(["spec.template.metadata.labels: Invalid value: map[string]string{\"app\":\"b\", \"b\":\"c\"}: `selector` does not match template `labels`"]);

    [Test]
    public async Task A_selector_does_not_change()
    {
        await CreateAsync("apps", "deployments", """
            {"metadata": {"name": "fixed"}, "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "a"}}, "template": {"metadata": {"labels": {"app": "a", "v": "1"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}}}
            """);
        var refusal = await Should.ThrowAsync<ApiException>(_cluster.ChangeAsync(new ResourceKey("apps", "deployments"), "fixed",
            value => value["spec"]!["selector"]!["matchLabels"] = new JsonObject { ["v"] = "1" }));
        refusal.Message.ShouldContain("spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{\"v\":\"1\"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable");
    }

    [Test]
    public async Task Of_a_pod_an_update_changes_the_image_and_hardly_more()
    {
        await CreateAsync("", "pods", """{"metadata": {"name": "fixed"}, "spec": {"nodeSelector": {"none": "here"}, "containers": [{"name": "c", "image": "i"}]}}""");
        await _cluster.ChangeAsync(ResourceKeys.Pods, "fixed", value => value["spec"]!["containers"]![0]!["image"] = "j");
        (await Should.ThrowAsync<ApiException>(_cluster.ChangeAsync(ResourceKeys.Pods, "fixed", value => value["spec"]!["nodeName"] = "elsewhere"))).Message.ShouldStartWith(
            "Pod \"fixed\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, "
            + "`spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)");
        (await Should.ThrowAsync<ApiException>(_cluster.ChangeAsync(ResourceKeys.Pods, "fixed", value => value["spec"]!["tolerations"] = new JsonArray()))).Message
            .ShouldContain("spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds");
    }

    [Test]
    public async Task A_Service_gets_the_address_and_the_ports_that_are_free()
    {
        await CreateAsync("", "services", """{"metadata": {"name": "first"}, "spec": {"type": "NodePort", "clusterIP": "10.96.0.7", "ports": [{"port": 80, "nodePort": 30777}]}}""");
        (await RefusalAsync("", "services", """{"metadata": {"name": "second"}, "spec": {"clusterIP": "10.96.0.7", "ports": [{"port": 80}]}}"""))
            .ShouldBe(["spec.clusterIPs: Invalid value: []string{\"10.96.0.7\"}: failed to allocated ip:10.96.0.7 with error:provided IP is already allocated"]);
        (await RefusalAsync("", "services", """{"metadata": {"name": "second"}, "spec": {"clusterIP": "1.2.3.4", "ports": [{"port": 80}]}}""")).ShouldBe(
            ["spec.clusterIPs: Invalid value: []string{\"1.2.3.4\"}: failed to allocated ip:1.2.3.4 with error:provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/16"]);
        (await RefusalAsync("", "services", """{"metadata": {"name": "second"}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30777}]}}"""))
            .ShouldBe(["spec.ports[0].nodePort: Invalid value: 30777: provided port is already allocated"]);
        (await RefusalAsync("", "services", """{"metadata": {"name": "second"}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 80}]}}"""))
            .ShouldBe(["spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767"]);
        await _cluster.ChangeAsync(ResourceKeys.Services, "first", value => value["spec"]!["ports"]![0]!["name"] = "http");
    }

    [Test]
    public async Task A_Service_loses_with_its_type_what_only_that_type_has()
    {
        await CreateAsync("", "services", """{"metadata": {"name": "outward"}, "spec": {"type": "NodePort", "ports": [{"port": 80}]}}""");
        await _cluster.ChangeAsync(ResourceKeys.Services, "outward", value => value["spec"]!["type"] = "ClusterIP");
        var inward = _cluster.Services.Store.Find(ResourceKeys.Services, "default", "outward")!.Json["spec"]!;
        (inward["ports"]![0]!["nodePort"], inward["externalTrafficPolicy"], inward["clusterIP"]).ShouldBe((null, null, inward["clusterIP"]));
        await _cluster.ChangeAsync(ResourceKeys.Services, "outward", value =>
        {
            value["spec"]!["type"] = "ExternalName";
            value["spec"]!["externalName"] = "example.com";
        });
        _cluster.Services.Store.Find(ResourceKeys.Services, "default", "outward")!.Json["spec"]!["clusterIP"].ShouldBeNull();
    }

    [Test]
    public async Task What_is_being_deleted_gets_no_finalizer()
    {
        await CreateAsync("", "configmaps", """{"metadata": {"name": "held", "finalizers": ["example.com/held"]}}""");
        await _cluster.DeleteAsync(ResourceKeys.ConfigMaps, "held");
        (await Should.ThrowAsync<ApiException>(_cluster.ChangeAsync(ResourceKeys.ConfigMaps, "held", value => value["metadata"]!["finalizers"]!.AsArray().Add("example.com/more")))).Message
            .ShouldEndWith("metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/more\"}");
    }

    [Test]
    public async Task Large_annotations_are_refused() => (await RefusalAsync("", "configmaps",
        $$$"""{"metadata": {"name": "large", "annotations": {"a": "{{{new string('x', 262144)}}}"} } }""")).ShouldBe(["metadata.annotations: Too long: must have at most 262144 bytes"]);

    [Test]
    public async Task A_pod_that_has_no_name_yet_is_refused_by_its_prefix() => (await Should.ThrowAsync<ApiException>(CreateAsync("", "pods",
        """{"metadata": {"generateName": "car-"}, "spec": {"serviceAccountName": "nobody", "containers": [{"name": "c", "image": "i"}]}}"""))).Message
        .ShouldBe("pods \"car-\" is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found");

    private Task CreateAsync(string group, string plural, string json) => _cluster.CreateAsync(new ResourceKey(group, plural), JsonNode.Parse(json)!.AsObject());

    // The causes, as the server's answer lists them.
    private async Task<IReadOnlyList<string>> RefusalAsync(string group, string plural, string json)
    {
        var refusal = await Should.ThrowAsync<ApiException>(CreateAsync(group, plural, json));
        refusal.Code.ShouldBe(422);
        return [.. refusal.ToStatus()["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["field"]}: {cause["message"]}")];
    }
}
