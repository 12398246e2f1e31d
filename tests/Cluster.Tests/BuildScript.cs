namespace MeshBuild.Cluster.Tests;

/// <summary><c>./build.sh</c>, called as a user calls it.</summary>
public static class BuildScript
{
    /// <summary>Runs a target to its end.</summary>
    public static async Task<RunResult> RunAsync(string target, params string[] arguments)
    {
        using var run = Start(target, arguments);
        return await run.EndAsync();
    }

    /// <summary>Runs a target with variables beside the usual ones; null takes one away.</summary>
    public static async Task<RunResult> RunWithAsync(IReadOnlyDictionary<string, string?> variables, string target, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(TestCluster.Environment);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        using var run = new RunningCommand(Path.Combine(TestCluster.Root, "build.sh"), [$"--target={target}", .. arguments], TestCluster.Root, environment);
        return await run.EndAsync();
    }

    /// <summary>Starts a target.</summary>
    public static RunningCommand Start(string target, params string[] arguments) =>
        new(Path.Combine(TestCluster.Root, "build.sh"), [$"--target={target}", .. arguments], TestCluster.Root, TestCluster.Environment);
}
