using System.Text;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>FNV-1a: short hashes that are the same in every run, for names.</summary>
internal static class StableHash
{
    // No vowels and no 0, 1, 3: a hash spells no word.
    private const string Characters = "bcdfghjklmnpqrstvwxz2456789";

    public static uint Of32(string text)
    {
        var hash = 2166136261u;
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ one) * 16777619u;
        }

        return hash;
    }

    public static ulong Of64(string text)
    {
        var hash = 14695981039346656037ul;
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ one) * 1099511628211ul;
        }

        return hash;
    }

    /// <summary>A hash as it stands in names: the characters of its decimal number, each mapped to a safe one.</summary>
    public static string Name(string text) => string.Concat(Of32(text).ToString().Select(digit => Characters[digit % Characters.Length]));
}
