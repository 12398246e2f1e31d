using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.StandIn.Discovery;

namespace MeshBuild.Rehearsal.Tests.StandIn;

public sealed class InjectionTests
{
    private static readonly Dictionary<string, string> Enabled = new() { ["istio-injection"] = "enabled" };

    [Test]
    public void A_pod_of_a_labelled_namespace_gets_the_sidecar()
    {
        var answer = Injection.Answer(Review("{}"), Enabled);

        var pod = Patched(answer);
        pod["spec"]!["containers"]!.AsArray().Select(container => (string)container!["name"]!).ShouldBe(["app", "istio-proxy"]);
        pod["spec"]!["initContainers"]!.AsArray().Select(container => (string)container!["name"]!).ShouldBe(["istio-init"]);
        ((string)pod["metadata"]!["labels"]!["security.istio.io/tlsMode"]!).ShouldBe("istio");
        ((string)answer["response"]!["uid"]!).ShouldBe("u1");
    }

    [TestCase("""{"labels": {"sidecar.istio.io/inject": "false"}}""")]
    [TestCase("""{"annotations": {"sidecar.istio.io/inject": "no"}}""")]
    public void A_pod_that_refuses_it_is_allowed_as_it_is(string metadata) => ShouldBeUntouched(Injection.Answer(Review(metadata), Enabled));

    [Test]
    public void A_pod_of_another_namespace_is_allowed_as_it_is() =>
        ShouldBeUntouched(Injection.Answer(Review("{}"), new Dictionary<string, string>()));

    [Test]
    public void A_pod_that_has_one_already_gets_no_second()
    {
        var review = Review("{}");
        review["request"]!["object"]!["spec"]!["containers"]!.AsArray().Add(new JsonObject { ["name"] = "istio-proxy" });
        ShouldBeUntouched(Injection.Answer(review, Enabled));
    }

    private static void ShouldBeUntouched(JsonObject answer)
    {
        ((bool)answer["response"]!["allowed"]!).ShouldBeTrue();
        answer["response"]!["patch"].ShouldBeNull();
    }

    private static JsonObject Review(string metadata) => (JsonObject)JsonNode.Parse(
        $$$"""{"request": {"uid": "u1", "namespace": "default", "object": {"metadata": {{{metadata}}}, "spec": {"containers": [{"name": "app"}]} } } }""")!;

    private static JsonObject Patched(JsonObject answer)
    {
        var operations = (JsonArray)JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String((string)answer["response"]!["patch"]!)))!;
        return new JsonObject(operations.Select(operation =>
            new KeyValuePair<string, JsonNode?>(((string)operation!["path"]!).Trim('/'), operation["value"]!.DeepClone())));
    }
}
