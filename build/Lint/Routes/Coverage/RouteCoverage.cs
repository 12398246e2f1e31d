namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>
/// Which HTTP rules of a VirtualService get no request, or not all that they ask for, as Istio 1.10 and its Envoy 1.18 decide:
/// the first rule that matches wins, a rule without matches takes everything.
/// </summary>
/// <remarks>
/// <para>
/// Decided exactly for exact values and prefixes, alone and several rules together, and for every regex of RE2 that is not
/// refused (see <c>RegexParser</c>) as far as a fixed amount of work goes; beyond some four thousand matches or 64 gateways that
/// matches tell apart, rules are left out. What is not decided is not found: a rule that a request can reach is never called
/// unreachable. Requests are taken to be text without NUL and line breaks, which Envoy
/// refuses; paths begin with a slash and end before the query.
/// </para>
/// <para>
/// Order is for putting the specific before the general: a match that is wider than an earlier one loses requests to it and
/// nothing is said. Something is said when a whole match of a rule is lost, and when a match names alternatives in so many
/// words (its own list of gateways, a regex that lists values, as <c>GET|POST</c>) and an earlier match that is not
/// inside of it takes a whole alternative. Two matches that merely overlap, as one with a header and one with a path, are
/// normal, too.
/// </para>
/// </remarks>
public static class RouteCoverage
{
    /// <summary>
    /// Everything that is wrong, in the order of the rules and matches; an unreachable rule is one finding, after those on its
    /// impossible matches. The input is taken as Istio would accept it: a regex that is none is not reported here.
    /// </summary>
    public static IReadOnlyList<CoverageFinding> Check(HttpRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new RuleListCheck(rules).Findings();
    }
}
