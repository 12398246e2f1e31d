using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests.Validation;

/// <summary>What the server refuses, in the words of Kubernetes 1.20.2.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class ValidationTests
{
    private const string LabelForm = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private RehearsalCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task Names_labels_and_annotations_have_their_forms() => (await RefusalAsync("", "configmaps",
        """{"metadata": {"name": "Foo_", "labels": {"a b": "c", "x": "y z", "example.com/ok": ""}, "annotations": {"a b": "c", "Example.com/Ok": "any thing"}}}""")).ShouldBe([
        @"metadata.name: Invalid value: ""Foo_"": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        "metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        "metadata.labels: Invalid value: \"y z\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        "metadata.annotations: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ]);

    [TestCase("", "namespaces", "a.b")]
    [TestCase("", "services", "1a")]
    public async Task Some_types_have_stricter_names(string group, string plural, string name) =>
        (await RefusalAsync(group, plural, $$$"""{"metadata": {"name": "{{{name}}}"}, "spec": {"ports": [{"port": 80}]}}""")).Single().ShouldStartWith($"metadata.name: Invalid value: \"{name}\": a ");

    [Test]
    public async Task A_Services_ports_are_named_in_range_and_each_there_once() => (await RefusalAsync("", "services",
        """{"metadata": {"name": "svc"}, "spec": {"ports": [{"port": 0}, {"port": 80, "name": "A_"}, {"port": 81, "name": "a", "targetPort": 70000}, {"port": 81, "name": "a"}]}}""")).ShouldBe([
        "spec.ports[0].name: Required value",
        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
        "spec.ports[1].name: Invalid value: \"A_\": " + LabelForm,
        "spec.ports[2].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "spec.ports[3].name: Duplicate value: \"a\"",
        "spec.ports[3]: Duplicate value: core.ServicePort{Name:\"\", Protocol:\"TCP\", AppProtocol:(*string)(nil), Port:81, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}",
    ]);

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
    public async Task What_a_Deployment_lacks_is_named() => (await RefusalAsync("apps", "deployments",
        """{"metadata": {"name": "d"}, "spec": {"replicas": -1, "selector": {}, "template": {"metadata": {"labels": {"app": "b"}}, "spec": {"restartPolicy": "Never"}}}}""")).ShouldBe([
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        "spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: empty selector is invalid for deployment",
        "spec.template.spec.containers: Required value",
        "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
    ]);

    [Test]
    public async Task Containers_are_whole() => (await RefusalAsync("", "pods", """
        {"metadata": {"name": "p"}, "spec": {"restartPolicy": "Maybe", "containers": [
          {"name": "c", "image": "i", "imagePullPolicy": "Sometimes", "readinessProbe": {"periodSeconds": 5}, "volumeMounts": [{"name": "nov", "mountPath": "/a"}], "env": [{"name": "1 a"}],
           "ports": [{"containerPort": 0}, {"containerPort": 70000, "name": "toolongportname1"}]},
          {"name": "c", "image": "i"}, {"name": "C_"}]}}
        """)).ShouldBe([
        "spec.containers[0].ports[0].containerPort: Required value",
        "spec.containers[0].ports[1].name: Invalid value: \"toolongportname1\": must be no more than 15 characters",
        "spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "spec.containers[0].readinessProbe: Required value: must specify a handler type",
        "spec.containers[0].env[0].name: Invalid value: \"1 a\": a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
        "spec.containers[0].volumeMounts[0].name: Not found: \"nov\"",
        "spec.containers[0].imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"",
        "spec.containers[1].name: Duplicate value: \"c\"",
        "spec.containers[2].name: Invalid value: \"C_\": " + LabelForm,
        "spec.containers[2].image: Required value",
        "spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"OnFailure\", \"Never\"",
    ]);

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
    public async Task A_Jobs_pods_end() => (await RefusalAsync("batch", "jobs",
        """{"metadata": {"name": "j"}, "spec": {"template": {"spec": {"containers": [{"name": "c", "image": "i"}]}}}}""")).ShouldBe(
        ["spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\""]);

    private Task CreateAsync(string group, string plural, string json) => _cluster.CreateAsync(new ResourceKey(group, plural), JsonNode.Parse(json)!.AsObject());

    // The causes, as the server's answer lists them.
    private async Task<IReadOnlyList<string>> RefusalAsync(string group, string plural, string json)
    {
        var refusal = await Should.ThrowAsync<ApiException>(CreateAsync(group, plural, json));
        refusal.Code.ShouldBe(422);
        return [.. refusal.ToStatus()["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["field"]}: {cause["message"]}")];
    }
}
