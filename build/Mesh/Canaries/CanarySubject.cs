using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Routes;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Canaries;

/// <summary>The Service that a canary is about, and the Deployment that answers for it.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Stable">The Deployment of the stable version.</param>
/// <param name="Note">The canary that it has; null: none.</param>
internal sealed record CanarySubject(KubeObject Service, KubeObject Stable, CanaryNote? Note)
{
    private const string VersionLabel = "version";

    /// <summary>The service as routes name it.</summary>
    public RoutedService Routed => new(Service.Name, Service.Namespace);

    /// <summary>The name of the second Deployment.</summary>
    public string CanaryName => $"{Stable.Name}-canary";

    /// <summary>The second Deployment.</summary>
    public ObjectIdentity Canary => ObjectIdentity.Of(ResourceTypes.Deployments, Stable.Namespace, CanaryName);

    /// <summary>The labels of the stable version's pods.</summary>
    public IReadOnlyDictionary<string, string> Labels => LabelsOf(Stable);

    /// <summary>Finds both.</summary>
    /// <exception cref="ConfigurationException">No service is named.</exception>
    /// <exception cref="MeshException">One of both is not there, or cannot have a canary.</exception>
    public static async Task<CanarySubject> FindAsync(ICluster cluster, MeshSettings settings, CancellationToken cancellation)
    {
        var name = settings.Service ?? throw new ConfigurationException("which service is it about?", "Say --service=NAME.");
        var service = await ServiceLookup.RequireAsync(cluster, settings.Namespace, name, cancellation);
        var selector = service.At("spec", "selector") as JsonObject ?? [];
        var deployments = (await cluster.ListAsync(ResourceTypes.Deployments, settings.Namespace, null, cancellation)).Items;
        // The one with the note is the stable one, whatever else the Service selects by now.
        var noted = deployments.FirstOrDefault(deployment => CanaryNote.Of(deployment)?.Service == name);
        var selected = deployments.Where(deployment => selector.Count > 0 && Selects(selector, LabelsOf(deployment))).ToList();
        var stable = noted ?? selected switch
        {
            [var only] => only,
            [] => throw new MeshException($"no Deployment has the pods of service/{name}", "A canary is released beside a Deployment whose pods the Service selects."),
            _ => throw new MeshException($"service/{name} selects the pods of more than one Deployment: {string.Join(", ", selected.Select(deployment => deployment.Name))}",
                "A canary is released beside one; remove the others, or take them out of the Service's selector."),
        };
        return new CanarySubject(service, stable, CanaryNote.Of(stable));
    }

    /// <summary>What is to be released: a canary that nothing is done for yet.</summary>
    /// <param name="tag">The image's tag.</param>
    /// <exception cref="MeshException">The Deployment or the Service cannot have that canary.</exception>
    public CanaryNote Plan(string tag)
    {
        if (!Labels.TryGetValue(VersionLabel, out var earlier))
        {
            throw new MeshException($"the pods of deployment/{Stable.Name} have no label {VersionLabel}, by which routes could tell them from the canary's",
                $"Add the label to its pod template, {VersionLabel}: v1 for example, and deploy.");
        }

        if (Service.At("spec", "selector", VersionLabel) is not null)
        {
            throw new MeshException($"service/{Service.Name} selects pods by their label {VersionLabel}, so none of the canary's would be among them",
                $"Take {VersionLabel} out of the Service's selector.");
        }

        var version = tag.StartsWith('v') ? tag : $"v{tag}";
        var container = ContainerOf(Stable, Service.Name);
        var image = (string?)container["image"] ?? "";
        var released = Images.ImageReference.Parse(image) with { Tag = tag, Digest = null };
        return version == earlier
            ? throw new MeshException($"deployment/{Stable.Name} is {version} by its label {VersionLabel} already", "Name another tag with --image-tag.")
            : version.Length > 63
            ? throw new MeshException($"{version} is too long for a label, which has 63 characters", "Name a shorter tag with --image-tag.")
            : new CanaryNote(Service.Name, version, (string?)container["name"] ?? "", released.ToString(), earlier, image, CanaryPhase.Preparing, CanaryStage.None);
    }

    /// <summary>The second Deployment: like the first one, of the canary's version and image.</summary>
    public KubeObject Second(CanaryNote note)
    {
        var spec = (JsonObject)Stable.Json["spec"]!.DeepClone();
        spec["selector"] = new JsonObject { ["matchLabels"] = Versioned(spec["selector"]?["matchLabels"], note.Version) };
        var template = spec["template"]!;
        template["metadata"]!["labels"] = Versioned(template["metadata"]!["labels"], note.Version);
        Container(template, note.Container)["image"] = note.Image;
        var labels = Versioned(Stable.Json["metadata"]?["labels"], note.Version);
        labels["app.kubernetes.io/managed-by"] = "meshbuild";
        return new KubeObject(new JsonObject
        {
            ["apiVersion"] = ResourceTypes.Deployments.ApiVersion,
            ["kind"] = ResourceTypes.Deployments.Kind,
            ["metadata"] = new JsonObject { ["name"] = CanaryName, ["namespace"] = Stable.Namespace, ["labels"] = labels },
            ["spec"] = spec,
        });
    }

    /// <summary>
    /// The stable Deployment with another image; its label <c>version</c> as well, unless it is in the selector, which never changes.
    /// Null when it has both already.
    /// </summary>
    public KubeObject? With(string container, string image, string version)
    {
        var changed = (JsonObject)Stable.Json.DeepClone();
        var template = changed["spec"]!["template"]!;
        Container(template, container)["image"] = image;
        if (Stable.At("spec", "selector", "matchLabels", VersionLabel) is null)
        {
            template["metadata"]!["labels"]![VersionLabel] = version;
        }

        return JsonNode.DeepEquals(changed, Stable.Json) ? null : new KubeObject(changed);
    }

    /// <summary>Whether the stable Deployment's selector holds its label <c>version</c> fast.</summary>
    public bool KeepsVersion => Stable.At("spec", "selector", "matchLabels", VersionLabel) is not null;

    private static JsonObject Versioned(JsonNode? labels, string version)
    {
        var changed = labels?.DeepClone() as JsonObject ?? [];
        changed[VersionLabel] = version;
        return changed;
    }

    private static JsonNode Container(JsonNode template, string name) =>
        ((JsonArray)template["spec"]!["containers"]!).First(container => (string?)container?["name"] == name)!;

    private static JsonObject ContainerOf(KubeObject deployment, string service)
    {
        // A Deployment that was injected by hand has the sidecar among them.
        var containers = (deployment.At("spec", "template", "spec", "containers") as JsonArray ?? []).OfType<JsonObject>()
            .Where(container => (string?)container["name"] != "istio-proxy").ToList();
        return containers.Find(container => (string?)container["name"] == service) ?? (containers is [var only] ? only
            : throw new MeshException($"deployment/{deployment.Name} has more than one container, and none is called {service}: "
                + string.Join(", ", containers.Select(container => (string?)container["name"])), $"Call the one whose image is released {service}."));
    }

    private static Dictionary<string, string> LabelsOf(KubeObject deployment) =>
        (deployment.At("spec", "template", "metadata", "labels") as JsonObject ?? []).ToDictionary(label => label.Key, label => (string?)label.Value ?? "");

    private static bool Selects(JsonObject selector, Dictionary<string, string> labels) =>
        selector.All(label => labels.TryGetValue(label.Key, out var value) && value == (string?)label.Value);
}
