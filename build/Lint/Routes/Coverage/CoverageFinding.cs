namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>A rule or match that does not get the requests that it asks for.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Rule">The rule, as its index in <see cref="HttpRules.Rules"/>.</param>
/// <param name="Match">The match, as its index in <see cref="HttpRule.Matches"/>; none for <see cref="CoverageKind.UnreachableRule"/>.</param>
/// <param name="TakenBy">The earlier rules that take the requests, as ascending indexes: no more than are needed. Empty when none does.</param>
/// <param name="Lost">The requests that are lost, as in <c>requests with URI /cars/new</c>.</param>
/// <param name="Text">The finding as one sentence, without a full stop.</param>
public sealed record CoverageFinding(
    CoverageKind Kind, int Rule, int? Match, IReadOnlyList<int> TakenBy, string Lost, string Text);
