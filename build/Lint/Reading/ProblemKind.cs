namespace MeshBuild.Lint.Reading;

/// <summary>What keeps a text, or a part of it, from being read.</summary>
public enum ProblemKind
{
    Syntax,
    DuplicateKey,
    Tab,
    Anchor,
    NoObject,
    Limit,
}
