namespace MeshBuild.Rehearsal.Selectors;

/// <summary>One condition of a label selector.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">In, NotIn, Exists, DoesNotExist, Gt or Lt.</param>
/// <param name="Values">What it is held against.</param>
internal sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "In" => present && Values.Contains(value),
            "NotIn" => !present || !Values.Contains(value),
            "Exists" => present,
            "DoesNotExist" => !present,
            "Gt" => present && long.TryParse(value, out var number) && long.TryParse(Values[0], out var limit) && number > limit,
            "Lt" => present && long.TryParse(value, out var number) && long.TryParse(Values[0], out var limit) && number < limit,
            _ => false,
        };
    }
}
