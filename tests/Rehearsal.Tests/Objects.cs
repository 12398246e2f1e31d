using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests;

/// <summary>Objects for tests.</summary>
internal static class Objects
{
    public static ResourceKey ConfigMaps { get; } = new("", "configmaps");

    public static JsonObject ConfigMap(string name, string value = "", string labels = "{}") => Parse($$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"default","uid":"{{name}}","labels":{{labels}}},"data":{"value":"{{value}}"} }
        """);

    public static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();
}
