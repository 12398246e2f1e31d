using CliWrap;
using CliWrap.Buffered;

namespace MeshBuild.Rehearsal.Tests.Cluster;

/// <summary>The machine's kubectl on a cluster of its own.</summary>
internal sealed class Kubectl : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory().FullName;

    public Kubectl(RehearsalCluster cluster) => File.WriteAllText(Path.Combine(_home, "config"), cluster.Kubeconfig);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>What it printed, errors last, and its exit code.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string arguments, string input = "")
    {
        var result = await Cli.Wrap("kubectl")
            .WithArguments($"--kubeconfig {Path.Combine(_home, "config")} --cache-dir {Path.Combine(_home, "cache")} {arguments}")
            .WithEnvironmentVariables(variables => variables.Set("HOME", _home))
            .WithStandardInputPipe(PipeSource.FromString(input))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        return (result.ExitCode, (result.StandardOutput + result.StandardError).Trim());
    }

    /// <summary>What it printed; it must end well.</summary>
    public async Task<string> OutputAsync(string arguments, string input = "")
    {
        var (exitCode, output) = await RunAsync(arguments, input);
        exitCode.ShouldBe(0, output);
        return output;
    }
}
