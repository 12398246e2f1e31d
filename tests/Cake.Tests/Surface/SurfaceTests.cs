using System.Reflection;
using Cake.Frosting;

namespace MeshBuild.Cake.Tests.Surface;

/// <summary>What stands in for the packages offers nothing that the packages lack.</summary>
public sealed class SurfaceTests
{
    private static readonly Assembly StandIn = typeof(CakeHost).Assembly;

    private static IEnumerable<TestCaseData> Types() =>
        StandIn.GetExportedTypes().Select(type => new TestCaseData(type).SetArgDisplayNames(type.FullName!));

    [TestCaseSource(nameof(Types))]
    public void Every_public_member_is_one_of_the_packages(Type type)
    {
        if (StandIn.GetName().Name != "MeshBuild.Cake")
        {
            Assert.Ignore("the packages themselves are referenced");
        }

        var listed = CakeApi.Read().MembersOf(type.FullName!);

        listed.ShouldNotBeNull($"no package has a type {type.FullName}");
        Signature.MembersOf(type).Except(listed).ShouldBeEmpty();
    }
}
