using System.Text.Json.Nodes;
using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Rules;
using MeshBuild.Lint.Silencing;

namespace MeshBuild.Lint.Reports;

/// <summary>SARIF 2.1.0, which code scanning reads: the rules with their pages, the findings with their fixes, the silenced ones as suppressed.</summary>
public sealed class SarifReport : ReportFormat
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public override string FileName => "lint.sarif";

    public override string Write(LintResult result) => new JsonObject
    {
        ["$schema"] = Schema,
        ["version"] = "2.1.0",
        ["runs"] = new JsonArray(new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "MeshBuild Lint",
                    ["version"] = typeof(SarifReport).Assembly.GetName().Version!.ToString(3),
                    ["rules"] = new JsonArray([.. RuleCatalog.All.Select(Describe)]),
                },
            },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = new JsonArray([.. result.Findings.Select(finding => Result(finding, false)), .. result.Silenced.Select(finding => Result(finding, true))]),
        }),
    }.ToJsonString(JsonReport.Indented) + "\n";

    private static JsonObject Describe(Rule rule) => new()
    {
        ["id"] = rule.Code,
        ["name"] = rule.GetType().Name,
        ["shortDescription"] = Message(rule.Title),
        ["fullDescription"] = Message(rule.Why),
        ["help"] = new JsonObject { ["text"] = RulePage.Of(rule), ["markdown"] = RulePage.Of(rule) },
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.Severity) },
    };

    private static JsonObject Result(Finding finding, bool isSilenced)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule.Code,
            ["ruleIndex"] = RuleCatalog.IndexOf(finding.Rule),
            ["level"] = Level(finding.Severity),
            ["message"] = Message($"{finding.What}. {finding.How}"),
            ["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = Location(finding.Place) }),
        };
        if (finding.Fix is { } fix)
        {
            result["fixes"] = new JsonArray(Change(fix, finding.How));
        }

        if (isSilenced)
        {
            result["suppressions"] = new JsonArray(new JsonObject { ["kind"] = IsSilencedAtObject(finding) ? "inSource" : "external" });
        }

        return result;
    }

    private static bool IsSilencedAtObject(Finding finding) =>
        finding.Manifest is { } manifest && Silences.Of(manifest).Any(silence => silence.Code == finding.Rule.Code);

    private static JsonObject Location(Place place) => new()
    {
        ["artifactLocation"] = Artifact(place.Source),
        ["region"] = new JsonObject { ["startLine"] = place.Line, ["startColumn"] = place.Column, ["endColumn"] = place.Column + place.Length },
    };

    private static JsonObject Change(Fix fix, string how) => new()
    {
        ["description"] = Message(how),
        ["artifactChanges"] = new JsonArray(new JsonObject
        {
            ["artifactLocation"] = Artifact(fix.Source),
            ["replacements"] = new JsonArray([.. fix.Edits.Select(edit => new JsonObject
            {
                ["deletedRegion"] = new JsonObject { ["charOffset"] = edit.Start, ["charLength"] = edit.End - edit.Start },
                ["insertedContent"] = new JsonObject { ["text"] = edit.Text },
            })]),
        }),
    };

    private static JsonObject Artifact(SourceText source) => new() { ["uri"] = Uri.EscapeDataString(source.Name.Replace('\\', '/')).Replace("%2F", "/") };

    private static JsonObject Message(string text) => new() { ["text"] = text };

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
