using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Faults;

namespace MeshBuild.Mesh.Canaries;

/// <summary>
/// What is noted at a VirtualService whose routes are split, in the annotation <c>meshbuild.io/canary-routes</c>. Faults are put
/// into the rules after the canaries and note the rules with these as what was before.
/// </summary>
/// <param name="Canaries">The canaries.</param>
/// <param name="Before">Its rules without them, by field of the spec.</param>
/// <param name="IsOurs">Whether it was made for them, and goes with the last of them.</param>
internal sealed record CanaryRouteNote(IReadOnlyList<CanaryRoute> Canaries, JsonObject Before, bool IsOurs)
{
    private const string Annotation = "meshbuild.io/canary-routes";

    /// <summary>Whether a VirtualService has one.</summary>
    public static bool IsOn(KubeObject service) => service.Annotations.ContainsKey(Annotation);

    /// <summary>The note of a VirtualService, its rules as they are without canaries and faults.</summary>
    /// <exception cref="MeshException">It cannot be read.</exception>
    public static CanaryRouteNote Of(KubeObject service)
    {
        var rules = Rules(service);
        if (!service.Annotations.TryGetValue(Annotation, out var text))
        {
            return new CanaryRouteNote([], rules, IsOurs: false);
        }

        try
        {
            var note = JsonSerializer.Deserialize<CanaryRouteNote>(text, AnnotationForm.Json) ?? throw new JsonException("it is null");
            // Numbers compare as they are written, wherever they come from.
            var written = JsonNode.Parse(CanaryRoutes.With(note.Before, note.Canaries, service.Namespace).ToJsonString());
            return JsonNode.DeepEquals(JsonNode.Parse(rules.ToJsonString()), written) ? note : note with { Before = CanaryRoutes.Without(rules) };
        }
        catch (JsonException failure)
        {
            throw new MeshException($"the annotation {Annotation} of {service} cannot be read: {failure.Message}",
                "It was changed by hand: take the annotation and the subsets meshbuild-* out of the VirtualService.", failure);
        }
    }

    /// <summary>Leaves a VirtualService that was made for a fault to the canaries that are in it.</summary>
    public static void Inherit(KubeObject service) => (Of(service) with { IsOurs = true }).WriteTo(service);

    /// <summary>Writes rules and note into a VirtualService, the faults that it has included.</summary>
    public void WriteTo(KubeObject service)
    {
        var faults = FaultNote.Of(service);
        var spec = (JsonObject)service.Json["spec"]!;
        foreach (var (field, rules) in CanaryRoutes.With(Before, Canaries, service.Namespace))
        {
            spec[field] = rules?.DeepClone();
        }

        service.Annotate(Annotation, Canaries.Count > 0 ? JsonSerializer.Serialize(this, AnnotationForm.Json) : null);
        if (faults.Faults.Count > 0)
        {
            (faults with { Before = (JsonArray)FaultNote.Http(service).DeepClone(), IsOurs = faults.IsOurs || (IsOurs && Canaries.Count == 0) }).WriteTo(service);
        }
    }

    private static JsonObject Rules(KubeObject service)
    {
        var rules = new JsonObject();
        foreach (var field in CanaryRoutes.Fields.Where(field => service.At("spec", field) is not null))
        {
            rules[field] = service.At("spec", field)!.DeepClone();
        }

        if (rules["http"] is not null)
        {
            rules["http"] = FaultNote.Of(service).Base(service).DeepClone();
        }

        return rules;
    }
}
