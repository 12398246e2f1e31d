using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Objects;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary><c>install</c>: server-side apply component by component; one that fails neither rolls back nor stops the others.</summary>
internal sealed class Install(ApiServer api, TextWriter output, TextWriter error)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public async Task<int> RunAsync(CommandLine line, CancellationToken cancellation)
    {
        if (!line.IsConfirmed)
        {
            await output.WriteAsync($"This will install the Istio {DemoProfile.Version} demo profile with [\"Istio core\" \"Istiod\" \"Ingress gateways\" \"Egress gateways\"] components into the cluster. Proceed? (y/N) ");
            await error.WriteLineAsync("Cancelled.");
            return 1;
        }

        if (!line.Has("set", "profile=demo"))
        {
            await error.WriteLineAsync("Error: the stand-in knows the profile demo only");
            return 1;
        }

        var timeout = Seconds(line.Value("readiness-timeout") ?? "5m0s");
        await NamespaceAsync(cancellation);
        var failures = new List<string>();
        await ComponentAsync("Istio core", DemoProfile.Core, timeout, failures, cancellation);
        await ComponentAsync("Istiod", DemoProfile.Istiod, timeout, failures, cancellation);
        await error.WriteLineAsync("- Processing resources for Egress gateways, Ingress gateways.");
        await Task.WhenAll(
            ComponentAsync("Ingress gateways", DemoProfile.Ingress, timeout, failures, cancellation),
            ComponentAsync("Egress gateways", DemoProfile.Egress, timeout, failures, cancellation));
        await error.WriteLineAsync("- Pruning removed resources");
        if (failures.Count > 0)
        {
            await error.WriteLineAsync($"Error: failed to install manifests: errors occurred during operation: {string.Join("; ", failures)}");
            return 1;
        }

        await api.ApplyAsync(DemoProfile.InstalledState, cancellation);
        await error.WriteLineAsync("✔ Installation complete");
        return 0;
    }

    private async Task NamespaceAsync(CancellationToken cancellation)
    {
        try
        {
            await api.CreateAsync("/api/v1/namespaces", Manifest.Of("v1", "Namespace", Manifest.SystemNamespace, null), cancellation);
        }
        catch (HttpRequestException failure) when (failure.StatusCode == HttpStatusCode.Conflict)
        {
            // It is there.
        }
    }

    private async Task ComponentAsync(string name, IReadOnlyList<JsonObject> objects, TimeSpan timeout, List<string> failures, CancellationToken cancellation)
    {
        await error.WriteLineAsync($"- Processing resources for {name}.");
        foreach (var value in objects)
        {
            await api.ApplyAsync((JsonObject)value.DeepClone(), cancellation);
        }

        using var patience = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            foreach (var value in objects.Where(value => Manifest.Kind(value) is "CustomResourceDefinition" or "Deployment"))
            {
                await error.WriteLineAsync($"- Processing resources for {name}. Waiting for {Manifest.Kind(value)}/{Manifest.SystemNamespace}/{Manifest.Name(value)}");
                while (!IsReady(await api.GetAsync(ApiServer.PathOf(value), either.Token)))
                {
                    await Task.Delay(Poll, either.Token);
                }
            }

            await error.WriteLineAsync($"✔ {name} installed");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync($"✘ {name} encountered an error: failed to wait for resource: resources not ready after {timeout.TotalSeconds:0}s: timed out waiting for the condition");
            lock (failures)
            {
                failures.Add(name);
            }
        }
    }

    private static bool IsReady(JsonObject? value) => value is not null && (string?)value["kind"] switch
    {
        "CustomResourceDefinition" => (value["status"]?["conditions"] as JsonArray ?? [])
            .Any(condition => (string?)condition?["type"] == "Established" && (string?)condition?["status"] == "True"),
        _ => ((long?)value["status"]?["observedGeneration"] ?? 0) >= ((long?)value["metadata"]?["generation"] ?? 0)
            && ((int?)value["status"]?["readyReplicas"] ?? 0) >= ((int?)value["spec"]?["replicas"] ?? 1)
            && ((int?)value["status"]?["updatedReplicas"] ?? 0) >= ((int?)value["spec"]?["replicas"] ?? 1),
    };

    private static TimeSpan Seconds(string text)
    {
        double seconds = 0;
        var number = "";
        foreach (var character in text)
        {
            if (char.IsDigit(character))
            {
                number += character;
                continue;
            }

            seconds += int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) * character switch { 'h' => 3600, 'm' => 60, _ => 1 };
            number = "";
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
