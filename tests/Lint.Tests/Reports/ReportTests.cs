using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Json.Schema;
using MeshBuild.Lint.Reports;

namespace MeshBuild.Lint.Tests.Reports;

public sealed class ReportTests
{
    // An error with a fix, a warning, and one that is silenced.
    private const string Text = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: car
          labels:
            app: car
          annotations:
            meshbuild.io/ignore: MB106 it only calls others
        spec:
          containers:
            - name: car
              image: car
              ports:
                - containerPort: 8080
        """;

    private static readonly LintResult Result = Checked.Text(Text);

    [Test]
    public void The_text_shows_the_line_with_a_caret_below_and_why_and_how() =>
        FindingText.Of(Result.Findings[0]).ShouldBe("""
            test.yaml:5:3: error MB102: the pods of Pod car have no label version
                  labels:
                  ^^^^^^
                why:  Subsets and canaries choose pods by this label, and telemetry tells versions apart by it.
                mend: Add it to the pod template, as in `version: v1`.
            """.ReplaceLineEndings("\n"));

    [Test]
    public void Of_a_very_long_line_the_part_around_the_place_is_shown()
    {
        var finding = Checked.Text($"kind: A\napiVersion: v1\nmetadata: {{name: a}}\nx: [{new string(' ', 5000)}*none, 1]\n").Findings.Single(finding => finding.Rule.Code == "MB604");
        var lines = FindingText.Of(finding).Split('\n');
        lines[1].Length.ShouldBeLessThan(200);
        lines[1][lines[2].IndexOf('^')].ShouldBe('*');
    }

    [Test]
    public void The_summary_counts_what_was_silenced() =>
        Summary.Of(Result).ShouldBe("1 object in 1 file read, 1 error, 1 warning; 1 finding silenced");

    [Test]
    public void Json_has_every_finding()
    {
        var json = JsonNode.Parse(new JsonReport().Write(Result))!;
        json["silenced"]!.GetValue<int>().ShouldBe(1);
        var finding = json["findings"]![0]!;
        (finding["code"]!.ToString(), finding["file"]!.ToString(), (int)finding["line"]!, (int)finding["column"]!, (bool)finding["fixable"]!)
            .ShouldBe(("MB102", "test.yaml", 5, 3, true));
    }

    [Test]
    public void Sarif_holds_against_its_schema()
    {
        using var stream = typeof(ReportTests).Assembly.GetManifestResourceStream("sarif.json")!;
        var schema = JsonSchema.FromText(new StreamReader(stream).ReadToEnd());
        using var report = JsonDocument.Parse(new SarifReport().Write(Result));

        var evaluation = schema.Evaluate(report.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });

        evaluation.IsValid.ShouldBeTrue(string.Join('\n', evaluation.Details?.Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}") ?? []));
        var results = report.RootElement.GetProperty("runs")[0].GetProperty("results");
        results.GetArrayLength().ShouldBe(3);
        results[0].GetProperty("fixes")[0].GetProperty("artifactChanges")[0].GetProperty("replacements")[0].GetProperty("insertedContent").GetProperty("text").GetString()
            .ShouldBe("\n    version: v1");
        results[2].GetProperty("suppressions")[0].GetProperty("kind").GetString().ShouldBe("inSource");
    }

    [Test]
    public void What_the_settings_silence_is_suppressed_from_outside()
    {
        var results = JsonNode.Parse(new SarifReport().Write(Checked.Text(Text, silences: "MB102 one version only")))!["runs"]![0]!["results"]!.AsArray();
        results.Single(result => result!["ruleId"]!.ToString() == "MB102")!["suppressions"]![0]!["kind"]!.ToString().ShouldBe("external");
    }

    [Test]
    public void Each_result_of_sarif_points_to_its_rule()
    {
        var run = JsonNode.Parse(new SarifReport().Write(Result))!["runs"]![0]!;
        foreach (var result in run["results"]!.AsArray())
        {
            run["tool"]!["driver"]!["rules"]![(int)result!["ruleIndex"]!]!["id"]!.ToString().ShouldBe(result["ruleId"]!.ToString());
        }
    }

    [Test]
    public void Junit_has_a_failed_case_per_finding_and_counts_them()
    {
        var root = XDocument.Parse(new JUnitReport().Write(Result)).Root!;
        root.Attribute("failures")!.Value.ShouldBe("2");
        root.Descendants("failure").Select(failure => failure.Attribute("type")!.Value).ShouldBe(["MB102", "MB116"]);
        root.Descendants("skipped").Count().ShouldBe(1);
        root.Elements("testsuite").Sum(suite => (int)suite.Attribute("tests")!).ShouldBe((int)root.Attribute("tests")!);
    }

    [Test]
    public void Junit_of_a_run_without_findings_has_a_case_that_passed() =>
        XDocument.Parse(new JUnitReport().Write(Checked.Text(""))).Descendants("testcase").ShouldHaveSingleItem().Elements().ShouldBeEmpty();

    [Test]
    public void Annotations_of_github_escape_what_would_end_them()
    {
        var line = GitHubAnnotations.Of(Result).First();
        line.ShouldStartWith("::error file=test.yaml,line=5,col=3,endColumn=9,title=MB102%3A a pod template without the label version::the pods of Pod car have no label version%0AAdd");
        line.ShouldNotContain("\n");
    }
}
