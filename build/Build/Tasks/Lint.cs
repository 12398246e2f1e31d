using Cake.Frosting;
using MeshBuild.Lint.Running;

namespace MeshBuild.Build.Tasks;

[TaskDescription("says what Istio would do with the manifests; --explain=CODE tells more of a rule, --fix mends")]
public sealed class Lint : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context)
    {
        var lint = new LintRun(context.Settings, context.Kubectl, context.Helm, () => context.Cluster, context.Reporter);
        return context.Settings.Lint.Watch ? context.UntilInterruptedAsync(lint.WatchAsync) : lint.RunAsync(context.Cancellation);
    }
}
