using MeshBuild.Mesh.Istio;

namespace MeshBuild.Mesh.Tests.Istio;

public sealed class IstioVersionsTests
{
    [TestCase("1.18.0")]
    [TestCase("1.20.2")]
    [TestCase("1.21.14")]
    public void What_the_notes_name_is_fine(string kubernetes) => IstioVersions.Check("1.10.0", kubernetes).ShouldBeNull();

    [TestCase("1.22.0")]
    [TestCase("1.24.17")]
    public void What_works_beyond_the_notes_is_a_warning(string kubernetes) => IstioVersions.Check("1.10.0", kubernetes).ShouldNotBeNull().ShouldContain(kubernetes);

    [TestCase("1.17.9")]
    [TestCase("1.25.0")]
    [TestCase("1.33.1")]
    public void What_does_not_work_is_refused(string kubernetes)
    {
        var failure = Should.Throw<MeshException>(() => IstioVersions.Check("1.10.0", kubernetes));
        failure.Message.ShouldBe($"Istio 1.10.0 does not work on Kubernetes {kubernetes}: it needs 1.18 to 1.24. Nothing was changed.");
        failure.Remedy!.ShouldContain("--istio-version");
    }

    [TestCase("1.10.0", false)]
    [TestCase("1.14.6", false)]
    [TestCase("1.15.0", true)]
    [TestCase("1.24.1", true)]
    public void Uninstall_is_a_command_of_its_own_from_1_15(string version, bool own) => IstioVersions.HasUninstall(version).ShouldBe(own);

    [TestCase("1.10.0", true)]
    [TestCase("1.23.4", true)]
    [TestCase("1.24.0", false)]
    public void Verify_install_is_there_until_1_23(string version, bool there) => IstioVersions.HasVerifyInstall(version).ShouldBe(there);
}
