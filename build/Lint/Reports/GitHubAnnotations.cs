using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Reports;

/// <summary>Workflow commands of GitHub Actions: each finding is shown at its line of a pull request.</summary>
public static class GitHubAnnotations
{
    /// <summary>A line per finding.</summary>
    public static IEnumerable<string> Of(LintResult result) => result.Findings.Select(finding =>
        $"::{Level(finding.Severity)} file={Property(finding.Place.Source.Name)},line={finding.Place.Line},col={finding.Place.Column},endColumn={finding.Place.Column + finding.Place.Length}," +
        $"title={Property($"{finding.Rule.Code}: {finding.Rule.Title}")}::{Data($"{finding.What}\n{finding.How}")}");

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "notice",
    };

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
