using Cake.Frosting;
using MeshBuild.Mesh.Images;

namespace MeshBuild.Build.Tasks;

[TaskDescription("pushes the images and records their digests")]
[IsDependentOn(typeof(BuildImages))]
public sealed class PushImages : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) =>
        new ImagePublisher(context.Docker, context.ImageRegistry, context.Reporter, Environment.GetEnvironmentVariable)
            .PublishAsync(ImagePlan.Read(context.Settings), context.Settings, context.Cancellation);
}
