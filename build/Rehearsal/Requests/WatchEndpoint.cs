using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Watches: a JSON line per event until the time is over, the client goes or the server ends it.</summary>
internal sealed class WatchEndpoint(ObjectStore store, ObjectWriter writer, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromMinutes(30);

    public async Task AnswerAsync(HttpContext http, ListQuery query, AnswerForm form, string version)
    {
        http.Response.ContentType = "application/json";
        var includeObject = http.Request.Query["includeObject"].ToString();
        using var timeout = new CancellationTokenSource(query.Timeout ?? UsualTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, http.RequestAborted, stopping);
        var lines = new WatchLines(http.Response.BodyWriter);
        var isFirst = true;

        ReadOnlyMemory<byte> Shown(StoredObject stored)
        {
            var shown = writer.One(stored, query.Resource, form, version, includeObject, withColumns: isFirst);
            isFirst = false;
            return shown;
        }

        try
        {
            using var watch = Subscribe(query);
            var last = query.ResourceVersion ?? 0;

            async Task WriteEventsAsync()
            {
                while (watch.Events.TryRead(out var change))
                {
                    last = change.ResourceVersion;
                    if (Seen(query, change) is var (type, stored))
                    {
                        await lines.WriteAsync(type, Shown(stored), end.Token);
                    }
                }
            }

            using var ticks = new PeriodicTimer(BookmarkInterval, time);
            await http.Response.StartAsync(end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            var tick = query.Bookmarks ? ticks.WaitForNextTickAsync(end.Token).AsTask() : null;
            var wait = watch.Events.WaitToReadAsync(end.Token).AsTask();
            while (true)
            {
                var ready = tick is null ? wait : await Task.WhenAny(wait, tick);
                if (ready == tick)
                {
                    await tick;
                    tick = ticks.WaitForNextTickAsync(end.Token).AsTask();
                    // In this order: what came until that version has to be told before.
                    var settled = store.ResourceVersion;
                    await WriteEventsAsync();
                    await lines.WriteAsync("BOOKMARK", JsonText.Utf8(Bookmark(query.Resource, Math.Max(last, settled))), end.Token);
                }
                else if (!await wait)
                {
                    return;
                }
                else
                {
                    await WriteEventsAsync();
                    wait = watch.Events.WaitToReadAsync(end.Token).AsTask();
                }

                await lines.FlushAsync(end.Token);
            }
        }
        catch (ExpiredException expired)
        {
            await lines.WriteAsync("ERROR", JsonText.Utf8(Failures.Expired(expired.Message).ToStatus()), end.Token);
            await lines.FlushAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The watch is over; the answer is complete as it is.
        }
    }

    // Without a version, or with 0, the state comes first; else what happened since.
    private ObjectWatch Subscribe(ListQuery query) =>
        query.ResourceVersion is null or 0 ? store.WatchFromState(query.Resource.Key, query.Namespace) : store.Watch(query.Resource.Key, query.Namespace, query.ResourceVersion.Value);

    // An object that begins or ceases to match comes or goes for this watch.
    private static (string Type, StoredObject Object)? Seen(ListQuery query, StoreEvent change)
    {
        var matches = change.Type != StoreEventType.Deleted && query.Matches(change.Object);
        var matched = change.Previous is { } previous && query.Matches(previous);
        return (matched, matches) switch
        {
            (false, true) => ("ADDED", change.Object),
            (true, true) => ("MODIFIED", change.Object),
            // What still exists is shown as it was when it last matched.
            (true, false) => ("DELETED", change.Type == StoreEventType.Deleted ? change.Object : change.Previous!.At(change.ResourceVersion)),
            _ => null,
        };
    }

    private static JsonObject Bookmark(ResourceDefinition resource, long version) => new()
    {
        ["kind"] = resource.Kind,
        ["apiVersion"] = resource.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
    };
}
