using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Gives Services of type LoadBalancer an address, and takes it from those that are none any more.</summary>
internal sealed class LoadBalancerController(ClusterServices services) : Controller(services, "service-controller")
{
    // A cloud that gives no address is asked again.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private int _next = -1;

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Services];

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.Services, key.Namespace, key.Name) is not { IsDeleting: false } service)
        {
            return;
        }

        var addresses = Services.Options.LoadBalancerAddresses;
        var wants = service.Json.Text("spec", "type") == "LoadBalancer" && addresses.Count > 0;
        var has = service.Json.At("status", "loadBalancer", "ingress") is JsonArray { Count: > 0 };
        if (wants && !has && Services.Scenario.Value.NoLoadBalancer)
        {
            Queue.AddAfter(key, Retry);
            return;
        }

        if (wants == has)
        {
            return;
        }

        var balancer = new JsonObject();
        if (wants)
        {
            var address = addresses[(int)((uint)Interlocked.Increment(ref _next) % addresses.Count)];
            balancer["ingress"] = new JsonArray(
                new JsonObject { [System.Net.IPAddress.TryParse(address, out _) ? "ip" : "hostname"] = address });
            await Events.NormalAsync(service, "EnsuringLoadBalancer", "Ensuring load balancer", cancellation);
        }

        var status = (service.Json["status"]?.DeepClone() as JsonObject) ?? [];
        status["loadBalancer"] = balancer;
        await Writes.SetStatusAsync(service, status, cancellation);
        if (wants)
        {
            await Events.NormalAsync(service, "EnsuredLoadBalancer", "Ensured load balancer", cancellation);
        }
    }
}
