using System.Text.Json;
using CsCheck;
using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Tests.Routes.Coverage;

/// <summary>What is found is what no request of a complete enumeration gets, and nothing else.</summary>
public sealed class RouteCoverageProperties
{
    private const int Lists = 150;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [TestCase("uri")]
    [TestCase("uri", "method")]
    [TestCase("uri", "header")]
    [TestCase("uri", "gateway", "port")]
    [TestCase("header", "other")]
    [TestCase("method", "query", "header")]
    [TestCase("authority", "port", "header")]
    [TestCase("gateway", "port", "label", "namespace")]
    public void Rules_and_matches_that_no_request_reaches_are_found_and_no_others(params string[] dimensions)
    {
        var random = new RandomRules(dimensions);
        var requests = random.Requests.ToList();
        for (uint stream = 0; stream < Lists; stream++)
        {
            // The seed is fixed: a list that fails, fails in each run, and is shrunk before it is shown.
            var generator = new PCG(stream, 20210518);
            var seed = generator.ToString(generator.State);
            if (!Holds(random.Rules.Generate(generator, null, out _), requests))
            {
                random.Rules.Sample(rules => Holds(rules, requests), seed: seed, iter: 2000, threads: 1, print: Show);
                Assert.Fail($"the list of seed {seed} fails");
            }
        }
    }

    private static string Show(HttpRules rules) =>
        JsonSerializer.Serialize(rules, Indented) + "\nfound:\n" + string.Join('\n', RouteCoverage.Check(rules).Select(finding => finding.Text));

    private static bool Holds(HttpRules rules, IReadOnlyList<Request> requests)
    {
        var findings = RouteCoverage.Check(rules);
        var reached = new BruteForceMatcher(rules).Reached(requests);
        return rules.Rules.Select((rule, index) => HoldsForRule(rule, index, findings, reached)).All(holds => holds)
            && findings.All(finding => TakenByIsEnough(rules, finding, requests));
    }

    private static bool HoldsForRule(HttpRule rule, int index, IReadOnlyList<CoverageFinding> findings, IReadOnlySet<(int Rule, int Match)> reached)
    {
        var isReached = reached.Any(pair => pair.Rule == index);
        var isFound = findings.Any(finding => finding.Kind == CoverageKind.UnreachableRule && finding.Rule == index);
        var lost = findings.Where(finding => finding.Rule == index && finding.Kind is CoverageKind.UnreachableMatch or CoverageKind.ImpossibleMatch);
        return isFound == !isReached
            && (!isReached || lost.Where(finding => finding.Rule == index).Select(finding => finding.Match!.Value).Order().SequenceEqual(
                Enumerable.Range(0, rule.Matches.Count).Where(match => !reached.Contains((index, match)))));
    }

    /// <summary>The rules that are said to take requests take them without the others.</summary>
    private static bool TakenByIsEnough(HttpRules rules, CoverageFinding finding, IReadOnlyList<Request> requests)
    {
        if (finding.Kind == CoverageKind.PartlyTakenMatch || finding.TakenBy.Count == 0)
        {
            return true;
        }

        var shorter = rules with { Rules = [.. finding.TakenBy.Append(finding.Rule).Select(index => rules.Rules[index])] };
        return !new BruteForceMatcher(shorter).Reached(requests)
            .Any(pair => pair.Rule == finding.TakenBy.Count && pair.Match == (finding.Match ?? pair.Match));
    }
}
