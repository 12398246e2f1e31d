using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Faults;

/// <summary>What is noted at a VirtualService that has faults, in the annotation <c>meshbuild.io/faults</c>.</summary>
/// <param name="Faults">The faults.</param>
/// <param name="Before">Its HTTP rules without them.</param>
/// <param name="IsOurs">Whether it was made for the faults, and goes with the last of them.</param>
internal sealed record FaultNote(IReadOnlyList<Fault> Faults, JsonArray Before, bool IsOurs)
{
    private const string Annotation = "meshbuild.io/faults";

    /// <summary>The note of a VirtualService; one without faults when it has none.</summary>
    /// <exception cref="MeshException">It cannot be read.</exception>
    public static FaultNote Of(KubeObject service)
    {
        if (!service.Annotations.TryGetValue(Annotation, out var text))
        {
            return new FaultNote([], (JsonArray)Http(service).DeepClone(), IsOurs: false);
        }

        try
        {
            return JsonSerializer.Deserialize<FaultNote>(text, AnnotationForm.Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new MeshException($"the annotation {Annotation} of {service} cannot be read: {failure.Message}",
                "It was changed by hand: take the annotation and the faults out of the VirtualService.", failure);
        }
    }

    /// <summary>Whether a VirtualService has one.</summary>
    public static bool IsOn(KubeObject service) => service.Annotations.ContainsKey(Annotation);

    /// <summary>The HTTP rules of a VirtualService.</summary>
    public static JsonArray Http(KubeObject service) => service.At("spec", "http") as JsonArray ?? [];

    /// <summary>The rules without the faults: as they were noted, or, where somebody changed them since, as they are without what was put in.</summary>
    public JsonArray Base(KubeObject service)
    {
        // Numbers compare as they are written, wherever they come from.
        var written = JsonNode.Parse(FaultedRoutes.With(Before, Faults, service.Namespace).ToJsonString());
        return JsonNode.DeepEquals(JsonNode.Parse(Http(service).ToJsonString()), written) ? Before : FaultedRoutes.Without(Http(service), Faults);
    }

    /// <summary>Writes rules and note into a VirtualService.</summary>
    public void WriteTo(KubeObject service)
    {
        service.Annotate(Annotation, Faults.Count > 0 ? JsonSerializer.Serialize(this, AnnotationForm.Json) : null);
        service.Json["spec"]!["http"] = FaultedRoutes.With(Before, Faults, service.Namespace);
    }
}
