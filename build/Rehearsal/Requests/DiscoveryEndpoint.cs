using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>/api, /apis and the lists of resources below them.</summary>
internal sealed class DiscoveryEndpoint(TypeRegistry types, Func<string> serverAddress)
{
    /// <summary>Answers when the path is one of discovery.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http, string path)
    {
        var answer = path.Trim('/').Split('/') switch
        {
            ["api"] => Versions(),
            ["api", "v1"] => Resources("", "v1"),
            ["apis"] => Groups(),
            ["apis", var group] when types.Groups.FirstOrDefault(known => known.Name == group && group.Length > 0) is { } found => Group(found, alone: true),
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        await Answer.JsonAsync(http, answer);
        return true;
    }

    private JsonObject Versions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress() }),
    };

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. types.Groups.Where(group => group.Name.Length > 0).Select(group => Group(group, alone: false))]),
    };

    private JsonObject Group(ApiGroup group, bool alone)
    {
        JsonObject Version(string version) => new() { ["groupVersion"] = $"{group.Name}/{version}", ["version"] = version };

        var json = alone ? new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" } : [];
        json["name"] = group.Name;
        json["versions"] = new JsonArray([.. types.Versions(group.Name).Select(Version)]);
        json["preferredVersion"] = Version(group.PreferredVersion);
        return json;
    }

    private JsonObject? Resources(string group, string version)
    {
        var definitions = types.Definitions.Where(definition => definition.Group == group && definition.Version == version).ToList();
        if (definitions.Count == 0)
        {
            return null;
        }

        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
        {
            list["apiVersion"] = "v1";
        }

        list["groupVersion"] = definitions[0].ApiVersion;
        list["resources"] = new JsonArray([.. definitions.SelectMany(definition =>
            definition.Subresources.Values.Select(subresource => Subresource(definition, subresource)).Prepend(Resource(definition)))]);
        return list;
    }

    private static JsonObject Resource(ResourceDefinition definition)
    {
        var json = new JsonObject
        {
            ["name"] = definition.Plural,
            ["singularName"] = definition.Singular,
            ["namespaced"] = definition.Namespaced,
            ["kind"] = definition.Kind,
            ["verbs"] = Strings(definition.Verbs),
        };
        if (definition.ShortNames.Count > 0)
        {
            json["shortNames"] = Strings(definition.ShortNames);
        }

        if (definition.Categories.Count > 0)
        {
            json["categories"] = Strings(definition.Categories);
        }

        if (definition.StorageVersionHash.Length > 0)
        {
            json["storageVersionHash"] = definition.StorageVersionHash;
        }

        return json;
    }

    private static JsonObject Subresource(ResourceDefinition definition, Subresource subresource)
    {
        var json = new JsonObject { ["name"] = $"{definition.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = definition.Namespaced };
        if (subresource.Gvk is { } gvk)
        {
            json["group"] = gvk.Group;
            json["version"] = gvk.Version;
        }

        json["kind"] = subresource.Kind;
        json["verbs"] = Strings(subresource.Verbs);
        return json;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
