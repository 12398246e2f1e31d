using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Workloads;

/// <summary>Verify: the workloads' rollouts are complete, every pod that should have a sidecar has it, the routes answer.</summary>
public sealed class WorkloadVerification(ICluster cluster, HttpClient http, IReporter reporter, TimeProvider time)
{
    private static readonly ResourceType[] Types = [ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets];
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Waits for the rollouts, then looks.</summary>
    /// <exception cref="MeshException">A pod is not ready until the deadline, or lacks its sidecar.</exception>
    public async Task VerifyAsync(MeshSettings settings, Deadline deadline)
    {
        var lists = await Task.WhenAll(Types.Select(async type => (await cluster.ListAsync(type, settings.Namespace, null, deadline.Token)).Items
            .Select(found => ObjectIdentity.Of(type, settings.Namespace, found.Name))));
        var workloads = lists.SelectMany(list => list).ToList();
        if (workloads.Count == 0)
        {
            throw new MeshException($"namespace/{settings.Namespace} holds no workload.", "Run --target=Deploy, or name the namespace with --namespace.");
        }

        await new RolloutWait(cluster, reporter).ReadyAsync(settings.Namespace, workloads, deadline);
        var picture = await MeshPicture.TakeAsync(cluster, settings.Namespace, deadline.Token);
        picture.Show(reporter, settings.Namespace, time.GetUtcNow());
        await CheckSidecarsAsync(picture, settings, deadline.Token);
        await ProbeAsync(picture, deadline.Token);
    }

    private async Task CheckSidecarsAsync(MeshPicture picture, MeshSettings settings, CancellationToken cancellation)
    {
        if (settings.Injection == InjectionMode.None)
        {
            return;
        }

        var labels = (await cluster.FindAsync(ResourceTypes.Namespaces, null, settings.Namespace, cancellation))?.Labels ?? new Dictionary<string, string>();
        var bare = picture.Pods.Where(pod => !pod.HasSidecar && !pod.IsCompleted).ToList();
        // In manual mode nothing but the manifests decides, and those were checked when they were injected.
        var lacking = bare.Where(pod => settings.Injection == InjectionMode.Auto
            && InjectionDecision.Decide(pod.Pod.Labels, pod.Pod.Annotations, (bool?)pod.Pod.At("spec", "hostNetwork") ?? false, settings.Namespace, labels).Injected).ToList();
        if (lacking.Count > 0)
        {
            throw new MeshException($"without a sidecar: {string.Join(", ", lacking.Select(pod => "pod/" + pod.Name))}",
                "Run --target=ApplyWorkloads: it restarts what runs without one.");
        }

        foreach (var pod in bare)
        {
            reporter.Warn($"pod/{pod.Name} has no sidecar, as its manifest or its namespace asks");
        }
    }

    // From here the gateway may be out of reach though the mesh is well: that is said, not failed.
    private async Task ProbeAsync(MeshPicture picture, CancellationToken cancellation)
    {
        if (picture.Ingress?.Url is not { } url)
        {
            return;
        }

        if (cluster.Target.IsRehearsal)
        {
            reporter.Say("the routes are not asked: in a rehearsal nothing listens behind them");
            return;
        }

        foreach (var route in picture.Routes)
        {
            using var patience = new CancellationTokenSource(ProbeTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
            try
            {
                using var answer = await http.GetAsync(new Uri(url + route.Path), HttpCompletionOption.ResponseHeadersRead, either.Token);
                reporter.Say($"{url}{route.Path} answers {(int)answer.StatusCode}");
            }
            catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                reporter.Warn($"{url}{route.Path} does not answer from here ({(failure is HttpRequestException ? failure.Message : $"nothing within {ProbeTimeout.TotalSeconds:0} s")})");
            }
        }
    }
}
