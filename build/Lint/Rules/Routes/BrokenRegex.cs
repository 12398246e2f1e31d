using System.Text.RegularExpressions;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class BrokenRegex() : Rule("MB316", Severity.Error, "a regular expression that Envoy refuses",
    "Envoy knows RE2 only: without a way back or a look around. It refuses the whole configuration of the listener.", "IST0122")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from rule in service.Http
        from match in rule.Mappings("match")
        from scalar in Expressions(match)
        let fault = Fault(scalar.Value)
        where fault is not null
        select Found(service.Manifest, scalar, $"the regex {scalar.Value} of {service} is none of RE2: {fault}", "Mend it; RE2 has no (?=, (?!, (?<= and no \\1.");

    private static IEnumerable<ScalarNode> Expressions(MappingNode match)
    {
        foreach (var entry in match.Entries)
        {
            if (entry.Value.Scalar("regex") is { } regex)
            {
                yield return regex;
            }

            foreach (var inner in entry.Key.Value is "headers" or "withoutHeaders" or "queryParams" ? match.Entries(entry.Key.Value) : [])
            {
                if (inner.Value.Scalar("regex") is { } expression)
                {
                    yield return expression;
                }
            }
        }
    }

    // What this engine cannot do without going back RE2 cannot do either.
    private static string? Fault(string expression)
    {
        try
        {
            _ = new Regex(expression.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return failure is NotSupportedException ? "it looks around, refers back or is too large" : failure.Message[(failure.Message.IndexOf(". ", StringComparison.Ordinal) is var dot and >= 0 ? dot + 2 : 0)..].TrimEnd('.');
        }
    }
}
