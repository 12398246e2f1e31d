using System.Text.RegularExpressions;

namespace MeshBuild.Lint.Silencing;

/// <summary>A rule that is not to speak, and why.</summary>
/// <param name="Code">The rule's code.</param>
/// <param name="Reason">Why; empty when none is given, and then it does not count.</param>
public sealed partial record Silence(string Code, string Reason)
{
    /// <summary>Reads <c>MB112 reason; MB101 another</c>. A comma parts too, where a code follows.</summary>
    public static IReadOnlyList<Silence> Parse(string text) =>
        [.. Separator().Split(text).Select(part => part.Trim()).Where(part => part.Length > 0).Select(One)];

    private static Silence One(string text)
    {
        var parts = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        return new Silence(parts[0].TrimEnd(':'), parts.Length > 1 ? parts[1].Trim() : "");
    }

    [GeneratedRegex(@"[;\n]|,(?=\s*MB\d)")]
    private static partial Regex Separator();
}
