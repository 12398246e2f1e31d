using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Model;

/// <summary>Reads a VirtualService's HTTP rules into the records that coverage is judged by.</summary>
internal static class HttpRuleReader
{
    /// <summary>The rules.</summary>
    public static HttpRules Read(VirtualService service) =>
        new([.. service.GatewayNames], [.. service.Http.Select((rule, index) => new HttpRule(LabelOf(rule, index), [.. Matches(rule).Select(match => Match(service, match))]))]);

    /// <summary>A rule's matches; one without any is the only one that takes everything.</summary>
    public static IEnumerable<MappingNode> Matches(MappingNode rule) => rule.Mappings("match");

    private static string LabelOf(MappingNode rule, int index) => rule.Text("name") is { } name ? $"rule {name}" : $"rule {index + 1}";

    private static HttpMatch Match(VirtualService service, MappingNode match) => new()
    {
        Uri = String(match["uri"]),
        IgnoreUriCase = match.Text("ignoreUriCase") == "true",
        Scheme = String(match["scheme"]),
        Method = String(match["method"]),
        Authority = String(match["authority"]),
        Headers = Strings(match, "headers"),
        WithoutHeaders = Strings(match, "withoutHeaders"),
        QueryParams = Strings(match, "queryParams"),
        Port = match.Scalar("port")?.Integer,
        SourceLabels = new LabelSet(match.Mapping("sourceLabels")).ToDictionary(),
        SourceNamespace = match.Text("sourceNamespace"),
        Gateways = [.. match.Scalars("gateways").Select(gateway => service.GatewayName(gateway.Value))],
    };

    private static Dictionary<string, StringMatch> Strings(MappingNode match, string key)
    {
        var strings = new Dictionary<string, StringMatch>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in match.Entries(key))
        {
            strings[entry.Key.Value] = String(entry.Value) ?? StringMatch.Presence;
        }

        return strings;
    }

    private static StringMatch? String(Node? node) => node is not MappingNode mapping ? null
        : mapping.Text("exact") is { } exact ? StringMatch.Exact(exact)
        : mapping.Text("prefix") is { } prefix ? StringMatch.Prefix(prefix)
        : mapping.Text("regex") is { } regex ? StringMatch.Regex(regex)
        : StringMatch.Presence;
}
