using Cake.Frosting;
using MeshBuild.Build.Testing;

namespace MeshBuild.Build.Tasks;

[TaskDescription("this project's own tests, those on a real cluster aside")]
public sealed class Test : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) =>
        new TestRun(context.Processes, context.Reporter, context.Settings).RunAsync(context.Cancellation);
}
