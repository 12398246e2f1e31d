using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Crds;

/// <summary>
/// Accepts the names of new definitions and, after the delay, establishes and serves them; serves what changes; deletes the
/// objects of a definition that goes. A definition that cannot be served says why in its conditions, and harms no other.
/// </summary>
internal sealed class CrdController(
    ObjectStore store, TypeRegistry types, ResourceWriter resources, ResourceDeleter deleter, TimeProvider time, TimeSpan delay) : IController
{
    private const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";
    private const string Name = "customresourcedefinition-controller";
    private static readonly ResourceKey Definitions = new("apiextensions.k8s.io", "customresourcedefinitions");

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var watch = store.ListAndWatch(Definitions);
        var running = new List<Task>();
        await foreach (var change in watch.ReadAllAsync(cancellation))
        {
            foreach (var done in running.Where(task => task.IsCompleted).ToList())
            {
                await done;
                running.Remove(done);
            }

            var definition = change.Object;
            if (change.Type == StoreEventType.Deleted)
            {
                types.Unregister(definition.Name);
            }
            else if (definition.IsDeleting)
            {
                running.Add(CleanUpAsync(definition, cancellation));
            }
            else if (IsEstablished(definition.Json))
            {
                // What cannot be served any more is served as it was.
                Serve(definition.Name, definition.Json);
            }
            else if (change.Type == StoreEventType.Added)
            {
                running.Add(EstablishAsync(definition, cancellation));
            }
        }
    }

    private static bool IsEstablished(JsonObject definition) =>
        definition.Each("status", "conditions").Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");

    private async Task EstablishAsync(StoredObject definition, CancellationToken cancellation)
    {
        await Task.Delay(delay, time, cancellation);

        // Served before anybody can see that it is established: who waits for that may use it at once.
        if (Serve(definition.Name, definition.Json) is { } failure)
        {
            await ChangeAsync(definition, "status", value => value.Object("status")["conditions"] = new JsonArray(
                Condition("NonStructuralSchema", "Violations", failure),
                Condition("Established", "NotAccepted", "not all names are accepted", isTrue: false)), cancellation);
            return;
        }

        await ChangeAsync(definition, "", value =>
        {
            var finalizers = value["metadata"]!.Each("finalizers").Select(finalizer => finalizer.Text() ?? "");
            value["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Append(Finalizer).Distinct().Select(one => (JsonNode)one)]);
        }, cancellation);
        await ChangeAsync(definition, "status", value =>
        {
            var status = value.Object("status");
            status["acceptedNames"] = value.At("spec", "names")!.DeepClone();
            status["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted"));
        }, cancellation);
        if (store.Find(Definitions, "", definition.Name) is null)
        {
            types.Unregister(definition.Name);
        }
    }

    // What is wrong with a definition; null when it is served.
    private string? Serve(string name, JsonObject definition)
    {
        try
        {
            types.Register(name, CrdReader.Read(definition, types.BuiltIn));
            return null;
        }
        catch (Exception failure) when (failure is FormatException or InvalidOperationException or ArgumentException)
        {
            // Its conditions will say so. The validation lets none through that it knows of, but it does not know all.
            return failure.Message;
        }
    }

    private async Task CleanUpAsync(StoredObject definition, CancellationToken cancellation)
    {
        var served = types.Definitions.FirstOrDefault(resource => resource.Custom?.DefinitionName == definition.Name);
        if (served is { } resource)
        {
            foreach (var item in store.List(resource.Key).Items)
            {
                await IgnoringNotFoundAsync(deleter.DeleteAsync(
                    ResourceRequest.Of(resource, item.Namespace, item.Name, Name), new DeleteOptions { PropagationPolicy = "Background" }, cancellation));
            }

            // Objects with finalizers of their own stay until those are gone.
            using var watch = store.ListAndWatch(resource.Key);
            while (store.List(resource.Key).Items.Any())
            {
                await watch.Events.ReadAsync(cancellation);
            }
        }

        types.Unregister(definition.Name);
        if (served is not null)
        {
            store.CloseWatches(served.Key);
        }

        await ChangeAsync(definition, "", value =>
        {
            var finalizers = value["metadata"]!.Each("finalizers").Select(finalizer => finalizer.Text() ?? "").Where(finalizer => finalizer != Finalizer).ToList();
            value["metadata"]!["finalizers"] = finalizers.Count == 0 ? null : new JsonArray([.. finalizers.Select(one => (JsonNode)one)]);
        }, cancellation);
    }

    private Task ChangeAsync(StoredObject definition, string subresource, Action<JsonObject> change, CancellationToken cancellation)
    {
        var request = ResourceRequest.Of(types.Get(Definitions), "", definition.Name, Name) with { Subresource = subresource };
        return IgnoringNotFoundAsync(resources.ChangeAsync(request, value =>
        {
            // Another one of the same name is that one's business.
            if (value.Text("metadata", "uid") != definition.Uid)
            {
                return null;
            }

            change(value);
            return value;
        }, cancellation));
    }

    private static async Task IgnoringNotFoundAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (ApiException failure) when (failure.Code == StatusCodes.Status404NotFound)
        {
            // It is gone already, which is all that is wanted.
        }
    }

    private JsonObject Condition(string type, string reason, string message, bool isTrue = true) => new()
    {
        ["lastTransitionTime"] = JsonText.Timestamp(time.GetUtcNow()),
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = isTrue ? "True" : "False",
        ["type"] = type,
    };
}
