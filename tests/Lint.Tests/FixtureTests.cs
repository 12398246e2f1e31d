using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Reports;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Tests;

/// <summary>
/// A folder per rule. In what fails the comment <c># CODE</c> ends each line where the rule has to find something; what passes has nothing of it.
/// </summary>
public sealed class FixtureTests
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures");

    private static IEnumerable<TestCaseData> Fixtures => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => new TestCaseData(Path.GetFileName(Path.GetDirectoryName(path))!, Path.GetFileName(path)).SetArgDisplayNames($"{Path.GetRelativePath(Folder, path)}"));

    [TestCaseSource(nameof(Fixtures))]
    public void A_fixture_has_the_findings_that_it_marks_and_no_other_of_its_rule(string code, string name)
    {
        var path = Path.Combine(Folder, code, name);
        var lines = File.ReadAllLines(path);
        var marked = Enumerable.Range(1, lines.Length).Where(number => lines[number - 1].Contains("# " + code, StringComparison.Ordinal)).ToList();
        var found = Checked.Files([FileReader.Read(path, name)]).Findings.Where(finding => finding.Rule.Code == code).ToList();

        if (name.StartsWith("passes", StringComparison.Ordinal))
        {
            found.Select(FindingText.Of).ShouldBeEmpty();
        }
        else if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            found.ShouldHaveSingleItem();
        }
        else
        {
            marked.ShouldNotBeEmpty();
            found.Select(finding => finding.Place.Line).Distinct().Order().ToList().ShouldBe(marked, string.Join('\n', found.Select(FindingText.Of)));
        }
    }

    [TestCaseSource(nameof(Fixtures))]
    public void What_passes_has_no_error_of_any_rule(string code, string name)
    {
        if (name.StartsWith("passes", StringComparison.Ordinal))
        {
            Checked.Files([FileReader.Read(Path.Combine(Folder, code, name), name)]).Findings.Where(finding => finding.Severity == Severity.Error)
                .Select(FindingText.Of).ShouldBeEmpty();
        }
    }

    [TestCaseSource(typeof(RuleCatalog), nameof(RuleCatalog.All))]
    public void Every_rule_has_two_fixtures_of_either_kind_and_its_page(Rule rule)
    {
        var names = Directory.EnumerateFiles(Path.Combine(Folder, rule.Code)).Select(Path.GetFileName).ToList();
        names.Count(name => name!.StartsWith("fails-", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        names.Count(name => name!.StartsWith("passes-", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        var page = RulePage.Of(rule);
        page.ShouldStartWith($"# {rule.Code}: {rule.Title}\n");
        page.ShouldContain($"Severity: {(rule.Severity == Severity.Info ? "remark" : rule.Severity.ToString().ToLowerInvariant())}.");
        page.ShouldContain(rule.IstioCode ?? "does not look for it");
        page.ShouldContain("## Found here");
        page.ShouldContain("## Nothing to find here");
    }

    [Test]
    public void Every_rule_class_is_in_the_catalog_with_a_code_of_its_own()
    {
        var classes = typeof(Rule).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(Rule)));
        RuleCatalog.All.Select(rule => rule.GetType()).ShouldBe(classes, ignoreOrder: true);
        RuleCatalog.All.Select(rule => rule.Code).ShouldBe(RuleCatalog.All.Select(rule => rule.Code).Distinct().Order());
    }
}
