namespace MeshBuild.Cluster.Tests;

/// <summary>A run of a command: its exit status and all that it wrote.</summary>
public sealed record RunResult(string Command, int ExitCode, string Output, TimeSpan Duration)
{
    /// <summary>Fails the test with the whole output unless the status is the expected one.</summary>
    public RunResult ShouldExit(int status)
    {
        ExitCode.ShouldBe(status, $"{Command} wrote:\n{Output}");
        return this;
    }

    /// <summary>Fails the test with the whole output unless every text is in it.</summary>
    public RunResult ShouldSay(params string[] texts)
    {
        foreach (var text in texts)
        {
            Output.ShouldContain(text, Case.Sensitive, $"{Command} wrote:\n{Output}");
        }

        return this;
    }
}
