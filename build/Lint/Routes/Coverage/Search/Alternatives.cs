using MeshBuild.Lint.Routes.Coverage.Conditions;

namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>The alternatives that a match names in so many words: each of its gateways, each value that a regex lists.</summary>
internal sealed class Alternatives(GatewayGroups gateways, KnownStrings strings)
{
    /// <summary>What the alternative is, as in <c>method GET</c>, and its requests.</summary>
    public IEnumerable<(string Name, RequestSet Requests)> Of(HttpMatch match, RequestSet requests)
    {
        if (match.Gateways.Distinct().Count() > 1)
        {
            foreach (var gateway in match.Gateways.Distinct().Where(gateways.Has))
            {
                yield return ($"gateway {gateway}", requests with { Gateways = gateways.Of([gateway]) });
            }
        }

        foreach (var condition in requests.Conditions)
        {
            if (condition is { IsNegated: false, Atom: RegexAtom { Language: { } language } } && strings.All(language) is { Count: > 1 } values)
            {
                foreach (var value in values)
                {
                    yield return (Name(condition.Dimension, value),
                        requests with { Conditions = requests.Conditions.Replace(condition, condition with { Atom = value }) });
                }
            }
        }
    }

    private static string Name(Dimension dimension, TextAtom value)
    {
        var name = dimension.Kind switch
        {
            DimensionKind.Uri => "URI",
            DimensionKind.Header => $"header {dimension.Name}",
            DimensionKind.QueryParameter => $"query parameter {dimension.Name}",
            var kind => kind.ToString().ToLowerInvariant(),
        };
        return value.IsPrefix ? $"{name} that begins with {value.Text}" : $"{name} {value.Text}";
    }
}
