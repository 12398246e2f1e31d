using System.Text;

namespace MeshBuild.Cake;

/// <summary>How the addins name a flag after its property: <c>GracePeriod</c> gives <c>grace-period</c>.</summary>
internal static class FlagNames
{
    public static string Of(string property)
    {
        var name = new StringBuilder();
        foreach (var character in property)
        {
            if (char.IsUpper(character) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(character));
        }

        return name.ToString();
    }

    public static string Of(TimeSpan time) => $"{(int)time.TotalHours}h{time.Minutes}m{time.Seconds}s";
}
