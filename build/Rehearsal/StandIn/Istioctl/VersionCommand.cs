using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Objects;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary><c>version</c>: exits with 0 also when there is no control plane.</summary>
internal sealed class VersionCommand(ApiServer api, TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public async Task<int> RunAsync(CommandLine line, CancellationToken cancellation)
    {
        var pods = (await api.GetAsync("/api/v1/namespaces/istio-system/pods?labelSelector=app%3Distiod&fieldSelector=status.phase%3DRunning", cancellation))?["items"] as JsonArray ?? [];
        if (line.Value("o", "output") == "json")
        {
            var json = new JsonObject { ["clientVersion"] = Info() };
            if (pods.Count > 0)
            {
                json["meshVersion"] = new JsonArray(new JsonObject { ["Component"] = "pilot", ["Info"] = Info() });
                json["dataPlaneVersion"] = new JsonArray();
            }
            else
            {
                await error.WriteLineAsync("no running Istio pods in \"istio-system\"");
            }

            await output.WriteLineAsync(json.ToJsonString(Indented));
            return 0;
        }

        await output.WriteLineAsync(pods.Count > 0
            ? $"client version: {DemoProfile.Version}\ncontrol plane version: {DemoProfile.Version}\ndata plane version: none"
            : $"no running Istio pods in \"istio-system\"\n{DemoProfile.Version}");
        return 0;
    }

    private static JsonObject Info() => new() { ["version"] = DemoProfile.Version, ["revision"] = "stand-in", ["golang_version"] = "", ["status"] = "Clean", ["tag"] = DemoProfile.Version };
}
