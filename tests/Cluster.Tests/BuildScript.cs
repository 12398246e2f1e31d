namespace MeshBuild.Cluster.Tests;

/// <summary><c>./build.sh</c>, called as a user calls it.</summary>
/// <param name="environment">What the user's shell has exported; null takes a variable away.</param>
public sealed class BuildScript(IReadOnlyDictionary<string, string?> environment)
{
    /// <summary>Runs a target to its end.</summary>
    public async Task<RunResult> RunAsync(string target, params string[] arguments)
    {
        using var run = Start(target, arguments);
        return await run.EndAsync();
    }

    /// <summary>Runs a target with variables beside the usual ones; null takes one away.</summary>
    public Task<RunResult> RunWithAsync(IReadOnlyDictionary<string, string?> variables, string target, params string[] arguments)
    {
        var all = new Dictionary<string, string?>(environment);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return new BuildScript(all).RunAsync(target, arguments);
    }

    /// <summary>Starts a target.</summary>
    public RunningCommand Start(string target, params string[] arguments) =>
        new(Path.Combine(Repository.Root, "build.sh"), [$"--target={target}", .. arguments], Repository.Root, environment);
}
