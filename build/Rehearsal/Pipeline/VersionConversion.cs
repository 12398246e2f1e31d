using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Most versions share one shape, and custom ones convert with the strategy None: only apiVersion changes. What differs is listed here.</summary>
internal sealed class VersionConversion : IConversion
{
    public void Convert(JsonObject value, ResourceDefinition from, ResourceDefinition to)
    {
        if (from.Group == to.Group && from.Version == to.Version)
        {
            return;
        }

        value["apiVersion"] = to.ApiVersion;
        if (to.Key == new ResourceKey("", "events") && (from.Group, to.Group) is ("events.k8s.io", "") or ("", "events.k8s.io"))
        {
            Rename(value, EventFields, from.Group.Length > 0);
        }
    }

    // core/v1 on the left, events.k8s.io/v1 on the right.
    private static readonly (string Core, string Events)[] EventFields =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("count", "deprecatedCount"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
        ("reportingComponent", "reportingController"),
    ];

    private static void Rename(JsonObject value, (string Core, string Events)[] fields, bool toCore)
    {
        foreach (var (core, events) in fields)
        {
            var (before, after) = toCore ? (events, core) : (core, events);
            if (value.Remove(before, out var content))
            {
                value[after] = content;
            }
        }
    }
}
