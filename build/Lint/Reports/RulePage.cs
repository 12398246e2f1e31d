using System.Text;
using MeshBuild.Lint.Resources;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Reports;

/// <summary>A rule's page, with the examples that its tests run.</summary>
public static class RulePage
{
    /// <summary>The page in Markdown.</summary>
    public static string Of(Rule rule)
    {
        var page = new StringBuilder(EmbeddedText.Find($"docs/{rule.Code}.md")?.TrimEnd());
        foreach (var name in EmbeddedText.Names.Where(name => name.StartsWith($"examples/{rule.Code}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var kind = name.Contains("/fails", StringComparison.Ordinal) ? "Found here" : "Nothing to find here";
            page.Append($"\n\n## {kind}\n\n    {EmbeddedText.Find(name)!.TrimEnd().Replace("\n", "\n    ")}");
        }

        return page.Append('\n').ToString();
    }
}
