using System.Collections.Immutable;

namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>The requests that one match takes.</summary>
/// <param name="Rule">The rule's index.</param>
/// <param name="Gateways">The groups of gateways that it is for, one bit each.</param>
/// <param name="Conditions">What has to hold beside.</param>
internal sealed record RequestSet(int Rule, ulong Gateways, ImmutableArray<Condition> Conditions)
{
    /// <summary>The conditions on one dimension.</summary>
    public IEnumerable<Condition> On(Dimension dimension) => Conditions.Where(condition => condition.Dimension == dimension);
}
