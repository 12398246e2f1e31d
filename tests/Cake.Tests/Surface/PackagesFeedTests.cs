using Cake.Frosting;

namespace MeshBuild.Cake.Tests.Surface;

/// <summary>
/// The build program compiles with the packages as it does without them: all that it uses of Cake.Frosting and of the addins is theirs.
/// </summary>
public sealed class PackagesFeedTests
{
    private static readonly string Program = Path.Combine(TestContext.CurrentContext.TestDirectory, "Build.dll");
    private static readonly string[] Packages = ["MeshBuild.Cake", "Cake.Frosting", "Cake.Docker", "Cake.Kubectl", "Cake.Helm"];

    [Test]
    public void The_program_uses_only_types_of_the_packages()
    {
        var api = CakeApi.Read();
        var used = References.TypesOf(Program).Where(reference => Packages.Contains(reference.Assembly)).Select(reference => reference.Type).ToList();

        used.ShouldContain(typeof(CakeHost).FullName!);
        used.Where(type => api.MembersOf(type) is null).ShouldBeEmpty();
    }

    [Test]
    public void The_program_uses_only_members_of_the_packages()
    {
        var api = CakeApi.Read();
        var used = References.MembersOf(Program).Where(reference => Packages.Contains(reference.Assembly)).ToList();

        used.ShouldContain(reference => reference.Type == typeof(CakeHost).FullName && reference.Member == nameof(CakeHost.Run));
        used.Where(reference => !api.Has(reference.Type, reference.Member)).ShouldBeEmpty();
    }

    [Test]
    public void The_program_knows_nothing_of_the_engines_other_assemblies() =>
        References.TypesOf(Program).Select(reference => reference.Assembly).Distinct()
            .Where(assembly => assembly.StartsWith("Cake.", StringComparison.Ordinal) && !Packages.Contains(assembly))
            .ShouldBeSubsetOf(["Cake.Core", "Cake.Common"]);
}
