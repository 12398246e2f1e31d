namespace MeshBuild.Build.CommandLine;

/// <summary>Marks a task that talks to the cluster.</summary>
public interface IReadsCluster;
