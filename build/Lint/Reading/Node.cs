namespace MeshBuild.Lint.Reading;

/// <summary>A value of a manifest: a mapping, a sequence or a scalar.</summary>
/// <param name="start">Where it begins, as an index into its file's text.</param>
/// <param name="end">Where it ends.</param>
/// <param name="weight">How many values it has when every alias is written out, itself counted.</param>
public abstract class Node(int start, int end, int weight)
{
    public int Start { get; } = start;

    public int End { get; } = end;

    internal int Weight { get; } = weight;
}
