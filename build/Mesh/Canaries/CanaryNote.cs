using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Canaries;

/// <summary>What is noted at the stable Deployment while it has a canary, in the annotation <c>meshbuild.io/canary</c>.</summary>
/// <param name="Service">The Service whose requests are shifted.</param>
/// <param name="Version">The canary's label <c>version</c>.</param>
/// <param name="Container">The container whose image differs.</param>
/// <param name="Image">The canary's image.</param>
/// <param name="EarlierVersion">The stable one's label <c>version</c>.</param>
/// <param name="EarlierImage">The stable one's image.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Stage">Which requests go to it, or went to it last.</param>
public sealed record CanaryNote(
    string Service, string Version, string Container, string Image, string EarlierVersion, string EarlierImage, CanaryPhase Phase, CanaryStage Stage)
{
    internal const string Annotation = "meshbuild.io/canary";

    /// <summary>The note of a Deployment; null when it has no canary.</summary>
    /// <exception cref="MeshException">It cannot be read.</exception>
    public static CanaryNote? Of(KubeObject deployment)
    {
        if (!deployment.Annotations.TryGetValue(Annotation, out var text))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<CanaryNote>(text, AnnotationForm.Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new MeshException($"the annotation {Annotation} of {deployment} cannot be read: {failure.Message}",
                "It was changed by hand: take the subsets meshbuild-* out of the routes and DestinationRules, then delete the annotation and the canary's Deployment.", failure);
        }
    }

    /// <summary>The patch that notes it.</summary>
    internal static JsonObject Patch(CanaryNote? note) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = note is null ? null : JsonSerializer.Serialize(note, AnnotationForm.Json) } },
    };

    /// <inheritdoc />
    public override string ToString() => Phase switch
    {
        CanaryPhase.Preparing => $"{Service} {Version} is being prepared",
        CanaryPhase.Stepping => $"{Service} {Version} gets {Stage}",
        CanaryPhase.Passed => $"{Service} {Version} has passed and gets {Stage}",
        CanaryPhase.TakenBack => $"{Service} {Version} was taken back from {Stage}",
        CanaryPhase.Promoting => $"{Service} {Version} is being promoted",
        _ => $"{Service} {Version} is being aborted",
    };
}
