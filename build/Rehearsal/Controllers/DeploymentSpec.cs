using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>What a Deployment asks for, defaults included.</summary>
internal sealed record DeploymentSpec(JsonObject Deployment)
{
    private const int NoDeadline = int.MaxValue;

    public int Replicas => (int)(Deployment.Integer("spec", "replicas") ?? 1);
    public bool IsPaused => Deployment.IsTrue("spec", "paused");
    public bool Recreates => Deployment.Text("spec", "strategy", "type") == "Recreate";
    public long HistoryLimit => Deployment.Integer("spec", "revisionHistoryLimit") ?? 10;
    public long Generation => Deployment.Integer("metadata", "generation") ?? 0;

    /// <summary>How long a rollout may stand still; null for ever.</summary>
    public TimeSpan? Deadline =>
        (Deployment.Integer("spec", "progressDeadlineSeconds") ?? 600) is var seconds and < NoDeadline
            ? TimeSpan.FromSeconds(seconds) : null;

    public int MaxSurge => Recreates ? 0 : Resolve("maxSurge", roundUp: true);

    public int MaxUnavailable
    {
        get
        {
            if (Recreates || Replicas == 0)
            {
                return 0;
            }

            var resolved = Resolve("maxUnavailable", roundUp: false);
            // Without either nothing could ever move.
            return Math.Min(resolved == 0 && MaxSurge == 0 ? 1 : resolved, Replicas);
        }
    }

    private int Resolve(string name, bool roundUp)
    {
        var value = Deployment.At("spec", "strategy", "rollingUpdate", name);
        if (value.Integer() is { } number)
        {
            return (int)number;
        }

        var percent = int.TryParse((value.Text() ?? "25%").TrimEnd('%'), CultureInfo.InvariantCulture, out var parsed) ? parsed : 25;
        var part = Replicas * percent / 100.0;
        return (int)(roundUp ? Math.Ceiling(part) : Math.Floor(part));
    }
}
