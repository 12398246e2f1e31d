namespace MeshBuild.Rehearsal.Schema;

/// <summary>Where objects of a type are stored: all versions of a type share one key. The core group is the empty string.</summary>
public readonly record struct ResourceKey(string Group, string Plural)
{
    /// <summary>As the server's messages have it: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
