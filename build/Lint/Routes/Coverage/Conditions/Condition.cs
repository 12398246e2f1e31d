namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>One condition: the value is there and of a set, or not (it is of no such value, or not there).</summary>
/// <param name="Dimension">What it asks for.</param>
/// <param name="Atom">The set.</param>
/// <param name="IsNegated">Whether it must not be of the set.</param>
internal sealed record Condition(Dimension Dimension, Atom Atom, bool IsNegated = false)
{
    public Condition Negation => this with { IsNegated = !IsNegated };
}
