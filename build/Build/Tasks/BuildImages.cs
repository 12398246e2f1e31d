using Cake.Frosting;
using MeshBuild.Mesh.Images;

namespace MeshBuild.Build.Tasks;

[TaskDescription("builds the images of manifests/images, side by side")]
public sealed class BuildImages : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        if (await context.RehearsesImagesAsync())
        {
            new ImageRehearsal(context.Reporter).Build(ImagePlan.Read(context.Settings));
            return;
        }

        await context.Login.EnsureAsync(context.Settings, context.Cancellation);
        await new ImageBuilder(context.Docker, context.Reporter)
            .BuildAsync(ImagePlan.Read(context.Settings), context.Settings, context.Cancellation);
    }
}
