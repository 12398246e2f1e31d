using System.Globalization;
using System.Xml.Linq;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Reports;

/// <summary>JUnit XML: a suite per file, a failed case per finding; a run without findings has one case that passed.</summary>
public sealed class JUnitReport : ReportFormat
{
    public override string FileName => "lint.xml";

    public override string Write(LintResult result)
    {
        var suites = result.Findings.GroupBy(finding => finding.Place.Source.Name)
            .Select(file => Suite(file.Key, [.. file.Select(Case)], file.Count(IsFailure), 0)).ToList();
        if (result.Silenced.Count > 0)
        {
            suites.Add(Suite("silenced", [.. result.Silenced.Select(Skipped)], 0, result.Silenced.Count));
        }

        if (suites.Count == 0)
        {
            suites.Add(Suite("manifests", [new XElement("testcase", new XAttribute("classname", "manifests"), new XAttribute("name", Summary.Of(result)))], 0, 0));
        }

        var root = new XElement("testsuites", new XAttribute("name", "MeshBuild Lint"),
            new XAttribute("tests", Math.Max(1, result.Findings.Count + result.Silenced.Count)), new XAttribute("failures", result.Findings.Count(IsFailure)), suites);
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n";
    }

    // A remark is no failure of a test.
    private static bool IsFailure(Finding finding) => finding.Severity > Severity.Info;

    private static XElement Suite(string name, List<XElement> cases, int failures, int skipped) => new("testsuite",
        new XAttribute("name", name), new XAttribute("tests", cases.Count), new XAttribute("failures", failures),
        new XAttribute("errors", 0), new XAttribute("skipped", skipped), cases);

    private static XElement Case(Finding finding)
    {
        var element = Bare(finding);
        element.Add(IsFailure(finding)
            ? new XElement("failure", new XAttribute("type", finding.Rule.Code), new XAttribute("message", Clean(finding.What)), Clean(FindingText.Of(finding)))
            : new XElement("system-out", Clean(FindingText.Of(finding))));
        return element;
    }

    private static XElement Skipped(Finding finding)
    {
        var element = Bare(finding);
        element.Add(new XElement("skipped", new XAttribute("message", Clean(finding.What))));
        return element;
    }

    private static XElement Bare(Finding finding) => new("testcase",
        new XAttribute("classname", finding.Place.Source.Name), new XAttribute("name", $"{finding.Rule.Code} line {finding.Place.Line.ToString(CultureInfo.InvariantCulture)}: {Clean(finding.What)}"),
        new XAttribute("file", finding.Place.Source.Name), new XAttribute("line", finding.Place.Line));

    // XML has no place for most control characters.
    private static string Clean(string text) => string.Concat(text.Select(character => System.Xml.XmlConvert.IsXmlChar(character) ? character : '\uFFFD'));
}
