namespace MeshBuild.Lint.Reading;

/// <summary>Something that keeps a text, or a part of it, from being read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Message">What it is, in words.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ReadingProblem(ProblemKind Kind, int Start, int End, string Message, string Remedy);
