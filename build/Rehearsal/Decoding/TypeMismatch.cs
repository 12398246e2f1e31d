using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Decoding;

/// <summary>A value of an object that is not of its field's type.</summary>
/// <param name="Path">The way there: names and indices.</param>
/// <param name="Fields">The way there as the server's decoder names it: <c>v1.Deployment.Spec</c>, <c>v1.DeploymentSpec.Replicas</c>.</param>
/// <param name="Value">What is there.</param>
/// <param name="Schema">What should be.</param>
internal sealed record TypeMismatch(IReadOnlyList<object> Path, IReadOnlyList<string> Fields, JsonNode Value, SchemaNode Schema);
