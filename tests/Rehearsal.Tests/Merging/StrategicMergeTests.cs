using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Merging;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests.Merging;

public sealed class StrategicMergeTests
{
    private static readonly SchemaNode Deployment = new BuiltInTypes().Schemas["api.apps.v1.Deployment"];
    private static readonly SchemaNode Pod = new BuiltInTypes().Schemas["api.core.v1.Pod"];

    [Test]
    public void Lists_merge_by_their_key_and_what_the_patch_names_comes_first() => Merge(Pod,
        """{"spec": {"containers": [{"name": "a", "image": "a:1", "args": ["x"]}, {"name": "b", "image": "b:1"}]}}""",
        """{"spec": {"containers": [{"name": "c", "image": "c:1"}, {"name": "a", "image": "a:2"}]}}""").ShouldBe(
        """{"spec":{"containers":[{"name":"c","image":"c:1"},{"name":"a","image":"a:2","args":["x"]},{"name":"b","image":"b:1"}]}}""");

    [Test]
    public void Items_are_deleted_and_lists_replaced_by_directives()
    {
        const string before = """{"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}""";
        Merge(Pod, before, """{"spec": {"containers": [{"$patch": "delete", "name": "a"}]}}""").ShouldBe("""{"spec":{"containers":[{"name":"b"}]}}""");
        Merge(Pod, before, """{"spec": {"containers": [{"$patch": "replace"}, {"name": "c"}]}}""").ShouldBe("""{"spec":{"containers":[{"name":"c"}]}}""");
    }

    [Test]
    public void A_list_without_a_strategy_is_replaced() => Merge(Pod,
        """{"spec": {"containers": [{"name": "a", "args": ["x", "y"]}], "tolerations": [{"key": "k"}]}}""",
        """{"spec": {"containers": [{"name": "a", "args": ["z"]}], "tolerations": []}}""").ShouldBe(
        """{"spec":{"containers":[{"name":"a","args":["z"]}],"tolerations":[]}}""");

    [Test]
    public void A_null_deletes_and_other_fields_stay() => Merge(Deployment,
        """{"metadata": {"labels": {"a": "1", "b": "2"}}, "spec": {"replicas": 2, "paused": true}}""",
        """{"metadata": {"labels": {"a": null, "c": "3"}}, "spec": {"paused": null}}""").ShouldBe(
        """{"metadata":{"labels":{"b":"2","c":"3"}},"spec":{"replicas":2}}""");

    [Test]
    public void RetainKeys_drops_what_it_does_not_name() => Merge(Deployment,
        """{"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}""",
        """{"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}""").ShouldBe("""{"spec":{"strategy":{"type":"Recreate"}}}""");

    [Test]
    public void SetElementOrder_orders_and_keeps_what_only_the_server_has_in_its_place() => Merge(Pod,
        """{"spec": {"containers": [{"name": "a"}, {"name": "sidecar"}, {"name": "b"}]}}""",
        """{"spec": {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}], "containers": [{"name": "a", "image": "a:2"}]}}""").ShouldBe(
        """{"spec":{"containers":[{"name":"sidecar"},{"name":"b"},{"name":"a","image":"a:2"}]}}""");

    [Test]
    public void Sets_of_scalars_are_united_and_taken_from() => Merge(Pod,
        """{"metadata": {"finalizers": ["a", "b"]}}""",
        """{"metadata": {"finalizers": ["c"], "$deleteFromPrimitiveList/finalizers": ["a"]}}""").ShouldBe("""{"metadata":{"finalizers":["c","b"]}}""");

    [Test]
    public void An_item_without_its_key_is_refused() =>
        Should.Throw<ApiException>(() => Merge(Pod, "{}", """{"spec": {"containers": [{"image": "x"}]}}""")).Message.ShouldContain("does not contain declared merge key: name");

    [Test]
    public void Neither_argument_is_changed()
    {
        var (original, patch) = (Parse("""{"spec": {"containers": [{"name": "a"}]}}"""), Parse("""{"spec": {"containers": [{"name": "b"}]}}"""));
        var (before, asked) = (original.ToJsonString(), patch.ToJsonString());
        new StrategicMerge().Merge(original, patch, Pod)["spec"]!["containers"]![0]!["image"] = "changed";
        original.ToJsonString().ShouldBe(before);
        patch.ToJsonString().ShouldBe(asked);
    }

    private static string Merge(SchemaNode schema, string original, string patch) => new StrategicMerge().Merge(Parse(original), Parse(patch), schema).ToJsonString();

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();
}
