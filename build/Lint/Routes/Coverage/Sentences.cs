using System.Globalization;

namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>Names requests and rules in the words that the manifest has.</summary>
internal sealed class Sentences(HttpRules rules)
{
    private const int MaxShown = 100;

    /// <summary>The requests of a match, as in <c>requests with URI /cars/new, method GET</c>.</summary>
    public static string Requests(HttpMatch match)
    {
        string[] conditions =
        [
            .. Condition("URI", match.Uri, match.IgnoreUriCase && match.Uri?.Kind != StringMatchKind.Regex ? " in any case" : ""),
            .. Condition("method", match.Method),
            .. Condition("authority", match.Authority),
            .. Condition("scheme", match.Scheme),
            .. match.Headers.SelectMany(header => Condition($"header {header.Key}", header.Value)),
            .. match.WithoutHeaders.Select(header => header.Value.Kind switch
            {
                StringMatchKind.Presence => $"no header {header.Key}",
                StringMatchKind.Exact => $"a header {header.Key} other than {Shown(header.Value.Value)}",
                _ => $"a header {header.Key} other than {Condition("one", header.Value).Single()}",
            }),
            .. match.QueryParams.SelectMany(parameter => Condition($"query parameter {parameter.Key}", parameter.Value)),
            .. match.Port is { } port ? [$"port {port.ToString(CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
            .. match.SourceNamespace is { } source ? [$"source namespace {source}"] : Array.Empty<string>(),
            .. match.SourceLabels.Select(label => $"source label {label.Key}={label.Value}"),
            .. match.Gateways.Count > 0 ? [$"gateway {string.Join(" or ", match.Gateways)}"] : Array.Empty<string>(),
        ];
        return conditions.Length == 0 ? "all requests" : $"requests with {string.Join(", ", conditions)}";
    }

    /// <summary>A value, cut where nobody reads on.</summary>
    public static string Shown(string value) => value.Length <= MaxShown ? value : $"{value.AsSpan(0, MaxShown)}…";

    public string Rule(int rule) => rules.Rules[rule].Label;

    public string Match(int rule, int match) =>
        rules.Rules[rule].Matches.Count > 1 ? $"match {(match + 1).ToString(CultureInfo.InvariantCulture)} of {Rule(rule)}" : $"the match of {Rule(rule)}";

    /// <summary>As in <c>rule 1 takes</c>, or <c>rule 1, rule 2 and rule 4 together take</c>.</summary>
    public string Take(IReadOnlyList<int> takenBy) =>
        takenBy is [var only]
            ? $"{Rule(only)} takes"
            : $"{string.Join(", ", takenBy.SkipLast(1).Select(Rule))} and {Rule(takenBy[^1])} together take";

    /// <summary>As in <c>URI that begins with /cars</c>; nothing when there is no condition.</summary>
    private static IEnumerable<string> Condition(string name, StringMatch? match, string ending = "") => match is null ? [] :
    [
        match.Kind switch
        {
            StringMatchKind.Exact => $"{name} {Shown(match.Value)}{ending}",
            StringMatchKind.Prefix => $"{name} that begins with {Shown(match.Value)}{ending}",
            StringMatchKind.Regex => $"{name} that matches {Shown(match.Value)}",
            _ => name,
        },
    ];
}
