namespace MeshBuild.Rehearsal.Schema;

/// <summary>What a CustomResourceDefinition says of a served version beyond its names and schema.</summary>
/// <param name="DefinitionName">The definition's name, <c>plural.group</c>.</param>
/// <param name="Columns">What <c>kubectl get</c> prints between name and age; empty asks for the age alone.</param>
/// <param name="SpecReplicasPath">For the scale subresource, such as <c>.spec.replicas</c>; null without one.</param>
/// <param name="StatusReplicasPath">For the scale subresource.</param>
/// <param name="LabelSelectorPath">For the scale subresource; optional.</param>
public sealed record CustomType(
    string DefinitionName, IReadOnlyList<PrinterColumn> Columns, string? SpecReplicasPath, string? StatusReplicasPath, string? LabelSelectorPath)
{
    /// <summary>Where the status is a subresource, it is not written with the object, and the generation follows everything but metadata and status.</summary>
    public bool HasStatus { get; init; }
}
