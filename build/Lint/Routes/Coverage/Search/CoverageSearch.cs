using System.Numerics;
using MeshBuild.Lint.Routes.Coverage.Conditions;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>
/// Whether earlier matches take all requests of a later one. It looks for a request that is left: one that breaks at least one
/// condition of each earlier match. What is not decided counts as left.
/// </summary>
internal sealed class CoverageSearch(ValueSearch values, SearchBudget budget)
{
    /// <summary>What compares in some tenths of a second: all pairs of more than four thousand matches.</summary>
    private const int MaxComparisons = 10_000_000;

    private int _comparisons;

    /// <summary>Whether no request of the set is left by the others.</summary>
    public bool AreAllTaken(RequestSet requests, IReadOnlyList<RequestSet> earlier)
    {
        for (var left = requests.Gateways; left != 0; left &= left - 1)
        {
            if (!AreTakenAt(requests, earlier, 1UL << BitOperations.TrailingZeroCount(left)))
            {
                return false;
            }
        }

        return requests.Gateways != 0;
    }

    /// <summary>Whether one other set has all of the requests.</summary>
    public bool IsInside(RequestSet requests, RequestSet other) =>
        (requests.Gateways & ~other.Gateways) == 0 && other.Conditions.All(condition => Hold(requests, condition));

    /// <summary>Whether the two sets may have a request in common.</summary>
    public bool MayMeet(RequestSet requests, RequestSet other) =>
        (requests.Gateways & other.Gateways) != 0 && Weakest(requests, other) != ConditionRelation.Fails;

    private bool AreTakenAt(RequestSet requests, IReadOnlyList<RequestSet> earlier, ulong gateway)
    {
        if (_comparisons > MaxComparisons)
        {
            return false;
        }

        _comparisons += earlier.Count;
        var needsSearch = false;
        foreach (var other in earlier)
        {
            if ((other.Gateways & gateway) != 0)
            {
                var weakest = Weakest(requests, other);
                if (weakest == ConditionRelation.Holds)
                {
                    return true;
                }

                needsSearch |= weakest == ConditionRelation.Open;
            }
        }

        return needsSearch && AreTakenTogether(requests, earlier.Where(other => (other.Gateways & gateway) != 0));
    }

    private bool AreTakenTogether(RequestSet requests, IEnumerable<RequestSet> earlier)
    {
        var toBreak = earlier.Where(other => Weakest(requests, other) != ConditionRelation.Fails)
            .Select(other => other.Conditions.Where(condition => Relate(requests, condition) != ConditionRelation.Holds).ToList())
            .ToList();
        var tight = toBreak.SelectMany(conditions => conditions)
            .Where(condition => Relate(requests, condition) == ConditionRelation.Open)
            .Select(condition => condition.Dimension).ToHashSet();
        toBreak.RemoveAll(conditions => conditions.Exists(condition => !tight.Contains(condition.Dimension)));
        return toBreak.Count > 0 && !new Assignment(values, budget, requests, toBreak).Exists();
    }

    /// <summary>How much of the other set's conditions the requests leave open: the loosest of their relations, or that one fails.</summary>
    private ConditionRelation Weakest(RequestSet requests, RequestSet other)
    {
        var weakest = ConditionRelation.Holds;
        foreach (var condition in other.Conditions)
        {
            var relation = Relate(requests, condition);
            if (relation == ConditionRelation.Fails)
            {
                return relation;
            }

            if (relation > weakest)
            {
                weakest = relation;
            }
        }

        return weakest;
    }

    private bool Hold(RequestSet requests, Condition condition) => Relate(requests, condition) switch
    {
        ConditionRelation.Holds => true,
        ConditionRelation.Open => values.Of(condition.Dimension, [.. requests.On(condition.Dimension), condition.Negation]) == Emptiness.Empty,
        _ => false,
    };

    /// <summary>What can be told without a search, which then decides once for all that is open.</summary>
    private static ConditionRelation Relate(RequestSet requests, Condition condition)
    {
        var relation = condition is { IsNegated: false, Atom: TextAtom } ? ConditionRelation.Breakable : ConditionRelation.Open;
        foreach (var own in requests.Conditions)
        {
            if (own.Dimension != condition.Dimension)
            {
                continue;
            }

            if (own.Atom == condition.Atom)
            {
                return own.IsNegated == condition.IsNegated ? ConditionRelation.Holds : ConditionRelation.Fails;
            }

            var place = own.IsNegated ? TextRelation.Wider : own.Atom.Hull.In(condition.Atom.Hull);
            switch (place)
            {
                case TextRelation.Apart:
                    return condition.IsNegated ? ConditionRelation.Holds : ConditionRelation.Fails;
                case TextRelation.Inside when condition.Atom is TextAtom:
                    return condition.IsNegated ? ConditionRelation.Fails : ConditionRelation.Holds;
                case TextRelation.Wider when !own.IsNegated && own.Atom is TextAtom:
                    break;
                default:
                    relation = ConditionRelation.Open;
                    break;
            }
        }

        return relation;
    }
}
