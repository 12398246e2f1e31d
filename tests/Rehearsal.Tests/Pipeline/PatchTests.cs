using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;

namespace MeshBuild.Rehearsal.Tests.Pipeline;

public sealed class PatchTests
{
    [TestCase("""[{"op":"add","path":"/b","value":1}]""", """{"a":[1,2],"b":1}""")]
    [TestCase("""[{"op":"add","path":"/a/-","value":3}]""", """{"a":[1,2,3]}""")]
    [TestCase("""[{"op":"add","path":"/a/0","value":0}]""", """{"a":[0,1,2]}""")]
    [TestCase("""[{"op":"remove","path":"/a/0"}]""", """{"a":[2]}""")]
    [TestCase("""[{"op":"replace","path":"/a/1","value":9}]""", """{"a":[1,9]}""")]
    [TestCase("""[{"op":"test","path":"/a/0","value":1},{"op":"move","from":"/a","path":"/x~1y"}]""", """{"x/y":[1,2]}""")]
    [TestCase("""[{"op":"copy","from":"/a/0","path":"/c"}]""", """{"a":[1,2],"c":1}""")]
    public void The_operations_of_a_JSON_patch_are_done_in_order(string patch, string expected) =>
        JsonNode.DeepEquals(JsonPatch.Apply(Objects.Parse("""{"a":[1,2]}"""), JsonNode.Parse(patch)!.AsArray()), JsonNode.Parse(expected)).ShouldBeTrue();

    [TestCase("""[{"op":"remove","path":"/x"}]""")]
    [TestCase("""[{"op":"replace","path":"/a/2","value":1}]""")]
    [TestCase("""[{"op":"test","path":"/a/0","value":2}]""")]
    public void A_JSON_patch_that_does_not_fit_is_refused_and_changes_nothing(string patch)
    {
        var original = Objects.Parse("""{"a":[1,2]}""");
        Should.Throw<ApiException>(() => JsonPatch.Apply(original, JsonNode.Parse(patch)!.AsArray())).Code.ShouldBe(422);
        original.ToJsonString().ShouldBe("""{"a":[1,2]}""");
    }

    [Test]
    public void A_merge_patch_merges_objects_replaces_lists_and_removes_by_null() =>
        JsonMergePatch.Apply(Objects.Parse("""{"a":{"b":1,"c":2},"d":[1,2]}"""), Objects.Parse("""{"a":{"b":null,"e":{"f":null,"g":3}},"d":[3]}"""))
            .ToJsonString().ShouldBe("""{"a":{"c":2,"e":{"g":3}},"d":[3]}""");
}
