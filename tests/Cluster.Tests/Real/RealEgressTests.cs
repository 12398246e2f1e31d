using System.Text.Json.Nodes;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

/// <summary>Access logs as the cluster's own API server hands them out. A rehearsal's pods call nobody.</summary>
[Category(RealCluster.Category), NonParallelizable]
public sealed class RealEgressTests() : ClusterFixture(RealClusterSetup.Cluster)
{
    private const string Named = "[2021-05-25T21:33:12.123Z] \"GET /a b HTTP/1.1\" 200 - via_upstream - \"-\" 0 1256 12 11 \"-\" \"an \"agent\"\" \"0a1b2c3d\" \"example.com\" \"93.184.216.34:80\" PassthroughCluster 10.0.0.7:41234 93.184.216.34:80 10.0.0.7:41232 - allow_any";
    private const string Unnamed = "[2021-05-25T21:33:13.123Z] \"- - -\" 0 - - - \"-\" 812 3021 150 - \"-\" \"-\" \"-\" \"-\" \"93.184.216.35:443\" PassthroughCluster 10.0.0.7:41234 93.184.216.35:443 10.0.0.7:41232 - -";

    [Test]
    public async Task The_logs_of_all_proxies_are_read_and_hosts_written()
    {
        await ProxyAsync("one", "car", Named, Unnamed, "info ready");
        await ProxyAsync("two", "gateway", Named);
        (await Cluster.KubectlAsync("logs", "one", "-c", "istio-proxy")).ShouldContain("example.com");
        var manifests = Path.Combine(Cluster.Scratch, "manifests");
        (await Cluster.RunAsync("cp", ["-r", "manifests", manifests])).ShouldExit(0);
        Directory.Delete(Path.Combine(manifests, "egress"), recursive: true);

        (await Script.RunAsync("DiscoverEgress", "--write", $"--manifests={manifests}")).ShouldExit(0)
            .ShouldSay("4 lines of 2 proxies, 1 of them no lines of an access log", "example.com:80", "default/car, default/gateway", "93.184.216.35:443", "needs a host name");
        Directory.EnumerateFiles(Path.Combine(manifests, "egress")).Select(Path.GetFileName).ShouldBe(["example.com.yaml"]);
        (await Script.RunAsync("Lint", "--fail-on=warning", $"--manifests={manifests}")).ShouldExit(0);
    }

    // A pod that says these lines and ends; its log stays.
    private async Task ProxyAsync(string name, string app, params string[] lines)
    {
        var file = Path.Combine(Cluster.Scratch, $"{name}.json");
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app"] = app } },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "istio-proxy",
                    ["image"] = "meshbuild.local/dotnet-sdk:10.0",
                    ["command"] = new JsonArray(["sh", "-c", "printf '%s\\n' \"$@\"", "sh", .. lines]),
                }),
            },
        };
        await File.WriteAllTextAsync(file, pod.ToJsonString());
        await Cluster.KubectlAsync("apply", "-f", file);
        var phase = "";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (phase != "Succeeded" && !deadline.IsCancellationRequested)
        {
            phase = await Cluster.KubectlAsync("get", "pod", name, "-o", "jsonpath={.status.phase}");
        }

        phase.ShouldBe("Succeeded");
    }
}
