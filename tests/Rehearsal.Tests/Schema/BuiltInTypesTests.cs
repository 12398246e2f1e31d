using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests.Schema;

public sealed class BuiltInTypesTests
{
    private static readonly BuiltInTypes Types = new();

    [Test]
    public void A_type_has_what_discovery_says_of_it()
    {
        var deployments = Types.Definitions.Single(type => type is { Plural: "deployments", Group: "apps" });
        deployments.Namespaced.ShouldBeTrue();
        deployments.ShortNames.ShouldBe(["deploy"]);
        deployments.Categories.ShouldBe(["all"]);
        deployments.Verbs.ShouldContain("deletecollection");
        deployments.Subresources["scale"].Gvk.ShouldBe(new GroupVersionKind("autoscaling", "v1", "Scale"));
    }

    [Test]
    public void A_reference_reads_through_and_keeps_what_its_field_says()
    {
        var deployment = Types.Definitions.Single(type => type is { Plural: "deployments", Group: "apps" }).Schema!;
        var containers = deployment.Properties["spec"].Properties["template"].Properties["spec"].Properties["containers"];
        containers.Type.ShouldBe("array");
        containers.PatchStrategy.ShouldBe("merge");
        containers.PatchMergeKey.ShouldBe("name");
        var ports = containers.Items!.Properties["ports"];
        ports.ListMapKeys.ShouldBe(["containerPort", "protocol"]);
        ports.Items!.Required.ShouldBe(["containerPort"]);
    }

    [Test]
    public void A_field_named_required_is_not_required() =>
        Types.Schemas["apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"].Required.ShouldBeEmpty();

    [Test]
    public void Two_groups_may_serve_one_store() =>
        Types.Definitions.Where(type => type.Plural == "events").Select(type => type.Key).Distinct().ShouldBe([new ResourceKey("", "events")]);
}
