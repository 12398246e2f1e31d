using System.Globalization;
using MeshBuild.Mesh.Metrics;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Canaries;

/// <summary>Judges a canary by its traffic, and by the stable version's of the same time where that had enough of it.</summary>
public static class CanaryGate
{
    /// <summary>How many percentage points fewer of the canary's requests may succeed than of the stable version's.</summary>
    public const double SuccessMargin = 1;

    /// <summary>How much longer the canary's p99 may be than the stable version's, as a factor.</summary>
    public const double LatencyMargin = 1.5;

    // Below this the buckets' bounds are further apart than what they measure.
    private static readonly TimeSpan LatencyFloor = TimeSpan.FromMilliseconds(10);

    /// <summary>Judges it.</summary>
    /// <param name="stable">What the stable version got.</param>
    /// <param name="canary">What the canary got in the same time.</param>
    /// <param name="settings">The limits.</param>
    public static CanaryVerdict Judge(Traffic stable, Traffic canary, CanarySettings settings)
    {
        if (canary.Requests < settings.MinRequests || canary is not { Success: { } success, P99: { } p99 })
        {
            return new CanaryVerdict(null, $"not judged: {Number(canary.Requests)} of the {settings.MinRequests} requests that it is judged on");
        }

        var compared = stable.Requests >= settings.MinRequests;
        return success < settings.MinSuccess
                ? Failed($"{Number(success)} % of its {Number(canary.Requests)} requests succeeded; at least {Number(settings.MinSuccess)} % have to")
            : p99 > settings.MaxP99
                ? Failed($"its p99 is {Shown(p99)}; it may be {Shown(settings.MaxP99)} at most")
            : compared && stable.Success is { } usual && usual - success > SuccessMargin
                ? Failed($"{Number(success)} % of its requests succeeded, and {Number(usual)} % of the stable version's")
            : compared && stable.P99 is { } other && p99 > other * LatencyMargin && p99 - other > LatencyFloor
                ? Failed($"its p99 is {Shown(p99)}, and the stable version's {Shown(other)}")
            : new CanaryVerdict(true, $"{Described(canary)}{(compared ? $"; stable: {Described(stable)}" : "")}");
    }

    /// <summary><c>812 requests, 100 % succeeded, p99 12 ms</c>.</summary>
    public static string Described(Traffic traffic) => traffic is { Success: { } success }
        ? $"{Number(traffic.Requests)} requests, {Number(success)} % succeeded{(traffic.P99 is { } p99 ? $", p99 {Shown(p99)}" : "")}"
        : "no requests";

    internal static string Shown(TimeSpan time) => time.TotalSeconds >= 10
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");

    private static CanaryVerdict Failed(string reason) => new(false, reason);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
