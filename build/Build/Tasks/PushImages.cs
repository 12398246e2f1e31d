using Cake.Frosting;
using MeshBuild.Mesh.Images;

namespace MeshBuild.Build.Tasks;

[TaskDescription("pushes the images and records their digests")]
[IsDependentOn(typeof(BuildImages))]
public sealed class PushImages : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var plan = ImagePlan.Read(context.Settings);
        await (await context.RehearsesImagesAsync()
            ? new ImageRehearsal(context.Reporter).PublishAsync(plan, context.Settings, context.Cancellation)
            : new ImagePublisher(context.Docker, context.ImageRegistry, context.Reporter, Environment.GetEnvironmentVariable)
                .PublishAsync(plan, context.Settings, context.Cancellation));
    }
}
