using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Crds;
using MeshBuild.Rehearsal.Defaults;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Defaults;

public sealed class DefaultingTests
{
    private static readonly BuiltInTypes BuiltIn = new();

    [Test]
    public void A_Deployment_gets_its_own_defaults_and_those_of_its_pods()
    {
        var value = Default("apps", "deployments", """{"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "a", "ports": [{"containerPort": 80}], "readinessProbe": {"httpGet": {"port": 80}}}]}}}}""");
        var spec = value["spec"]!;
        spec.Integer("replicas").ShouldBe(1);
        spec["strategy"]!.ToJsonString().ShouldBe("""{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}}""");
        var pod = spec.At("template", "spec");
        pod.Text("restartPolicy").ShouldBe("Always");
        pod.At("enableServiceLinks").ShouldBeNull();
        var container = pod.Each("containers").Single();
        container.Text("imagePullPolicy").ShouldBe("Always");
        container.Each("ports").Single().Text("protocol").ShouldBe("TCP");
        container.At("readinessProbe", "httpGet")!.ToJsonString().ShouldBe("""{"port":80,"path":"/","scheme":"HTTP"}""");
        container.Integer("readinessProbe", "failureThreshold").ShouldBe(3);
    }

    [Test]
    public void Recreate_has_no_rolling_update() =>
        Default("apps", "deployments", """{"spec": {"strategy": {"type": "Recreate"}}}""").At("spec", "strategy")!.ToJsonString().ShouldBe("""{"type":"Recreate"}""");

    [Test]
    public void An_autoscaler_of_v1_aims_at_80_percent() =>
        Default("autoscaling", "horizontalpodautoscalers", """{"spec": {"maxReplicas": 3}}""")["spec"].Integer("targetCPUUtilizationPercentage").ShouldBe(80);

    [Test]
    public void The_texts_of_a_Secret_become_its_data() =>
        Default("", "secrets", """{"data": {"a": "YQ==", "b": "Yg=="}, "stringData": {"a": "c"}}""").ToJsonString().ShouldBe("""{"data":{"a":"Yw==","b":"Yg=="},"type":"Opaque"}""");

    [TestCase("car", "Always")]
    [TestCase("car:latest", "Always")]
    [TestCase("registry:5000/car", "Always")]
    [TestCase("car:1.2", "IfNotPresent")]
    [TestCase("car@sha256:0123", "IfNotPresent")]
    public void The_pull_policy_follows_the_tag(string image, string policy) =>
        Default("", "pods", $$$"""{"spec": {"containers": [{"name": "a", "image": "{{{image}}}"}]}}""").At("spec").Each("containers").Single().Text("imagePullPolicy").ShouldBe(policy);

    [Test]
    public void A_pods_requests_follow_its_limits() =>
        Default("", "pods", """{"spec": {"containers": [{"name": "a", "image": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "100m"}}}]}}""")
            .At("spec").Each("containers").Single().At("resources", "requests")!.ToJsonString().ShouldBe("""{"cpu":"100m","memory":"1Gi"}""");

    [Test]
    public void A_Services_ports_lead_to_their_own_number_and_a_balancer_routes_anywhere()
    {
        var spec = Default("", "services", """{"spec": {"type": "LoadBalancer", "ports": [{"port": 80}, {"port": 90, "targetPort": "http"}]}}""")["spec"];
        spec.Each("ports").Select(port => port!.ToJsonString()).ShouldBe(["""{"port":80,"targetPort":80,"protocol":"TCP"}""", """{"port":90,"targetPort":"http","protocol":"TCP"}"""]);
        spec.Text("externalTrafficPolicy").ShouldBe("Cluster");
        spec.Text("sessionAffinity").ShouldBe("None");
    }

    [Test]
    public void What_the_type_does_not_have_is_dropped_where_the_type_is_known() =>
        Default("", "configmaps", """{"data": {"any": "thing"}, "dta": {"a": "b"}, "metadata": {"name": "a", "labls": {}}}""").ToJsonString()
            .ShouldBe("""{"data":{"any":"thing"},"metadata":{"name":"a"}}""");

    [Test]
    public void Twice_is_as_once()
    {
        var once = Default("apps", "deployments", """{"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "a"}], "volumes": [{"name": "v"}]}}}}""");
        var again = once.DeepClone().AsObject();
        new ServerDefaulting(BuiltIn).Apply(again, Type("apps", "deployments"));
        again.ToJsonString().ShouldBe(once.ToJsonString());
        once.At("spec", "template", "spec").Each("volumes").Single()!.ToJsonString().ShouldBe("""{"name":"v","emptyDir":{}}""");
    }

    [Test]
    public void A_custom_object_is_pruned_and_filled_by_its_schema()
    {
        var schema = CrdSchema.Read(JsonNode.Parse("""
            {"type": "object", "properties": {"spec": {"type": "object", "properties": {
              "length": {"type": "integer", "default": 3}, "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
              "crew": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "role": {"type": "string", "default": "deckhand"}}}}}}}}
            """)!.AsObject(), BuiltIn);
        var value = JsonNode.Parse("""
            {"metadata": {"name": "a", "labels": {"x": "y"}}, "spec": {"unknown": 1, "length": null, "free": {"a": 1}, "crew": [{"name": "Ann", "age": 3}]}, "other": 1}
            """)!.AsObject();
        CustomDefaulting.Apply(value, schema, isRoot: true);
        value.ToJsonString().ShouldBe("""{"metadata":{"name":"a","labels":{"x":"y"}},"spec":{"length":3,"free":{"a":1},"crew":[{"name":"Ann","role":"deckhand"}]}}""");
    }

    private static ResourceDefinition Type(string group, string plural) => BuiltIn.Definitions.First(type => type.Group == group && type.Plural == plural);

    private static JsonObject Default(string group, string plural, string json)
    {
        var value = JsonNode.Parse(json)!.AsObject();
        new ServerDefaulting(BuiltIn).Apply(value, Type(group, plural));
        return value;
    }
}
