using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshBuild.Rehearsal.Scenarios;

/// <summary>What goes wrong in a rehearsal on purpose. <see cref="Parse"/> reads <c>--rehearse</c>.</summary>
public sealed partial record Scenario
{
    private const string Valid =
        "image-pull:NAME, crash:NAME, never-ready:NAME, quota:NAME, cordoned-node, webhook-down, no-load-balancer, revision:NAME, "
        + "kubernetes:VERSION, api-down, slow:FACTORx, flaky-api:PERCENT%";

    /// <summary>Nothing goes wrong.</summary>
    public static Scenario None { get; } = new();

    /// <summary>Workloads whose image is not in the registry.</summary>
    public ImmutableHashSet<string> ImagePull { get; init; } = [];

    /// <summary>Workloads whose container ends with an error each time it starts.</summary>
    public ImmutableHashSet<string> Crash { get; init; } = [];

    /// <summary>Workloads whose readiness probe fails.</summary>
    public ImmutableHashSet<string> NeverReady { get; init; } = [];

    /// <summary>Workloads whose pods are refused, since the quota of their namespace is used up.</summary>
    public ImmutableHashSet<string> Quota { get; init; } = [];

    /// <summary>The node takes no pods, from the start until somebody uncordons it.</summary>
    public bool CordonedNode { get; init; }

    /// <summary>No webhook that is reached through a Service answers.</summary>
    public bool WebhookDown { get; init; }

    /// <summary>Services of type LoadBalancer get no address.</summary>
    public bool NoLoadBalancer { get; init; }

    /// <summary>The Istio revision that the namespace default is labelled for from the start; null: none.</summary>
    public string? Revision { get; init; }

    /// <summary>The version that the server says, without <c>v</c>; null: the usual one. From the start only.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Nothing listens on the server's port. From the start only.</summary>
    public bool ApiDown { get; init; }

    /// <summary>How many times longer everything takes.</summary>
    public double SlowFactor { get; init; } = 1;

    /// <summary>The part of requests, from 0 to 1, that the API server fails.</summary>
    public double FlakyRate { get; init; }

    /// <summary>Reads a list such as <c>image-pull:car,slow:3x</c>; names may come more than once.</summary>
    /// <exception cref="FormatException">An entry is unknown or incomplete; the message says which and lists the valid ones.</exception>
    public static Scenario Parse(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Aggregate(None, Add);

    /// <summary>Whether a pod belongs to a workload of these names: by its name, the name's beginning, or the label app.</summary>
    internal static bool Concerns(ImmutableHashSet<string> names, string pod, string? app) =>
        names.Any(name => pod == name || app == name || pod.StartsWith(name + "-", StringComparison.Ordinal));

    private static Scenario Add(Scenario scenario, string entry)
    {
        var colon = entry.IndexOf(':');
        var (kind, value) = colon < 0 ? (entry, "") : (entry[..colon], entry[(colon + 1)..]);
        return (kind, value.Length > 0) switch
        {
            ("image-pull", true) => scenario with { ImagePull = scenario.ImagePull.Add(value) },
            ("crash", true) => scenario with { Crash = scenario.Crash.Add(value) },
            ("never-ready", true) => scenario with { NeverReady = scenario.NeverReady.Add(value) },
            ("quota", true) => scenario with { Quota = scenario.Quota.Add(value) },
            ("cordoned-node", false) => scenario with { CordonedNode = true },
            ("revision", true) => scenario with { Revision = value },
            ("kubernetes", true) => VersionForm().IsMatch(value)
                ? scenario with { KubernetesVersion = value }
                : throw Unfit(entry, $"'{value}' is no version, as in 1.25.3"),
            ("api-down", false) => scenario with { ApiDown = true },
            ("webhook-down", false) => scenario with { WebhookDown = true },
            ("no-load-balancer", false) => scenario with { NoLoadBalancer = true },
            ("slow", true) => scenario with { SlowFactor = Number(entry, value, 'x', 1, 1000) },
            ("flaky-api", true) => scenario with { FlakyRate = Number(entry, value, '%', 0, 100) / 100 },
            ("image-pull" or "crash" or "never-ready" or "quota", false) => throw Unfit(entry, $"it names no workload; write {kind}:NAME"),
            ("revision", false) => throw Unfit(entry, "it names no revision; write revision:NAME"),
            ("kubernetes", false) => throw Unfit(entry, "it names no version; write kubernetes:VERSION"),
            ("slow" or "flaky-api", false) => throw Unfit(entry, "it lacks its number"),
            ("cordoned-node" or "webhook-down" or "no-load-balancer" or "api-down", true) => throw Unfit(entry, $"write {kind} alone"),
            _ => throw Unfit(entry, "there is no such scenario"),
        };
    }

    private static double Number(string entry, string value, char unit, double least, double most) =>
        double.TryParse(value.EndsWith(unit) ? value[..^1] : value, out var number) && number >= least && number <= most
            ? number
            : throw Unfit(entry, $"'{value}' is no number from {least} to {most} with '{unit}'");

    [GeneratedRegex(@"^\d{1,3}\.\d{1,3}\.\d{1,3}$")]
    private static partial Regex VersionForm();

    private static FormatException Unfit(string entry, string why) => new($"rehearse: '{entry}': {why}. Valid: {Valid}");
}
