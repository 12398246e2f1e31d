using System.Text;
using System.Text.RegularExpressions;

namespace MeshBuild.Mesh.Images;

/// <summary>
/// The patterns of a <c>.dockerignore</c>: <c>*</c>, <c>?</c> and <c>**</c>, a leading <c>!</c> takes a path back in, the last
/// pattern that matches decides. Character classes are not known; such a pattern excludes nothing, so that its files count.
/// </summary>
public sealed class DockerIgnore
{
    private readonly IReadOnlyList<(Regex Pattern, bool Exclude)> _rules;

    private DockerIgnore(IReadOnlyList<(Regex, bool)> rules) => _rules = rules;

    /// <summary>Reads the context's <c>.dockerignore</c>; without one nothing is excluded.</summary>
    public static DockerIgnore Read(string folder)
    {
        var file = Path.Combine(folder, ".dockerignore");
        return Parse(File.Exists(file) ? File.ReadAllLines(file) : []);
    }

    /// <summary>Takes the lines of a <c>.dockerignore</c>.</summary>
    public static DockerIgnore Parse(IEnumerable<string> lines)
    {
        var rules = new List<(Regex, bool)>();
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var exclude = line[0] != '!';
            var pattern = (exclude ? line : line[1..].Trim()).Trim('/');
            if (pattern.StartsWith("./", StringComparison.Ordinal))
            {
                pattern = pattern[2..];
            }

            if (pattern.Length > 0)
            {
                rules.Add((Translate(pattern), exclude));
            }
        }

        return new DockerIgnore(rules);
    }

    /// <summary>Whether a file is left out of the context.</summary>
    /// <param name="path">Relative to the context, with <c>/</c>.</param>
    public bool Excludes(string path) => _rules.LastOrDefault(rule => rule.Pattern.IsMatch(path)).Exclude;

    private static Regex Translate(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '*' when pattern.AsSpan(at).StartsWith("**/"):
                    expression.Append("(?:.*/)?");
                    at += 2;
                    break;
                case '*' when pattern.AsSpan(at).StartsWith("**"):
                    expression.Append(".*");
                    at++;
                    break;
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[at].ToString()));
                    break;
            }
        }

        // A folder that matches takes all beneath it along.
        return new Regex(expression.Append(@"(?:/.*)?\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
