namespace MeshBuild.Benchmarks.Scale;

/// <summary>
/// Whether every watch saw what it should, once and in order. The cluster numbers its changes one by one, so the watches
/// without a selector must between them have seen every number; what the others should have seen follows from those.
/// </summary>
internal sealed class WatchCheck(IReadOnlyList<Watch> watches, long until)
{
    public IEnumerable<string> Faults()
    {
        var full = watches.Where(watch => watch.IsReference).ToDictionary(watch => watch.Type, watch => watch.Events.Where(IsChange).ToList());
        var from = watches.Max(watch => watch.Since);
        var seen = full.Values.SelectMany(events => events).Select(item => item.ResourceVersion).Where(version => version > from && version <= until).ToHashSet();
        if (until - from - seen.Count is > 0 and var missing)
        {
            yield return $"{missing} of the versions after {from} until {until} were seen by no watch";
        }

        foreach (var watch in watches)
        {
            foreach (var fault in FaultsOf(watch, full[watch.Type]))
            {
                yield return $"{watch.Type.Path}{watch.Filter.Query}: {fault}";
            }
        }
    }

    private IEnumerable<string> FaultsOf(Watch watch, IReadOnlyList<WatchedEvent> all)
    {
        if (watch.End is { } end)
        {
            yield return end;
        }

        if (watch.Events.Any(item => item.Type == WatchedEvent.Error))
        {
            yield return "told of an error, such as 410";
        }

        var since = watch.Events.Where(item => item.ResourceVersion > watch.Since).ToList();
        if (since.Zip(since.Skip(1)).FirstOrDefault(pair => !IsInOrder(pair.First, pair.Second)) is ({ Type: not null } first, var second))
        {
            yield return $"{second.Type} of {second.ResourceVersion} after {first.Type} of {first.ResourceVersion}";
        }

        var (expected, actual) = (Expected(watch, all), since.Where(IsChange).Select(item => (item.Type, item.ResourceVersion)).ToHashSet());
        if (expected.Count(item => !actual.Contains(item)) is > 0 and var missed)
        {
            yield return $"missed {missed} of {expected.Count} events";
        }

        if (actual.Count(item => !expected.Contains(item)) is > 0 and var surplus)
        {
            yield return $"saw {surplus} events that it should not have";
        }
    }

    // Each change has a number of its own; a bookmark may repeat that of the change before it.
    private static bool IsInOrder(WatchedEvent first, WatchedEvent second) =>
        second.Type == WatchedEvent.Bookmark ? first.ResourceVersion <= second.ResourceVersion : first.ResourceVersion < second.ResourceVersion;

    private bool IsChange(WatchedEvent item) => item.Type is not (WatchedEvent.Bookmark or WatchedEvent.Error) && item.ResourceVersion <= until;

    private static HashSet<(string Type, long ResourceVersion)> Expected(Watch watch, IReadOnlyList<WatchedEvent> all)
    {
        var expected = new HashSet<(string, long)>();
        var matching = new HashSet<string>();
        foreach (var item in all)
        {
            var matches = item.Type != "DELETED" && watch.Filter.Matches(item.Object!);
            var matched = !(matches ? matching.Add(item.Object!.Uid) : !matching.Remove(item.Object!.Uid));
            if (item.ResourceVersion > watch.Since && (matched || matches))
            {
                expected.Add((!matched ? "ADDED" : matches ? "MODIFIED" : "DELETED", item.ResourceVersion));
            }
        }

        return expected;
    }
}
