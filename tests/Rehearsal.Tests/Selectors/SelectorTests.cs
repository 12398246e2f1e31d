using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Selectors;

public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "car", ["tier"] = "web", ["example.com/rank"] = "7" };

    [TestCase("", true)]
    [TestCase("app=car", true)]
    [TestCase("app==car,tier=web", true)]
    [TestCase("app=bus", false)]
    [TestCase("app!=bus", true)]
    [TestCase("other!=bus", true)]
    [TestCase("app", true)]
    [TestCase("!app", false)]
    [TestCase("!other", true)]
    [TestCase("app in (bus, car)", true)]
    [TestCase("app notin (bus,car)", false)]
    [TestCase("example.com/rank>5,tier in (web)", true)]
    public void Labels_are_matched(string selector, bool expected) => LabelSelector.Parse(selector).Matches(Labels).ShouldBe(expected);

    [TestCase("app=car,")]
    [TestCase("=car")]
    [TestCase("app in car")]
    public void A_label_selector_that_cannot_be_read_is_a_bad_request(string selector) =>
        Should.Throw<ApiException>(() => LabelSelector.Parse(selector)).Code.ShouldBe(400);

    [Test]
    public void The_selector_of_a_spec_is_matched()
    {
        var selector = Objects.Parse("""{"matchLabels":{"app":"car"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["db"]}]}""");
        LabelSelector.From(selector)!.Matches(Labels).ShouldBeTrue();
        LabelSelector.From(Objects.Parse("{}"))!.Matches(Labels).ShouldBeTrue();
        LabelSelector.From(null).ShouldBeNull();
    }

    [TestCase("status.phase=Running", true)]
    [TestCase("status.phase!=Running", false)]
    [TestCase("metadata.name=a,spec.nodeName=", true)]
    public void Fields_are_matched(string selector, bool expected)
    {
        var pods = new BuiltInTypes().Definitions.Single(type => type.Plural == "pods");
        var pod = new ObjectStore().TryCreate(pods.Key, Objects.Parse("""{"metadata":{"name":"a","namespace":"b"},"status":{"phase":"Running"}}"""))!;
        FieldSelector.Parse(selector, pods).Matches(pod).ShouldBe(expected);
    }

    [Test]
    public void A_field_without_an_index_is_a_bad_request()
    {
        var maps = new BuiltInTypes().Definitions.Single(type => type.Plural == "configmaps");
        Should.Throw<ApiException>(() => FieldSelector.Parse("data.sky=blue", maps)).Message.ShouldBe("\"data.sky\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }
}
