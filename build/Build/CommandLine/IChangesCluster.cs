namespace MeshBuild.Build.CommandLine;

/// <summary>Marks a task that changes the cluster: one run at a time.</summary>
public interface IChangesCluster : IReadsCluster;
