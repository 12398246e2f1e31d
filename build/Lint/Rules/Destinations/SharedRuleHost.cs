using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Destinations;

public sealed class SharedRuleHost() : Rule("MB503", Severity.Warning, "two rules for one host",
    "Istio merges their subsets only; of two traffic policies the older rule's counts, and the other is ignored.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        var first = new Dictionary<(string, string), DestinationRule>();
        foreach (var rule in mesh.AllDestinationRules.Where(rule => rule.Host is not null).OrderByDescending(rule => rule.Manifest.IsGiven))
        {
            var key = (rule.Namespace, rule.FullHost.ToLowerInvariant());
            if (!first.TryAdd(key, rule) && !rule.Manifest.IsGiven)
            {
                var at = first[key].Host!;
                yield return Found(rule.Manifest, rule.Host!, $"{rule.Host!.Value} is the host of {first[key]} too ({first[key].Manifest.Source.PlaceOf(at.Start, at.End)})",
                    "Make one rule of both.");
            }
        }
    }
}
