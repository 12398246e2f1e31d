using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Defaults;

/// <summary>The server's defaults, for built-in and custom types.</summary>
internal sealed class ServerDefaulting(BuiltInTypes types) : IDefaulting
{
    public void Apply(JsonObject value, ResourceDefinition resource)
    {
        if (resource.Schema is not { } schema)
        {
            return;
        }

        if (resource.Custom is not null)
        {
            CustomDefaulting.Apply(value, schema, isRoot: true);
        }
        else if (types.SchemaName(resource.Gvk) is { } definition)
        {
            BuiltInDefaulting.Apply(value, definition, schema);
        }
    }
}
