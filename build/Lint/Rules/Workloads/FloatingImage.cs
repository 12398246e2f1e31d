using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class FloatingImage() : Rule("MB116", Severity.Warning, "an image without a tag, or with latest",
    "Two pods of one workload may run different programs, and nobody can go back to the one before.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.Workloads
        from container in workload.PodSpec.Mappings("initContainers").Concat(workload.PodSpec.Mappings("containers"))
        let image = container.Scalar("image")
        where image is not null && Floats(image.Value) && !mesh.Options.LocalImages.Contains(image.Value)
        select Found(workload.Manifest, image, $"the image {image.Value} of {workload} may be another one tomorrow", "Name a tag that stays, or a digest.");

    private static bool Floats(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return !image.Contains('@') && (!name.Contains(':') || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
