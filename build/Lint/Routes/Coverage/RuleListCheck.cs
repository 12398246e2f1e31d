using MeshBuild.Lint.Routes.Coverage.Conditions;
using MeshBuild.Lint.Routes.Coverage.Languages;
using MeshBuild.Lint.Routes.Coverage.Search;

namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>Goes through the rules of one VirtualService in their order.</summary>
internal sealed class RuleListCheck
{
    /// <summary>A tenth of a second or two; lists without regexes need next to nothing of it.</summary>
    private const int Budget = 500_000;

    private static readonly IReadOnlyList<HttpMatch> Everything = [new()];

    private readonly HttpRules _rules;
    private readonly Sentences _sentences;
    private readonly GatewayGroups _gateways;
    private readonly MatchReader _reader;
    private readonly Impossibility _impossibility;
    private readonly Alternatives _alternatives;
    private readonly CoverageSearch _search;
    private readonly TakingRules _taking;

    public RuleListCheck(HttpRules rules)
    {
        var budget = new SearchBudget(Budget);
        var factory = new LanguageFactory(budget);
        var values = new ValueSearch(factory, new EmptinessSearch(factory, budget));
        _rules = rules;
        _sentences = new(rules);
        _gateways = new(rules);
        _reader = new(_gateways, factory);
        _impossibility = new(values);
        _alternatives = new(_gateways, new(factory));
        _search = new(values, budget);
        _taking = new(_search);
    }

    public IReadOnlyList<CoverageFinding> Findings()
    {
        List<CoverageFinding> findings = [];
        List<RequestSet> earlier = [];
        for (var rule = 0; !_gateways.AreTooMany && rule < _rules.Rules.Count; rule++)
        {
            var matches = _rules.Rules[rule].Matches is { Count: > 0 } own ? own : Everything;
            earlier.AddRange(CheckRule(rule, matches, earlier, findings));
        }

        return findings;
    }

    /// <summary>The matches of the rule that get requests.</summary>
    private List<RequestSet> CheckRule(
        int rule, IReadOnlyList<HttpMatch> matches, IReadOnlyList<RequestSet> earlier, List<CoverageFinding> findings)
    {
        List<RequestSet> reached = [];
        List<CoverageFinding> lost = [];
        for (var index = 0; index < matches.Count; index++)
        {
            var requests = _reader.Read(rule, matches[index]);
            if (_impossibility.Of(matches[index], requests) is { } reason)
            {
                findings.Add(new(CoverageKind.ImpossibleMatch, rule, index, [], Sentences.Requests(matches[index]),
                    $"{_sentences.Match(rule, index)} takes no request: {reason}"));
            }
            else if (_taking.Of(requests, earlier) is { } takenBy)
            {
                lost.Add(UnreachableMatch(rule, index, matches[index], takenBy));
            }
            else
            {
                reached.Add(requests);
                lost.AddRange(UnlistedGateways(rule, index, matches[index]).Concat(LostAlternatives(rule, index, matches[index], requests, earlier)));
            }
        }

        findings.AddRange(reached.Count > 0 ? lost : [UnreachableRule(rule, [.. lost.SelectMany(finding => finding.TakenBy).Distinct().Order()])]);
        return reached;
    }

    private CoverageFinding UnreachableRule(int rule, IReadOnlyList<int> takenBy) =>
        new(CoverageKind.UnreachableRule, rule, null, takenBy, $"all requests of {_sentences.Rule(rule)}",
            takenBy.Count == 0
                ? $"no request reaches {_sentences.Rule(rule)}: it has no match that a request can fulfil"
                : $"no request reaches {_sentences.Rule(rule)}: {_sentences.Take(takenBy)} all that it asks for");

    private CoverageFinding UnreachableMatch(int rule, int index, HttpMatch match, IReadOnlyList<int> takenBy)
    {
        var requests = Sentences.Requests(match);
        return new(CoverageKind.UnreachableMatch, rule, index, takenBy, requests,
            $"no request reaches {_sentences.Match(rule, index)}: {_sentences.Take(takenBy)} {requests}");
    }

    private IEnumerable<CoverageFinding> UnlistedGateways(int rule, int index, HttpMatch match) =>
        from gateway in match.Gateways.Distinct()
        where !_gateways.Has(gateway)
        select new CoverageFinding(CoverageKind.PartlyTakenMatch, rule, index, [], $"requests with gateway {gateway}",
            $"{_sentences.Match(rule, index)} gets no request from gateway {gateway}: the VirtualService does not list it");

    private IEnumerable<CoverageFinding> LostAlternatives(
        int rule, int index, HttpMatch match, RequestSet requests, IReadOnlyList<RequestSet> earlier)
    {
        List<RequestSet>? wider = null;
        foreach (var (name, part) in _alternatives.Of(match, requests))
        {
            wider ??= [.. earlier.Where(other => _search.MayMeet(requests, other) && !_search.IsInside(other, requests))];
            if (_impossibility.Of(match, part) is null && _taking.Of(part, wider) is { } takenBy)
            {
                yield return new(CoverageKind.PartlyTakenMatch, rule, index, takenBy, $"requests with {name}",
                    $"{_sentences.Match(rule, index)} does not get requests with {name}: {_sentences.Take(takenBy)} them");
            }
        }
    }
}
