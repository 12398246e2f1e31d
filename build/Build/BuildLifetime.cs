using System.Diagnostics;
using System.Net;
using Cake.Core;
using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Build;

/// <summary>Before the first task: says which cluster and tools it is about, and takes the lock. After the last: gives it back.</summary>
public sealed class BuildLifetime(Run run) : FrostingLifetime<BuildContext>
{
    private RunLock? _lock;

    public override void Setup(BuildContext context, ISetupContext info)
    {
        var tasks = info.TasksToExecute.Select(task => task.Name).ToList();
        try
        {
            if (tasks.Any(Targets.Is<IReadsCluster>) || (context.Settings.Lint.Live && tasks.Contains(nameof(Tasks.Lint))))
            {
                SetupAsync(context, tasks.Any(Targets.Is<IChangesCluster>), info.TargetTask.Name).GetAwaiter().GetResult();
                if (!tasks.Contains(nameof(Tasks.Doctor)))
                {
                    ClearFaultsAsync(context).GetAwaiter().GetResult();
                }
            }
        }
        catch (Exception failure)
        {
            run.Fail(failure);
            throw;
        }
    }

    public override void Teardown(BuildContext context, ITeardownContext info)
    {
        if (info.ThrownException is { } failure)
        {
            run.Fail(failure);
        }

        try
        {
            TeardownAsync(context).GetAwaiter().GetResult();
        }
        catch (Exception cleaning)
        {
            run.Fail(cleaning);
            throw;
        }
    }

    private async Task SetupAsync(BuildContext context, bool changes, string target)
    {
        if (context.AsksForRehearsal)
        {
            await context.StartRehearsalAsync();
        }

        var cluster = context.Target;
        if (cluster.IsRehearsal)
        {
            context.Reporter.Say("a rehearsal: the cluster is an embedded one, and nothing real is touched");
        }
        else if (context.Settings.Rehearse is not null)
        {
            throw new ConfigurationException($"--rehearse is for the rehearsal cluster, and {cluster.Context} is none.", "Say --context=rehearsal with it, or leave it out.");
        }

        context.Reporter.Say($"cluster {cluster.Context} at {cluster.Server} ({cluster.Kubeconfig})");
        context.Reporter.Say($"kubectl {await context.Locations.KubectlAsync(context.Cancellation)}, Istio {context.Settings.IstioVersion}, namespace {context.Settings.Namespace}");
        if (changes)
        {
            using var process = Process.GetCurrentProcess();
            var holder = new RunHolder(Environment.MachineName, process.Id, Started(process), target);
            _lock = await RunLock.AcquireAsync(context.Cluster, holder, IsAlive, context.Reporter, context.Deadline, context.Time);
            _lock.Lost.Register(() => run.Stop(new MeshException("another run took this one's place on the cluster: its Lease was not renewed in time.",
                "See what the other run does (--target=Status), and run the same command again after its end.")));
        }
    }

    // No fault outlives its time by more than a run. Doctor is to find out first whether the cluster can be asked at all.
    private static async Task ClearFaultsAsync(BuildContext context)
    {
        try
        {
            await context.Faults.ClearExpiredAsync(context.Cancellation);
        }
        catch (ClusterException failure) when (failure.Status == HttpStatusCode.Forbidden)
        {
            context.Reporter.Detail($"faults whose time is over are not looked for: {failure.Message}");
        }
    }

    // What was started ends before another run may begin.
    private async Task TeardownAsync(BuildContext context)
    {
        await context.Processes.DisposeAsync();
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }

        // After the lock: another run may work on the cluster that is kept.
        if (context.Settings.Keep && !run.IsInterrupted)
        {
            await context.KeepRehearsalAsync();
        }

        if (context.IsRehearsal)
        {
            context.Reporter.Say("this was a rehearsal: nothing real was touched");
        }

        await context.EndRehearsalAsync();
    }

    private static bool IsAlive(RunHolder holder)
    {
        try
        {
            using var process = Process.GetProcessById(holder.Process);
            return Math.Abs(Started(process) - holder.Started) <= 1;
        }
        catch (ArgumentException)
        {
            // There is no such process.
            return false;
        }
    }

    private static long Started(Process process) => new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
}
