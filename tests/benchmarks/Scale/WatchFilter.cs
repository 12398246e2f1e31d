namespace MeshBuild.Benchmarks.Scale;

/// <summary>What a watch asks for: everything, a label, or a field.</summary>
internal sealed record WatchFilter(string Query, Func<WatchedObject, bool> Matches)
{
    public static readonly WatchFilter Everything = new("", _ => true);

    /// <summary>Every second one is for everything, as that is what costs most; the others select in different ways.</summary>
    public static WatchFilter Of(WatchedType type, int number) => (number % 4, type == WatchedType.Pods) switch
    {
        (1, _) => Shard(number % Workload.Shards),
        (3, true) => new("&fieldSelector=status.phase%3DRunning", item => item.Phase == "Running"),
        (3, false) => Name(number),
        _ => Everything,
    };

    private static WatchFilter Shard(int number) => new($"&labelSelector=shard%3Ds{number}", item => item.Shard == $"s{number}");

    private static WatchFilter Name(int number) =>
        new($"&fieldSelector=metadata.name%3D{Workload.Name(number)}", item => item.Name == Workload.Name(number));
}
