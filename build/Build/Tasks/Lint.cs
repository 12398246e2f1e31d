using Cake.Frosting;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Manifests;

namespace MeshBuild.Build.Tasks;

[TaskDescription("holds the manifests against what Istio asks of workloads")]
public sealed class Lint : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var manifests = context.Settings.Manifests;
        var workloads = WorkloadSources.Read(manifests).OfType<PlainSource>().SelectMany(source => source.Documents).ToList();
        var configuration = new[] { "egress", "ingress" }.SelectMany(folder => ManifestFolder.Read(Path.Combine(manifests, folder))).ToList();
        var findings = ManifestLint.Check(workloads);
        foreach (var finding in findings)
        {
            context.Reporter.Annotate(finding.Document.File, finding.Place.Line, finding.Place.Column, finding.Message);
        }

        if (findings.Count > 0)
        {
            throw new MeshException(string.Join('\n', findings.Select(finding => finding.Text)), $"Mend these {findings.Count} and run the same command again.");
        }

        context.Reporter.Say($"{workloads.Count + configuration.Count} objects read, nothing to mend");
    }
}
