using MeshBuild.Rehearsal.StandIn.Kubernetes;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary>istioctl's command line, as far as the stand-in goes.</summary>
internal static class IstioctlProgram
{
    private const int UsageError = 64;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var line = CommandLine.Parse(arguments);
        using var end = new CancellationTokenSource();
        Console.CancelKeyPress += (_, signal) => { signal.Cancel = true; end.Cancel(); };
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM, signal => { signal.Cancel = true; end.Cancel(); });
        try
        {
            if (line.Words is ["version"] && line.Has("remote", "false"))
            {
                await output.WriteLineAsync(Objects.DemoProfile.Version);
                return 0;
            }

            using var api = ApiServer.FromKubeconfig(line.Value("kubeconfig"), line.Value("context"));
            return line.Words switch
            {
                ["install"] => await new Install(api, output, error).RunAsync(line, end.Token),
                ["version"] => await new VersionCommand(api, output, error).RunAsync(line, end.Token),
                ["verify-install"] => await new VerifyInstall(api, output, error).RunAsync(end.Token),
                ["x", "precheck"] => await new PrecheckCommand(api, error).RunAsync(end.Token),
                ["x", "uninstall"] => await new Uninstall(api, output, error).RunAsync(line, end.Token),
                ["kube-inject"] => await new KubeInject(api, output, error).RunAsync(line, end.Token),
                _ => await UsageAsync(line, error),
            };
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (HttpRequestException failure)
        {
            await error.WriteLineAsync($"Error: {failure.Message}");
            return 1;
        }
    }

    private static async Task<int> UsageAsync(CommandLine line, TextWriter error)
    {
        await error.WriteLineAsync($"Error: unknown command \"{string.Join(' ', line.Words)}\" for \"istioctl\"");
        return UsageError;
    }
}
