using System.Text.RegularExpressions;

namespace MeshBuild.Rehearsal.Schema;

/// <summary>The order of versions in discovery: v2, v1, v1beta2, v1beta1, v1alpha1, then anything else by name.</summary>
internal sealed partial class ApiVersionOrder : IComparer<string>
{
    public static ApiVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Form().Match(x ?? ""), Form().Match(y ?? ""));
        if (!left.Success || !right.Success)
        {
            return left.Success != right.Success ? right.Success.CompareTo(left.Success) : string.CompareOrdinal(x, y);
        }

        var stage = Stage(left).CompareTo(Stage(right));
        var major = Number(right, "major").CompareTo(Number(left, "major"));
        return stage != 0 ? stage : major != 0 ? major : Number(right, "minor").CompareTo(Number(left, "minor"));
    }

    private static int Stage(Match match) => match.Groups["stage"].Value switch { "" => 0, "beta" => 1, _ => 2 };

    private static int Number(Match match, string group) => int.TryParse(match.Groups[group].Value, out var number) ? number : 0;

    [GeneratedRegex("^v(?<major>[0-9]+)((?<stage>alpha|beta)(?<minor>[0-9]+))?$")]
    private static partial Regex Form();
}
