using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Reports;

/// <summary>The findings as JSON: every field that a program may want, in the order of files and lines.</summary>
public sealed class JsonReport : ReportFormat
{
    internal static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string FileName => "lint.json";

    public override string Write(LintResult result) => new JsonObject
    {
        ["files"] = result.Files,
        ["objects"] = result.Objects,
        ["silenced"] = result.Silenced.Count,
        ["findings"] = new JsonArray([.. result.Findings.Select(One)]),
    }.ToJsonString(Indented) + "\n";

    private static JsonObject One(Finding finding) => new()
    {
        ["code"] = finding.Rule.Code,
        ["istioCode"] = finding.Rule.IstioCode,
        ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
        ["file"] = finding.Place.Source.Name,
        ["line"] = finding.Place.Line,
        ["column"] = finding.Place.Column,
        ["length"] = finding.Place.Length,
        ["object"] = finding.Manifest?.ToString(),
        ["what"] = finding.What,
        ["why"] = finding.Why,
        ["how"] = finding.How,
        ["fixable"] = finding.Fix is not null,
    };
}
