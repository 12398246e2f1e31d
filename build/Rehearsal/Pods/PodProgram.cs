using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>A program that stands in for a container image: while a pod with that image runs, it runs inside this process.</summary>
/// <param name="ImagePattern">A whole image reference, in which <c>*</c> stands for anything: <c>*/pilot:*</c>.</param>
/// <param name="StartAsync">
/// Starts it, given the pod and the cluster, before the pod becomes ready, and returns it for the pod's end.
/// What it throws ends the cluster.
/// </param>
public sealed record PodProgram(string ImagePattern, Func<JsonObject, ClusterServices, CancellationToken,
    Task<IRunningProgram>> StartAsync);
