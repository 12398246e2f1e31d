using CliWrap;
using CliWrap.Buffered;

namespace MeshBuild.Rehearsal.Tests.Program;

/// <summary><c>./build.sh</c>, called as a user calls it on a machine without a kubeconfig, a Docker engine or a network.</summary>
internal sealed class BuildScript : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory().FullName;

    private static string Root { get; } = FindRoot();

    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>Writes a file into the user's home and gives its path.</summary>
    public string Write(string name, string text)
    {
        var file = Path.Combine(_home, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Builds the program, which needs the network that the runs do without.</summary>
    public static async Task BuildAsync()
    {
        var result = await Cli.Wrap(Path.Combine(Root, "build.sh")).WithArguments("--target=Help").WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
    }

    /// <summary>Runs a target; what it printed, and its exit status.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string target, params string[] arguments)
    {
        var result = await Cli.Wrap(Path.Combine(Root, "build.sh"))
            .WithArguments([$"--target={target}", $"--output={Path.Combine(_home, "artifacts")}", .. arguments])
            .WithEnvironmentVariables(variables =>
            {
                variables.Set("HOME", _home).Set("DOTNET_CLI_HOME", _home).Set("NO_COLOR", "1")
                    .Set("DOCKER_HOST", "unix:///nowhere.sock").Set("https_proxy", "http://127.0.0.1:9").Set("HTTPS_PROXY", "http://127.0.0.1:9").Set("NO_PROXY", "127.0.0.1,localhost");
                foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MESH_", StringComparison.Ordinal))
                    .Append("KUBECONFIG").Append("CI"))
                {
                    variables.Set(name, name == "MESH_CAKE_FEED" ? Environment.GetEnvironmentVariable(name) : null);
                }
            })
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run from within the repository");
        }

        return folder.FullName;
    }
}
