using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>What a list, a watch or a deletion of many selects.</summary>
internal sealed record ListQuery(ResourceDefinition Resource, string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public bool Watch { get; private init; }
    public long? ResourceVersion { get; private init; }
    public int? Limit { get; private init; }
    public string? Continue { get; private init; }
    public bool Bookmarks { get; private init; }
    public TimeSpan? Timeout { get; private init; }

    /// <exception cref="ApiException">A selector or a number cannot be read (400).</exception>
    public static ListQuery Read(HttpRequest request, ResourceDefinition resource, RequestPath path)
    {
        string? Text(string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;
        bool Flag(string name) => Text(name) is "true" or "1";
        long? Number(string name) => Text(name) is not { } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw NoNumber(name, text);

        return new ListQuery(resource, path.Namespace.Length > 0 ? path.Namespace : null, LabelSelector.Parse(Text("labelSelector")),
            FieldSelector.Parse(path.Name.Length > 0 ? $"metadata.name={path.Name}" : Text("fieldSelector"), resource))
        {
            Watch = path.IsWatch || Flag("watch"),
            ResourceVersion = Number("resourceVersion"),
            Limit = Number("limit") is > 0 and var limit ? (int)limit : null,
            Continue = Text("continue"),
            Bookmarks = Flag("allowWatchBookmarks"),
            Timeout = Number("timeoutSeconds") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    public bool Matches(StoredObject stored) => Labels.Matches(stored.Labels) && (Fields.IsEverything || Fields.Matches(stored));

    /// <summary>The page that is asked for.</summary>
    /// <exception cref="ApiException">Its token is too old (410) or none of ours (400).</exception>
    public ListPage Page(ObjectStore store)
    {
        if (Limit is null && Continue is null)
        {
            var all = store.List(Resource.Key, Namespace);
            return new ListPage([.. all.Items.Where(Matches)], all.ResourceVersion, null, null);
        }

        var list = Continue is null ? store.ListFirst(Resource.Key, Namespace) : Next(store, Continue);
        var items = new List<StoredObject>();
        using var source = list.Items.Where(Matches).GetEnumerator();
        while ((Limit is null || items.Count < Limit) && source.MoveNext())
        {
            items.Add(source.Current);
        }

        if (Limit is null || items.Count < Limit || !source.MoveNext())
        {
            return new ListPage(items, list.ResourceVersion, null, null);
        }

        long remaining = 1;
        while (source.MoveNext())
        {
            remaining++;
        }

        // With a selector the server does not count what is left.
        return new ListPage(items, list.ResourceVersion, Token(list.ResourceVersion, items[^1].Key),
            Fields.IsEverything && Labels == LabelSelector.Everything ? remaining : null);
    }

    // A version that cannot be read is the server's own fault there.
    private static ApiException NoNumber(string name, string text) => name == "resourceVersion"
        ? new ApiException(500, "", $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax")
        : Failures.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private ObjectList Next(ObjectStore store, string token)
    {
        try
        {
            var json = JsonText.Parse(Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=')));
            return store.ListNext(Resource.Key, Namespace, json.Integer("rv") ?? 0, new ObjectKey(json.Text("ns") ?? "", json.Text("name") ?? ""));
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            throw Failures.BadRequest("invalid continue token: continue key is not valid: " + failure.Message);
        }
        catch (ExpiredException)
        {
            throw Failures.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
        }
    }

    private static string Token(long version, ObjectKey key)
    {
        var json = new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = version, ["ns"] = key.Namespace, ["name"] = key.Name };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
