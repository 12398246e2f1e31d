using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Destinations;

/// <summary>The TLS settings of a DestinationRule.</summary>
internal static class TlsSettings
{
    /// <summary>Those of the rule, of its ports and of its subsets.</summary>
    public static IEnumerable<MappingNode> Of(DestinationRule rule) =>
        rule.Subsets.Prepend(rule.Spec).Select(owner => owner.Mapping("trafficPolicy")).OfType<MappingNode>()
            .SelectMany(policy => policy.Mappings("portLevelSettings").Prepend(policy))
            .Select(settings => settings.Mapping("tls")).OfType<MappingNode>();
}
