using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>The node: starts pods, says how their containers stand, and ends them.</summary>
internal sealed class Kubelet(ClusterServices services) : Controller(services, "kubelet", workers: 4, services.Options.NodeName)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<ObjectKey, PodRun> _runs = new();
    private int _addresses = 1;

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Pods];

    private TimeSpan StartDelay => Services.Options.PodStartDelay * Services.Scenario.Value.SlowFactor;

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        var pod = Store.Find(ResourceKeys.Pods, key.Namespace, key.Name);
        if (_runs.TryGetValue(key, out var run) && run.Uid != pod?.Uid)
        {
            _runs.TryRemove(key, out _);
            await Services.Programs.StopAsync(run.Uid);
        }

        if (pod is null || pod.Json.Text("spec", "nodeName") is null or "")
        {
            return;
        }

        run = _runs.GetOrAdd(key, _ => new PodRun(pod.Uid, PodFates.Of(pod, Services.Scenario.Value), Address(pod)));
        if (pod.IsDeleting)
        {
            await EndAsync(pod, run, cancellation);
        }
        else if (run.Due is { } due && due > Time.GetUtcNow())
        {
            Queue.AddAfter(key, due - Time.GetUtcNow());
        }
        else if (pod.Json.Text("status", "phase") is not ("Succeeded" or "Failed"))
        {
            run.Due = await AdvanceAsync(pod, run, cancellation) is { } delay ? Time.GetUtcNow() + delay : null;
            if (run.Due is { } next)
            {
                Queue.AddAfter(key, next - Time.GetUtcNow());
            }
        }
    }

    // Does what is due, and says after which time something is due again.
    private async Task<TimeSpan?> AdvanceAsync(StoredObject pod, PodRun run, CancellationToken cancellation)
    {
        switch (run.Stage)
        {
            case PodStage.Accept:
                await WriteAsync(pod, run, "Pending",
                    ContainerView.Waiting(InitContainers(pod).Any() ? "PodInitializing" : "ContainerCreating"), cancellation);
                run.Stage = PodStage.Start;
                return StartDelay;
            case PodStage.Start:
                return await StartAsync(pod, run, cancellation);
            case PodStage.PullAgain:
                return await BackOffPullAsync(pod, run, cancellation);
            case PodStage.Crash:
                return await CrashAsync(pod, run, cancellation);
            case PodStage.Probe:
                await Events.WarningAsync(pod, "Unhealthy", Probe(pod, run), cancellation, FieldPath(FirstContainer(pod)));
                return ProbePeriod;
            case PodStage.Complete:
                var code = run.Fate == PodFate.Fails ? 1 : 0;
                var view = ContainerView.Ended(code, run.StartedAt, Now(),
                    ContainerView.Id(pod.Uid, Name(FirstContainer(pod)), 0)) with
                { IsReady = false };
                await WriteAsync(pod, run, code == 0 ? "Succeeded" : "Failed", view, cancellation);
                await Services.Programs.StopAsync(pod.Uid);
                run.Stage = PodStage.Settled;
                return null;
            default:
                if (pod.Json.At("spec", "readinessGates") is JsonArray { Count: > 0 })
                {
                    await WriteAsync(pod, run, "Running", ContainerView.Running(run.StartedAt, isReady: true), cancellation);
                }

                return null;
        }
    }

    private async Task<TimeSpan?> StartAsync(StoredObject pod, PodRun run, CancellationToken cancellation)
    {
        var first = FirstContainer(pod);
        run.StartedAt = Now();
        if (run.Failures == 0)
        {
            foreach (var container in InitContainers(pod).Concat(Containers(pod).Skip(run.Fate == PodFate.ImageMissing ? 1 : 0)))
            {
                await SayStartedAsync(pod, container, cancellation);
            }
        }
        else if (run.Fate == PodFate.Crashes)
        {
            await SayStartedAsync(pod, first, cancellation);
        }

        switch (run.Fate)
        {
            case PodFate.ImageMissing:
                var refusal = PullRefusal(first);
                await Events.NormalAsync(pod, "Pulling", $"Pulling image \"{Image(first)}\"", cancellation, FieldPath(first));
                await Events.WarningAsync(pod, "Failed", $"Failed to pull image \"{Image(first)}\": {refusal}", cancellation,
                    FieldPath(first));
                await Events.WarningAsync(pod, "Failed", "Error: ErrImagePull", cancellation, FieldPath(first));
                await WriteAsync(pod, run, "Pending", ContainerView.Waiting("ErrImagePull", refusal), cancellation);
                run.Stage = PodStage.PullAgain;
                return StartDelay;
            case PodFate.Crashes:
                await WriteAsync(pod, run, "Running",
                    ContainerView.Running(run.StartedAt, isReady: false) with { Restarts = run.Failures, LastState = LastCrash(pod) },
                        cancellation);
                run.Stage = PodStage.Crash;
                return StartDelay;
            case PodFate.NeverReady:
                await WriteAsync(pod, run, "Running", ContainerView.Running(run.StartedAt, isReady: false), cancellation);
                run.Stage = PodStage.Probe;
                return StartDelay;
            default:
                await Services.Programs.StartAsync(pod, Services, cancellation);
                await WriteAsync(pod, run, "Running", ContainerView.Running(run.StartedAt, isReady: true), cancellation);
                run.Stage = run.Fate == PodFate.Runs ? PodStage.Settled : PodStage.Complete;
                return run.Fate == PodFate.Runs ? null : StartDelay;
        }
    }

    private async Task<TimeSpan?> BackOffPullAsync(StoredObject pod, PodRun run, CancellationToken cancellation)
    {
        var first = FirstContainer(pod);
        var message = $"Back-off pulling image \"{Image(first)}\"";
        await Events.NormalAsync(pod, "BackOff", message, cancellation, FieldPath(first));
        await Events.WarningAsync(pod, "Failed", "Error: ImagePullBackOff", cancellation, FieldPath(first));
        await WriteAsync(pod, run, "Pending", ContainerView.Waiting("ImagePullBackOff", message), cancellation);
        run.Stage = PodStage.Start;
        return BackOff(run.Failures++);
    }

    private async Task<TimeSpan?> CrashAsync(StoredObject pod, PodRun run, CancellationToken cancellation)
    {
        var name = Name(FirstContainer(pod));
        var backOff = BackOff(run.Failures);
        var last = ContainerView.Terminated(1, run.StartedAt, Now(), ContainerView.Id(pod.Uid, name, run.Failures));
        run.Failures++;
        await WriteAsync(pod, run, "Running", ContainerView.Waiting("CrashLoopBackOff",
            $"back-off {Duration(backOff)} restarting failed container={name} pod={pod.Name}_{pod.Namespace}({pod.Uid})")
            with
        { Restarts = run.Failures, LastState = last }, cancellation);
        await Events.WarningAsync(pod, "BackOff", "Back-off restarting failed container", cancellation, FieldPath(FirstContainer(pod)));
        run.Stage = PodStage.Start;
        return backOff;
    }

    private async Task EndAsync(StoredObject pod, PodRun run, CancellationToken cancellation)
    {
        if (run.EndDue is null)
        {
            var grace = TimeSpan.FromSeconds(pod.Json.Integer("metadata", "deletionGracePeriodSeconds") ?? 0);
            var delay = Services.Options.PodStopDelay * Services.Scenario.Value.SlowFactor;
            run.EndDue = Time.GetUtcNow() + (delay < grace ? delay : grace);
            foreach (var status in pod.Json.Each("status", "containerStatuses").Where(status => status.At("state", "running") is not null))
            {
                await Events.NormalAsync(pod, "Killing", $"Stopping container {status.Text("name")}", cancellation,
                    $"spec.containers{{{status.Text("name")}}}");
            }
        }

        if (run.EndDue > Time.GetUtcNow())
        {
            Queue.AddAfter(pod.Key, run.EndDue.Value - Time.GetUtcNow());
            return;
        }

        await Services.Programs.StopAsync(pod.Uid);
        await Writes.DeleteAsync(pod, new DeleteOptions { GracePeriodSeconds = 0 }, cancellation);
    }

    private Task WriteAsync(StoredObject pod, PodRun run, string phase, ContainerView first, CancellationToken cancellation)
    {
        var isStarting = run.Stage == PodStage.Accept;
        var isOver = phase is "Succeeded" or "Failed";
        var containers = Containers(pod).Select((container, index) => (Name: Name(container),
            View: index == 0 || isStarting || isOver ? first : ContainerView.Running(run.StartedAt, isReady: true)))
                .ToDictionary(one => one.Name, one => one.View);
        var inits = InitContainers(pod).ToDictionary(Name, container => isStarting
            ? ContainerView.Waiting("PodInitializing")
            : ContainerView.Ended(0, run.StartedAt, run.StartedAt, ContainerView.Id(pod.Uid, Name(container), 0)));
        var status = new PodStatus(Services.Options.NodeAddress, isStarting
            && run.Address != Services.Options.NodeAddress ? "" : run.Address, Now());
        return Writes.SetStatusAsync(pod, status.Of(pod, phase, containers, inits), cancellation);
    }

    private async Task SayStartedAsync(StoredObject pod, JsonNode container, CancellationToken cancellation)
    {
        var (image, path) = (Image(container),
            FieldPath(container, InitContainers(pod).Contains(container) ? "initContainers" : "containers"));
        if (container.Text("imagePullPolicy") == "Always")
        {
            await Events.NormalAsync(pod, "Pulling", $"Pulling image \"{image}\"", cancellation, path);
            await Events.NormalAsync(pod, "Pulled", $"Successfully pulled image \"{image}\" in {StartDelay.TotalSeconds:0.######}s",
                cancellation, path);
        }
        else
        {
            await Events.NormalAsync(pod, "Pulled", $"Container image \"{image}\" already present on machine", cancellation, path);
        }

        await Events.NormalAsync(pod, "Created", $"Created container {Name(container)}", cancellation, path);
        await Events.NormalAsync(pod, "Started", $"Started container {Name(container)}", cancellation, path);
    }

    private string Address(StoredObject pod)
    {
        if (pod.Json.IsTrue("spec", "hostNetwork"))
        {
            return Services.Options.NodeAddress;
        }

        // 10.244.0.0/16 without its first and last address.
        var number = (Interlocked.Increment(ref _addresses) % 65_534) + 1;
        return $"10.244.{number >> 8}.{number & 255}";
    }

    private static JsonObject? LastCrash(StoredObject pod) =>
        pod.Json.Each("status", "containerStatuses").FirstOrDefault(status => status.Text("name") == Name(FirstContainer(pod)))
            .At("lastState") is JsonObject { Count: > 0 } last
            ? last.DeepClone().AsObject()
            : null;

    private static string PullRefusal(JsonNode container)
    {
        var image = Image(container);
        var tagged = image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest";
        return "rpc error: code = Unknown desc = Error response from daemon: "
            + $"manifest for {tagged} not found: manifest unknown: manifest unknown";
    }

    private static string Probe(StoredObject pod, PodRun run)
    {
        var probe = FirstContainer(pod).At("readinessProbe");
        var port = probe.Integer("httpGet", "port") ?? probe.Integer("tcpSocket", "port") ?? FirstContainer(pod).Each("ports")
            .FirstOrDefault().Integer("containerPort") ?? 80;
        var address = $"{run.Address}:{port}";
        var request = probe.At("httpGet") is null ? "" : $"Get \"http://{address}{probe.Text("httpGet", "path") ?? "/"}\": ";
        return $"Readiness probe failed: {request}dial tcp {address}: connect: connection refused";
    }

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks << Math.Min(failures, 10)));

    private static string Duration(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1) ? $"{time.TotalSeconds:0}s" : $"{(int)time.TotalMinutes}m{time.Seconds}s";

    private static string FieldPath(JsonNode container, string list = "containers") => $"spec.{list}{{{Name(container)}}}";

    private static string Name(JsonNode container) => container.Text("name") ?? "";

    private static string Image(JsonNode container) => container.Text("image") ?? "";

    private static JsonNode FirstContainer(StoredObject pod) => Containers(pod).First();

    private static IEnumerable<JsonNode> Containers(StoredObject pod) => pod.Json.Each("spec", "containers").OfType<JsonNode>();

    private static IEnumerable<JsonNode> InitContainers(StoredObject pod) => pod.Json.Each("spec", "initContainers").OfType<JsonNode>();
}
