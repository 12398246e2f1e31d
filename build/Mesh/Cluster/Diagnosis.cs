using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// Says why workloads are not ready: which pod, which container, its reason and message, the end of its log, the events that explain it, and what to do.
/// </summary>
public sealed class Diagnosis(ICluster cluster)
{
    private const int LogLines = 10;
    // The run's deadline is over when this is asked; looking around has a short one of its own.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    /// <summary>Explains it; when the server cannot be asked any more, with what is known.</summary>
    public async Task<Explanation> ExplainAsync(string @namespace, IReadOnlyCollection<ObjectIdentity> workloads)
    {
        using var budget = new CancellationTokenSource(Budget);
        var causes = new List<string>();
        var remedies = new List<string>();
        try
        {
            var pods = (await cluster.ListAsync(ResourceTypes.Pods, @namespace, null, budget.Token)).Items;
            var events = (await cluster.ListAsync(ResourceTypes.Events, @namespace, null, budget.Token)).Items
                .OrderBy(Time, StringComparer.Ordinal).ToList();
            foreach (var identity in workloads)
            {
                await ExplainAsync(identity, @namespace, pods, events, causes, remedies, budget.Token);
            }
        }
        catch (Exception failure) when (failure is ClusterException or OperationCanceledException)
        {
            causes.Add($"The cluster could not be asked why: {failure.Message}");
        }

        var names = string.Join(", ", workloads.Select(workload => $"{workload.Kind.ToLowerInvariant()}/{workload.Name}"));
        return new Explanation(
            causes.Count > 0 ? string.Join('\n', causes) : $"not ready: {names}",
            string.Join('\n', remedies.Distinct().DefaultIfEmpty($"Look at `kubectl -n {@namespace} get pods`.")));
    }

    private async Task ExplainAsync(ObjectIdentity identity, string @namespace, IReadOnlyList<KubeObject> pods, IReadOnlyList<KubeObject> events,
        List<string> causes, List<string> remedies, CancellationToken cancellation)
    {
        var name = $"{identity.Kind.ToLowerInvariant()}/{identity.Name}";
        if (await cluster.FindAsync(identity.Type with { Namespaced = true }, @namespace, identity.Name, cancellation) is not { } workload)
        {
            causes.Add($"{name} does not exist.");
            return;
        }

        var state = RolloutState.Of(workload);
        if (state.IsDone)
        {
            return;
        }

        causes.Add($"{name} is not ready: {state.Text}.");
        var own = pods.Where(pod => RolloutPicture.Selects(workload, pod) && !pod.IsTerminating).ToList();
        foreach (var alike in own.Select(PodPicture.Of).Where(pod => !pod.IsReady).GroupBy(pod => pod.Status))
        {
            var pod = alike.First().Pod;
            causes.Add($"  pod/{pod.Name}: {alike.Key}" + (alike.Count() > 1 ? $" (and {alike.Count() - 1} more like it)" : ""));
            foreach (var (status, isInit) in Statuses(pod).Where(item => (bool?)item.Status["ready"] != true))
            {
                await ExplainAsync(pod, status, isInit, causes, remedies, cancellation);
            }

            AddEvents(events, pod, causes, remedies);
        }

        // A pod that was refused does not exist: what should have made it says why.
        AddEvents(events, workload, causes, remedies);
        if (workload.Kind == "Deployment")
        {
            var sets = (await cluster.ListAsync(ResourceTypes.ReplicaSets, @namespace, null, cancellation)).Items;
            foreach (var set in sets.Where(set => IsOwned(set, workload) && ((long?)set.At("status", "replicas") ?? 0) < ((long?)set.At("spec", "replicas") ?? 1)))
            {
                AddEvents(events, set, causes, remedies);
            }
        }
    }

    private async Task ExplainAsync(KubeObject pod, JsonObject status, bool isInit, List<string> causes, List<string> remedies, CancellationToken cancellation)
    {
        var container = (string?)status["name"] ?? "";
        var waiting = status["state"]?["waiting"];
        var ended = status["state"]?["terminated"] ?? status["lastState"]?["terminated"];
        var reason = (string?)waiting?["reason"];
        if (reason is "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull")
        {
            causes.Add($"    container {container}: the image {(string?)status["image"]} cannot be pulled ({reason}): {(string?)waiting?["message"]}");
            remedies.Add("See that the image was pushed and that the nodes reach the registry and may pull from it (imagePullSecrets).");
            return;
        }

        if (ended is not null)
        {
            causes.Add($"    container {container}: ended with exit code {(int?)ended["exitCode"]} ({(string?)ended["reason"]}), {(int?)status["restartCount"]} restarts");
            await AddLogAsync(pod, container, previous: status["state"]?["running"] is null && status["state"]?["terminated"] is null, causes, cancellation);
            remedies.Add($"The container {container} ends at its start: mend what its log says (`kubectl -n {pod.Namespace} logs {pod.Name} -c {container} --previous`).");
            return;
        }

        if (status["state"]?["running"] is not null && isInit)
        {
            causes.Add($"    init container {container}: has not ended yet");
            await AddLogAsync(pod, container, previous: false, causes, cancellation);
        }
        else if (status["state"]?["running"] is not null)
        {
            causes.Add($"    container {container}: runs, but its readiness probe has not succeeded");
            await AddLogAsync(pod, container, previous: false, causes, cancellation);
            remedies.Add($"See what the readiness probe of the container {container} asks and what it answers.");
        }
        else if (waiting is not null && reason is not ("ContainerCreating" or "PodInitializing"))
        {
            causes.Add($"    container {container}: {reason}: {(string?)waiting["message"]}");
        }
    }

    private async Task AddLogAsync(KubeObject pod, string container, bool previous, List<string> causes, CancellationToken cancellation)
    {
        var log = await cluster.LogAsync(pod.Namespace, pod.Name, container, LogLines, previous, cancellation);
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length > 0)
        {
            causes.Add("      the end of its log:");
            causes.AddRange(lines.Select(line => "        " + line));
        }
    }

    private static void AddEvents(IReadOnlyList<KubeObject> events, KubeObject value, List<string> causes, List<string> remedies)
    {
        var told = events
            .Where(item => (string?)item.Json["type"] == "Warning" && (string?)item.At("involvedObject", "uid") == value.Uid)
            .Select(item => (Reason: (string?)item.Json["reason"] ?? "", Message: ((string?)item.Json["message"] ?? "").Trim()))
            .Distinct().TakeLast(4);
        foreach (var (reason, message) in told.Where(told => told.Reason != "BackOff"))
        {
            causes.Add($"    {reason}: {message}");
            if (message.Contains("failed calling webhook", StringComparison.Ordinal) && message.Contains("istio", StringComparison.Ordinal))
            {
                remedies.Add("The injection webhook refuses pods since istiod does not answer: see `kubectl -n istio-system get pods`; --target=InstallIstio brings it back.");
            }
            else if (message.Contains("exceeded quota", StringComparison.Ordinal))
            {
                remedies.Add($"The quota of the namespace is used up: see `kubectl -n {value.Namespace} describe quota`.");
            }
            else if (reason == "FailedScheduling")
            {
                remedies.Add("No node takes the pod: see `kubectl get nodes` (cordoned, full or tainted nodes).");
            }
        }
    }

    private static bool IsOwned(KubeObject value, KubeObject owner) =>
        (value.At("metadata", "ownerReferences") as JsonArray ?? []).Any(reference => (string?)reference?["uid"] == owner.Uid);

    // Events come in the order of their names. Newer servers fill other fields; all of them are UTC in a form that sorts.
    private static string Time(KubeObject item) =>
        (string?)item.At("series", "lastObservedTime") ?? (string?)item.Json["lastTimestamp"] ?? (string?)item.Json["eventTime"] ?? "";

    private static IEnumerable<(JsonObject Status, bool IsInit)> Statuses(KubeObject pod) =>
        new[] { "initContainerStatuses", "containerStatuses" }
            .SelectMany(list => (pod.At("status", list) as JsonArray ?? []).OfType<JsonObject>().Select(status => (status, list[0] == 'i')))
            .Where(item => (int?)item.status["state"]?["terminated"]?["exitCode"] != 0);
}
