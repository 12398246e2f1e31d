using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Rules.Routes;

/// <summary>A rule that says which HTTP rules do not get the requests that they ask for.</summary>
public abstract class CoverageRule(string code, Severity severity, string title, string why, string? istioCode, params CoverageKind[] kinds)
    : Rule(code, severity, title, why, istioCode)
{
    public sealed override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        where service.Http.Count > 0
        from finding in mesh.CoverageOf(service)
        where kinds.Contains(finding.Kind)
        let rule = service.Http[finding.Rule]
        let match = finding.Match is { } index ? HttpRuleReader.Matches(rule).ElementAt(index) : null
        select Found(service.Manifest, PlaceOf(rule, match), $"{service}: {finding.Text}", How(service, finding));

    private static Node PlaceOf(MappingNode rule, MappingNode? match) =>
        match is { Entries: [var condition, ..] } ? condition.Key
        : match is not null ? match
        : rule.Entries is [var first, ..] ? first.Key : rule;

    private static string How(VirtualService service, CoverageFinding finding)
    {
        if (finding.TakenBy.Count == 0)
        {
            return "Mend the condition, or take the match out.";
        }

        var places = finding.TakenBy.Select(index => $"line {service.Manifest.Source.PlaceOf(service.Http[index].Start, service.Http[index].End).Line}");
        return $"Put it before the rule at {string.Join(" and ", places)}, or take it out: rules are tried from the top, and the first that matches wins.";
    }
}
