namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>What admission is told.</summary>
public enum Operation
{
    Create,
    Update,
    Delete,
    Connect,
}
