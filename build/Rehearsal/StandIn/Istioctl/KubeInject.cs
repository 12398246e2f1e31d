using System.Text.Json.Nodes;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Rehearsal.StandIn.Discovery;
using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Objects;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary><c>kube-inject</c>: asks the control plane, so that it fails when there is none.</summary>
internal sealed class KubeInject(ApiServer api, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(CommandLine line, CancellationToken cancellation)
    {
        if (line.Value("f", "filename") is not { } file)
        {
            await error.WriteLineAsync("Error: filename not specified (see --filename or -f)");
            return 1;
        }

        var stream = new YamlStream();
        using (var reader = File.OpenText(file))
        {
            stream.Load(reader);
        }

        var pods = (await api.GetAsync("/api/v1/namespaces/istio-system/pods?labelSelector=app%3Distiod&fieldSelector=status.phase%3DRunning", cancellation))?["items"] as JsonArray ?? [];
        if (pods.Count == 0)
        {
            await error.WriteLineAsync("Error: could not read valid configmap \"istio-sidecar-injector\": no running Istio pods in \"istio-system\"");
            return 1;
        }

        var documents = stream.Documents.Select(document => YamlJson.Convert(document.RootNode)).OfType<JsonObject>().ToList();
        documents.ForEach(Inject);
        await output.WriteAsync(Manifest.Stream(documents));
        return 0;
    }

    private static void Inject(JsonObject value)
    {
        var template = Manifest.Kind(value) switch
        {
            "Pod" => value,
            "CronJob" => value["spec"]?["jobTemplate"]?["spec"]?["template"] as JsonObject,
            "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" => value["spec"]?["template"] as JsonObject,
            _ => null,
        };
        if (template is not null && !Injection.HasSidecar(template)
            && (bool?)template["spec"]?["hostNetwork"] != true
            && (string?)template["metadata"]?["annotations"]?["sidecar.istio.io/inject"] != "false")
        {
            Sidecar.AddTo(template);
        }
    }
}
