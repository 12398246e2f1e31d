using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.EventStream;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Pods.Spdy;
using MeshBuild.Rehearsal.Storage;
using MeshBuild.Rehearsal.Tests.Admission;

namespace MeshBuild.Rehearsal.Tests.Pods;

public sealed class PortForwardTests
{
    [Test]
    public void The_dictionary_is_that_of_the_protocol()
    {
        var (low, high) = (1u, 0u);
        foreach (var one in SpdyDictionary.Bytes())
        {
            low = (low + one) % 65521;
            high = (high + low) % 65521;
        }

        ((high << 16) | low).ShouldBe(0xe3c6a7c2u);
    }

    [Test]
    public async Task Kubectl_reaches_the_program_of_a_pod()
    {
        var server = await WebhookServer.StartAsync(_ => WebhookServer.Patch("[]"));
        await using var cluster = await RehearsalCluster.StartAsync(new RehearsalOptions
        {
            PodStartDelay = TimeSpan.FromMilliseconds(20),
            Programs = [new PodProgram("*/pilot:*", (_, _, _) => Task.FromResult<IRunningProgram>(server))],
        }, CancellationToken.None);
        await cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("istiod", 1, "docker.io/istio/pilot:1.10.0"));
        var pod = await cluster.UntilAsync(ResourceKeys.Pods, value => value.Text("status", "phase") == "Running");
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var client = new HttpClient(handler);
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, cluster.Kubeconfig);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var command = Cli.Wrap("kubectl").WithArguments($"--kubeconfig {config} port-forward pod/{pod.Text("metadata", "name")} :15017")
            .WithValidation(CommandResultValidation.None);
        var answers = new List<string>();
        try
        {
            await foreach (var line in command.ListenAsync(end.Token))
            {
                if (line is StandardOutputCommandEvent output && Regex.Match(output.Text, @"127\.0\.0\.1:(\d+)") is { Success: true } match)
                {
                    for (var number = 0; number < 3; number++)
                    {
                        using var answer = await client.PostAsync($"https://127.0.0.1:{match.Groups[1].Value}/", new StringContent("""{"request":{"uid":"u"}}"""), end.Token);
                        answers.Add(await answer.Content.ReadAsStringAsync(end.Token));
                    }

                    await end.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // kubectl forwards until it is stopped.
        }
        finally
        {
            File.Delete(config);
        }

        answers.Count.ShouldBe(3);
        answers.ShouldAllBe(answer => answer.Contains("\"allowed\":true"));
    }
}
