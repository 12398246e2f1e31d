using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using k8s;

namespace MeshBuild.Cluster.Tests.Differential;

/// <summary>One of the two clusters, and what the steps kept of its answers.</summary>
public sealed class Side : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, string> _kept = [];
    private readonly string _home = Directory.CreateTempSubdirectory("meshbuild-").FullName;
    private readonly string _kubeconfig;
    private readonly Kubernetes _client;

    public Side(string kubeconfig)
    {
        _kubeconfig = Path.Combine(_home, "kubeconfig");
        File.WriteAllText(_kubeconfig, kubeconfig);
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_kubeconfig));
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>The kubectl that is run: a name on the PATH or a file.</summary>
    public string Kubectl { get; init; } = "kubectl";

    /// <summary>Forgets what was kept.</summary>
    public void Forget() => _kept.Clear();

    /// <summary>Takes a step in a namespace, again and again when it says until when.</summary>
    public async Task<Answer> TakeAsync(Step step, string @namespace)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = step.Kubectl is null ? await RequestAsync(step, @namespace) : await KubectlAsync(step.Kubectl, step.Input, @namespace);
            if (step.Until is null || Regex.IsMatch(answer.Output, step.Until) || deadline.IsCancellationRequested)
            {
                foreach (var (name, pattern) in step.Keep)
                {
                    _kept[name] = Regex.Match(answer.Output, pattern).Groups[1].Value;
                }

                return answer;
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    public async Task<Answer> KubectlAsync(string arguments, string input, string @namespace)
    {
        // A shell takes the quotes apart, as it does for a user.
        var command = $"{Kubectl} --kubeconfig {_kubeconfig} --cache-dir {Path.Combine(_home, "cache")} -n {@namespace} {Filled(arguments, @namespace)}";
        using var deadline = new CancellationTokenSource(Patience);
        var result = await Cli.Wrap("bash")
            .WithArguments(["-c", command])
            .WithEnvironmentVariables(variables => variables.Set("HOME", _home).Set("KUBECTL_EXTERNAL_DIFF", "diff -u0"))
            .WithStandardInputPipe(PipeSource.FromString(Filled(input, @namespace)))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(deadline.Token);
        return new Answer(result.ExitCode, result.StandardOutput + result.StandardError);
    }

    private async Task<Answer> RequestAsync(Step step, string @namespace)
    {
        var (method, path) = step.Request!.Split(' ', 2) is [var first, var second] ? (first, second) : throw new FormatException($"not METHOD PATH: {step.Request}");
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_client.BaseUri, Filled(path, @namespace)));
        request.Headers.TryAddWithoutValidation("Accept", step.Accept);
        if (step.Input.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Filled(step.Input, @namespace)));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(step.Type);
        }

        using var response = await _client.HttpClient.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private string Filled(string text, string @namespace) =>
        _kept.Aggregate(text.Replace("${namespace}", @namespace), (filled, kept) => filled.Replace($"${{{kept.Key}}}", kept.Value));
}
