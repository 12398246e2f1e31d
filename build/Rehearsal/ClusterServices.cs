using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal;

/// <summary>What the parts of the cluster share, and what tests and controllers work with.</summary>
/// <param name="Options">How the cluster behaves; its time provider is the only clock.</param>
/// <param name="Types">What is served.</param>
/// <param name="Store">All objects: to read and to watch. Writes go through the stages.</param>
/// <param name="Pipeline">The stages of a write.</param>
/// <param name="Resources">Creations and changes.</param>
/// <param name="Deleter">Deletions.</param>
/// <param name="AuthorityPem">The certificate of the cluster's authority.</param>
/// <param name="Programs">What runs in place of containers.</param>
/// <param name="Scenario">What goes wrong on purpose.</param>
public sealed record ClusterServices(
    RehearsalOptions Options,
    TypeRegistry Types,
    ObjectStore Store,
    RequestPipeline Pipeline,
    ResourceWriter Resources,
    ResourceDeleter Deleter,
    string AuthorityPem,
    PodPrograms Programs,
    CurrentScenario Scenario);
