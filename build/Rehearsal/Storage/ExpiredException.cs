namespace MeshBuild.Rehearsal.Storage;

/// <summary>What happened since that version is no longer known: list anew.</summary>
public sealed class ExpiredException(long requested, long oldest) : Exception($"too old resource version: {requested} ({oldest})")
{
    public long Requested => requested;
    public long Oldest => oldest;
}
