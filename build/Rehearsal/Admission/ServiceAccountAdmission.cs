using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>Gives pods their ServiceAccount and mounts its token, as 1.20 does.</summary>
internal sealed class ServiceAccountAdmission(ObjectStore store, TimeProvider time) : IAdmission
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    // The account and the token of a new namespace take a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async ValueTask MutateAsync(WriteContext context, CancellationToken cancellation)
    {
        if (context.Operation != Operation.Create || !context.Is("", "pods") || context.Request.Subresource.Length > 0)
        {
            return;
        }

        var spec = context.New.Object("spec");
        var name = spec.Text("serviceAccountName") is { Length: > 0 } given ? given
            : spec.Text("serviceAccount") is { Length: > 0 } old ? old
            : "default";
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        var account = await FindAsync(context.Namespace, name, cancellation)
            ?? throw Failures.Forbidden(context.Resource, PodName(context),
                $"error looking up service account {context.Namespace}/{name}: serviceaccount \"{name}\" not found");
        if (spec["imagePullSecrets"] is not JsonArray { Count: > 0 }
            && account.Json["imagePullSecrets"] is JsonArray { Count: > 0 } secrets)
        {
            spec["imagePullSecrets"] = secrets.DeepClone();
        }

        var mounts = spec["automountServiceAccountToken"] ?? account.Json["automountServiceAccountToken"];
        if (mounts?.GetValueKind() != System.Text.Json.JsonValueKind.False && TokenOf(account) is { } token)
        {
            Mount(spec, token);
        }
    }

    public ValueTask ValidateAsync(WriteContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    // A name that is still to be made counts by its prefix.
    private static string PodName(WriteContext context) =>
        context.Name.Length > 0 ? context.Name : context.New.Text("metadata", "generateName") ?? "";

    private async Task<StoredObject?> FindAsync(string @namespace, string name, CancellationToken cancellation)
    {
        StoredObject? Found() => store.Find(ResourceKeys.ServiceAccounts, @namespace, name);

        bool IsDone() => Found() is { } account ? TokenOf(account) is not null : name != "default";

        if (IsDone())
        {
            return Found();
        }

        using var timeout = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        using var watch = store.ListAndWatch(ResourceKeys.ServiceAccounts, @namespace);
        try
        {
            while (!IsDone())
            {
                await watch.Events.ReadAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // What is there now has to do.
        }

        return Found();
    }

    private static string? TokenOf(StoredObject account) =>
        account.Json.Each("secrets").Select(secret => secret.Text("name"))
            .FirstOrDefault(name => name?.StartsWith($"{account.Name}-token-", StringComparison.Ordinal) == true);

    private static void Mount(JsonObject spec, string token)
    {
        var isUsed = false;
        foreach (var container in spec.Each("initContainers").Concat(spec.Each("containers")).OfType<JsonObject>())
        {
            if (container.Each("volumeMounts").Any(mount => mount.Text("mountPath") == MountPath))
            {
                continue;
            }

            if (container["volumeMounts"] is not JsonArray mounts)
            {
                container["volumeMounts"] = mounts = [];
            }

            mounts.Add(new JsonObject { ["name"] = token, ["readOnly"] = true, ["mountPath"] = MountPath });
            isUsed = true;
        }

        if (!isUsed || spec.Each("volumes").Any(volume => volume.Text("name") == token))
        {
            return;
        }

        if (spec["volumes"] is not JsonArray volumes)
        {
            spec["volumes"] = volumes = [];
        }

        volumes.Add(new JsonObject { ["name"] = token, ["secret"] = new JsonObject { ["secretName"] = token } });
    }
}
