using MeshBuild.Lint.Routes.Coverage.Conditions;

namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>Finds the earlier rules that take all requests of a match, and no more of them than are needed.</summary>
internal sealed class TakingRules(CoverageSearch search)
{
    /// <summary>The rules, ascending; none when some request is left, or that is not decided.</summary>
    public IReadOnlyList<int>? Of(RequestSet requests, IReadOnlyList<RequestSet> earlier)
    {
        if (!search.AreAllTaken(requests, earlier))
        {
            return null;
        }

        if (earlier.FirstOrDefault(other => search.IsInside(requests, other)) is { } alone)
        {
            return [alone.Rule];
        }

        var needed = earlier.Where(other => search.MayMeet(requests, other)).ToList();
        foreach (var rule in needed.Select(other => other.Rule).Distinct().Reverse().ToList())
        {
            var others = needed.FindAll(other => other.Rule != rule);
            if (search.AreAllTaken(requests, others))
            {
                needed = others;
            }
        }

        return [.. needed.Select(other => other.Rule).Distinct()];
    }
}
