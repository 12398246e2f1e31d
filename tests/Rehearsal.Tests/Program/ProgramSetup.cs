namespace MeshBuild.Rehearsal.Tests.Program;

[SetUpFixture]
public sealed class ProgramSetup
{
    [OneTimeSetUp]
    public Task BuildAsync() => BuildScript.BuildAsync();
}
