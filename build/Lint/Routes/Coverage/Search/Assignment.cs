using MeshBuild.Lint.Routes.Coverage.Conditions;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>A choice of one condition to break of each earlier match, such that a request can break all of them at once.</summary>
internal sealed class Assignment(ValueSearch values, SearchBudget budget, RequestSet requests, List<List<Condition>> toBreak)
{
    /// <summary>More earlier matches than are worth a search, which goes as deep as there are.</summary>
    private const int MaxDepth = 500;

    private readonly Dictionary<Dimension, List<Condition>> _chosen =
        requests.Conditions.GroupBy(condition => condition.Dimension).ToDictionary(group => group.Key, group => group.ToList());

    private readonly List<List<Condition>> _ordered = [.. toBreak.OrderBy(conditions => conditions.Count)];

    /// <summary>Whether there is such a choice, or none was excluded before the budget was spent.</summary>
    public bool Exists() => _ordered.Count > MaxDepth || FirstChoicesHold() || Exists(0);

    /// <summary>Most often the first guess holds, and one look at each dimension is enough.</summary>
    private bool FirstChoicesHold()
    {
        var choices = _ordered.Select(conditions => conditions[0].Negation).ToList();
        return choices.GroupBy(choice => choice.Dimension)
            .All(group => values.Of(group.Key, [.. On(group.Key), .. group]) == Emptiness.Inhabited);
    }

    private bool Exists(int index)
    {
        if (index == _ordered.Count || budget.IsSpent)
        {
            return true;
        }

        budget.Spend(1);
        if (_ordered[index].Exists(condition => On(condition.Dimension).Contains(condition.Negation)))
        {
            return Exists(index + 1);
        }

        foreach (var condition in _ordered[index])
        {
            var onDimension = On(condition.Dimension);
            onDimension.Add(condition.Negation);
            var holds = values.Of(condition.Dimension, onDimension) != Emptiness.Empty && Exists(index + 1);
            onDimension.RemoveAt(onDimension.Count - 1);
            if (holds)
            {
                return true;
            }
        }

        return false;
    }

    private List<Condition> On(Dimension dimension)
    {
        if (!_chosen.TryGetValue(dimension, out var conditions))
        {
            _chosen[dimension] = conditions = [];
        }

        return conditions;
    }
}
