namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>
/// A VirtualService's gateways, in groups of those that no match tells apart: the one bit of a group stands for all of them.
/// </summary>
internal sealed class GatewayGroups
{
    private const int MaxGroups = 64;

    private readonly Dictionary<string, int> _groups = [];

    public GatewayGroups(HttpRules rules)
    {
        var named = rules.Gateways.Count == 0 ? [HttpRules.Mesh] : rules.Gateways;
        var mentions = named.Distinct().ToDictionary(gateway => gateway, _ => new List<int>());
        var number = 0;
        foreach (var match in rules.Rules.SelectMany(rule => rule.Matches).Where(match => match.Gateways.Count > 0))
        {
            foreach (var gateway in match.Gateways.Distinct())
            {
                mentions.GetValueOrDefault(gateway)?.Add(number);
            }

            number++;
        }

        var indexes = new Dictionary<string, int>();
        foreach (var (gateway, matches) in mentions)
        {
            var key = string.Join(',', matches);
            indexes.TryAdd(key, indexes.Count);
            _groups[gateway] = indexes[key];
        }

        AreTooMany = indexes.Count > MaxGroups;
        All = indexes.Count >= MaxGroups ? ulong.MaxValue : (1UL << indexes.Count) - 1;
    }

    /// <summary>More groups than bits: nothing is decided.</summary>
    public bool AreTooMany { get; }

    /// <summary>All groups.</summary>
    public ulong All { get; }

    /// <summary>Whether the VirtualService lists the gateway.</summary>
    public bool Has(string gateway) => _groups.ContainsKey(gateway);

    /// <summary>The groups of the gateways that the VirtualService lists.</summary>
    public ulong Of(IEnumerable<string> gateways) => gateways.Where(Has).Aggregate(0UL, (bits, gateway) => bits | (1UL << _groups[gateway]));
}
