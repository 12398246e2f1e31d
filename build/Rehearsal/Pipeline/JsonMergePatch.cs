using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>RFC 7386.</summary>
public static class JsonMergePatch
{
    /// <summary>A new object; neither argument is changed or shared.</summary>
    public static JsonObject Apply(JsonObject original, JsonObject patch)
    {
        var result = original.DeepClone().AsObject();
        Merge(result, patch);
        return result;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject existing)
                {
                    target[name] = existing = [];
                }

                Merge(existing, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
