using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Gives a new Job the selector of its pods, made from its uid, unless it brings its own.</summary>
internal sealed class JobPreparation : IPreparation
{
    public void Prepare(WriteContext context)
    {
        if (context.Operation != Operation.Create || !context.Is("batch", "jobs") || context.New.IsTrue("spec", "manualSelector"))
        {
            return;
        }

        var uid = context.New.Text("metadata", "uid");
        var spec = context.New.Object("spec");
        var labels = spec.Object("template").Object("metadata").Object("labels");

        // What it brings itself stays, and is refused when it is not the same.
        labels["controller-uid"] ??= uid;
        labels["job-name"] ??= context.Name;
        spec.Object("selector").Object("matchLabels")["controller-uid"] ??= uid;
    }
}
