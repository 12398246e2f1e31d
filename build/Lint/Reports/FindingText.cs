using System.Text;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Reports;

/// <summary>A finding for people: what and where, the line with a caret below, why, and how to mend it.</summary>
public static class FindingText
{
    private const int Widest = 160;

    /// <summary>The lines, without an end.</summary>
    public static string Of(Finding finding)
    {
        var istio = finding.Rule.IstioCode is { } code ? $" ({code})" : "";
        var text = new StringBuilder($"{finding.Place}: {finding.Severity.ToString().ToLowerInvariant()} {finding.Rule.Code}{istio}: {finding.What}\n");
        AppendLine(text, finding);
        return text.Append($"    why:  {finding.Why}\n    mend: {finding.How}").ToString();
    }

    private static void AppendLine(StringBuilder text, Finding finding)
    {
        var place = finding.Place;
        var line = place.Source.Line(place.Line).Replace('\t', ' ');
        // Of a very long line the part around the place.
        var from = place.Column > Widest ? place.Column - Widest / 2 : 0;
        var shown = line[Math.Min(from, line.Length)..Math.Min(from + Widest, line.Length)].TrimEnd();
        var caret = Math.Clamp(place.Column - 1 - from, 0, shown.Length);
        text.Append($"    {shown}\n    {new string(' ', caret)}{new string('^', Math.Clamp(place.Length, 1, Math.Max(1, shown.Length - caret)))}\n");
    }
}
