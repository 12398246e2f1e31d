using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Canaries;

/// <summary>Which requests go to the canary.</summary>
/// <param name="Percent">How many of all, in percent.</param>
/// <param name="Mirror">How many of the others are copied to it, in percent.</param>
/// <param name="Match">The header whose requests all go to it; null: none.</param>
public sealed record CanaryStage(int Percent, int Mirror = 0, HeaderMatch? Match = null)
{
    /// <summary>None.</summary>
    public static CanaryStage None { get; } = new(0);

    /// <summary>The stages that a canary goes through: those with the header first, copies next, then step by step.</summary>
    public static IReadOnlyList<CanaryStage> Of(CanarySettings settings)
    {
        var stages = settings.Steps.Select(step => new CanaryStage(step, 0, settings.Match)).ToList();
        if (settings.Mirror > 0)
        {
            stages.Insert(0, new CanaryStage(0, settings.Mirror, settings.Match));
        }

        if (settings.Match is not null)
        {
            stages.Insert(0, new CanaryStage(0, 0, settings.Match));
        }

        return stages;
    }

    /// <inheritdoc />
    public override string ToString() =>
        Percent > 0 ? $"{Percent} % of the requests"
        : Mirror > 0 ? $"copies of {Mirror} % of the requests"
        : Match is not null ? $"requests with {Match}"
        : "no requests";
}
