using MeshBuild.Lint.Routes.Coverage.Conditions;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>Why no request can fulfil a match, whatever the rules before it are.</summary>
internal sealed class Impossibility(ValueSearch values)
{
    /// <summary>The reason, as half a sentence; none when there may be such a request.</summary>
    public string? Of(HttpMatch match, RequestSet requests)
    {
        if (requests.Gateways == 0)
        {
            return $"the VirtualService does not list gateway {string.Join(" or ", match.Gateways.Distinct())}";
        }

        foreach (var condition in requests.Conditions)
        {
            var dimension = condition.Dimension;
            if (values.Of(dimension, [.. requests.On(dimension)]) == Emptiness.Empty)
            {
                return dimension.Kind == DimensionKind.Uri ? Uri(match.Uri!) : Contradiction(match, dimension);
            }
        }

        return null;
    }

    private static string Uri(StringMatch uri) => uri switch
    {
        { Kind: StringMatchKind.Regex } => $"no path matches {Sentences.Shown(uri.Value)}",
        _ when !uri.Value.StartsWith('/') => $"every path begins with a slash, {(uri.Value.Length == 0 ? "the empty URI" : Sentences.Shown(uri.Value))} does not",
        _ => $"the path that is compared ends before ? and #, so that none is like {Sentences.Shown(uri.Value)}; queryParams compares what follows",
    };

    private static string Contradiction(HttpMatch match, Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.Header when !match.Headers.Keys.Contains(dimension.Name, StringComparer.OrdinalIgnoreCase) =>
            $"withoutHeaders asks for a header {dimension.Name} with another value, and there is none; {dimension.Name}: {{}} asks for no such header",
        DimensionKind.Header => $"its conditions on header {dimension.Name} exclude each other",
        DimensionKind.QueryParameter => $"no value of query parameter {dimension.Name} fulfils its condition",
        var kind => $"no {kind.ToString().ToLowerInvariant()} fulfils its condition",
    };
}
