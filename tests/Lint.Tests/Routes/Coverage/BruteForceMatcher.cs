using System.Text.RegularExpressions;
using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Tests.Routes.Coverage;

/// <summary>Tries the rules in their order, as Istio 1.10 translates them and its Envoy compares.</summary>
internal sealed class BruteForceMatcher(HttpRules rules)
{
    private static readonly StringMatch AnyValue = StringMatch.Regex("*");

    private readonly Dictionary<string, Regex> _expressions = [];

    /// <summary>
    /// The matches that get a request, each with its rule; the match of a rule without any is 0. All matches of a rule are
    /// asked, as the order within a rule decides nothing.
    /// </summary>
    public IReadOnlySet<(int Rule, int Match)> Reached(IEnumerable<Request> requests)
    {
        var reached = new HashSet<(int Rule, int Match)>();
        foreach (var request in requests)
        {
            for (var rule = 0; rule < rules.Rules.Count; rule++)
            {
                var matches = rules.Rules[rule].Matches is { Count: > 0 } own ? own : [new HttpMatch()];
                var hits = Enumerable.Range(0, matches.Count).Where(index => Matches(matches[index], request)).ToList();
                reached.UnionWith(hits.Select(match => (rule, match)));
                if (hits.Count > 0)
                {
                    break;
                }
            }
        }

        return reached;
    }

    private bool Matches(HttpMatch match, Request request)
    {
        if (match.Gateways.Count > 0 && !match.Gateways.Contains(request.Gateway))
        {
            return false;
        }

        if (match.Gateways.Count == 0
            && (match.SourceLabels.Any(label => request.Label != label.Value) || (match.SourceNamespace ?? request.Namespace) != request.Namespace))
        {
            return false;
        }

        return (match.Port ?? request.Port) == request.Port
            && (match.Uri is null || IsLike(match.Uri, request.Uri, match.IgnoreUriCase))
            && (match.Method is null || IsHeader(match.Method, request.Method))
            && (match.Authority is null || IsHeader(match.Authority, request.Authority))
            && match.Headers.All(header => Value(header.Key, request) is { } value && IsHeader(header.Value, value))
            && match.WithoutHeaders.All(header => IsWithout(header.Value, Value(header.Key, request)))
            && match.QueryParams.All(parameter => request.Query is { } value && IsQuery(parameter.Value, value));
    }

    private static string? Value(string header, Request request) => header == "x" ? request.Header : request.OtherHeader;

    private bool IsHeader(StringMatch match, string value) =>
        match.Value.Length == 0 || match == AnyValue || IsLike(match, value, false);

    private bool IsWithout(StringMatch match, string? value) =>
        match.Kind == StringMatchKind.Presence || match == AnyValue ? value is null : value is not null && !IsHeader(match, value);

    private bool IsQuery(StringMatch match, string value) => match.Kind == StringMatchKind.Prefix || IsLike(match, value, false);

    private bool IsLike(StringMatch match, string value, bool ignoreCase)
    {
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return match.Kind switch
        {
            StringMatchKind.Exact => value.Equals(match.Value, comparison),
            StringMatchKind.Prefix => value.StartsWith(match.Value, comparison),
            StringMatchKind.Regex => Expression(match.Value).IsMatch(value),
            _ => true,
        };
    }

    private Regex Expression(string pattern)
    {
        if (!_expressions.TryGetValue(pattern, out var expression))
        {
            _expressions[pattern] = expression = new($"^(?:{pattern})$", RegexOptions.CultureInvariant);
        }

        return expression;
    }
}
