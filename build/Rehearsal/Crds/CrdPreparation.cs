using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Crds;

/// <summary>A new definition knows which version it stores; a stored one takes its objects along when it goes.</summary>
internal sealed class CrdPreparation : IPreparation
{
    public void Prepare(WriteContext context)
    {
        if (context.Operation == Operation.Create && context.Is("apiextensions.k8s.io", "customresourcedefinitions")
            && context.New.Each("spec", "versions").FirstOrDefault(version => version.IsTrue("storage")).Text("name") is { } stored)
        {
            context.New.Object("status")["storedVersions"] = new JsonArray(stored);
        }
    }
}
