namespace MeshBuild.Rehearsal.Schema;

/// <summary>An API group and the version that clients are to prefer. The core group's name is empty.</summary>
public sealed record ApiGroup(string Name, string PreferredVersion);
