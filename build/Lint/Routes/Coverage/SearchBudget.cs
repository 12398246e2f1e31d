namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>How much work may go into one VirtualService, so that a hostile regex costs a moment and no more.</summary>
/// <param name="steps">Terms made and choices tried.</param>
internal sealed class SearchBudget(int steps)
{
    /// <summary>Nothing is left: what is open stays undecided.</summary>
    public bool IsSpent => steps <= 0;

    public void Spend(int count) => steps -= Math.Min(count, steps);
}
