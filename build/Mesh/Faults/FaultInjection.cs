using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Routes;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Faults;

/// <summary>
/// Faults of services, in the routes that lead to them: every VirtualService with such a route, and one for the sidecars where the
/// service has none. Each write is one of a whole VirtualService, rules and note together, so that a run that is cut off leaves
/// nothing that another one cannot take back.
/// </summary>
public sealed class FaultInjection(ICluster cluster, InventoryStore inventory, IReporter reporter, TimeProvider time)
{
    private const string Target = "InjectFault";

    // What a run has left when it was interrupted.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>InjectFault: puts the fault in, waits for its end and takes it out; also when it is interrupted.</summary>
    /// <exception cref="ConfigurationException">The settings name no service or no fault.</exception>
    /// <exception cref="MeshException">There is no such Service, it has no HTTP, or the fault could not be put in or taken out.</exception>
    public async Task RunAsync(MeshSettings settings, Deadline deadline)
    {
        var fault = FaultOf(settings);
        await RequireAsync(fault, deadline.Token);
        try
        {
            await InjectAsync(fault, deadline.Token);
            reporter.Say($"until {fault.Until:HH:mm:ss} UTC; Ctrl-C ends it at once, and so does --target=ClearFault");
            await Task.Delay(fault.Until - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, time, deadline.Token);
        }
        finally
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await TakeBackAsync(fault, patience.Token);
        }
    }

    /// <summary>ClearFault: takes out the faults of a service, or all.</summary>
    /// <param name="service">The Service's name; null: every one.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ClearAsync(string? service, string @namespace, CancellationToken cancellation)
    {
        if (await ClearAsync(fault => service is null || (fault.Service, fault.Namespace) == (service, @namespace), cancellation) == 0)
        {
            reporter.Say(service is null ? "no fault is on" : $"no fault of {service} is on");
        }
    }

    /// <summary>Takes out what a run left behind that did not live to do so: the faults whose time is over.</summary>
    public Task ClearExpiredAsync(CancellationToken cancellation) => ClearAsync(fault => fault.Until <= time.GetUtcNow(), cancellation);

    /// <summary>The faults that are on, each with the VirtualServices that it is in.</summary>
    public async Task<ILookup<Fault, KubeObject>> ListAsync(CancellationToken cancellation) =>
        (await cluster.ListAsync(ResourceTypes.VirtualServices, null, null, cancellation)).Items
            .SelectMany(service => FaultNote.Of(service).Faults.Select(fault => (fault, service))).ToLookup(pair => pair.fault, pair => pair.service);

    private Fault FaultOf(MeshSettings settings)
    {
        var asked = settings.Fault;
        var service = settings.Service ?? throw new ConfigurationException("InjectFault needs to know whose requests are to meet the fault.", "Say --service=NAME.");
        return asked.Delay is null && asked.Abort is null
            ? throw new ConfigurationException("InjectFault needs to know what the fault is.", "Say --delay=5s, or --abort=503, or both.")
            : new Fault(service, settings.Namespace, asked.Delay, asked.Abort, asked.Percent, asked.Match, time.GetUtcNow() + asked.For);
    }

    private async Task RequireAsync(Fault fault, CancellationToken cancellation)
    {
        var service = await ServiceLookup.RequireAsync(cluster, fault.Namespace, fault.Service, cancellation);
        var ports = (service.At("spec", "ports") as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (ports.Count > 0 && ports.TrueForAll(port => !RoutedService.IsHttp(port)))
        {
            throw new MeshException($"no port of service/{fault.Service} is HTTP, and the mesh can put faults into nothing else.",
                $"Its ports are: {string.Join(", ", ports.Select(port => $"{(string?)port["name"]} {(int?)port["port"]}"))}; name one http… if it speaks HTTP.");
        }
    }

    private async Task InjectAsync(Fault fault, CancellationToken cancellation)
    {
        var services = (await cluster.ListAsync(ResourceTypes.VirtualServices, null, null, cancellation)).Items;
        if (!services.Any(fault.Routed.IsForSidecars))
        {
            await CreateAsync(fault, cancellation);
        }

        foreach (var service in services.Where(service => RulesTo(service, fault).Any()))
        {
            if (await ChangeAsync(service, faults => [.. faults.Where(other => !fault.Replaces(other)), fault], cancellation) is { } changed)
            {
                var rules = RulesTo(changed, fault).ToList();
                reporter.Say($"{Shown(changed)}: {fault}");
                if (rules.SelectMany(RoutedService.HostsOf).FirstOrDefault(host => !fault.Routed.Is(host, changed.Namespace)) is { } other)
                {
                    reporter.Warn($"{Shown(changed)}: a rule routes to {fault.Service} and to {other}; requests to {other} by that rule meet the fault too");
                }
            }
        }
    }

    // The sidecars have one VirtualService for a host.
    private async Task CreateAsync(Fault fault, CancellationToken cancellation)
    {
        var name = $"meshbuild-{fault.Service}";
        await inventory.RecordAsync([ObjectIdentity.Of(ResourceTypes.VirtualServices, fault.Namespace, name)], Target, cancellation);
        JsonArray http = [new JsonObject { ["route"] = new JsonArray(new JsonObject { ["destination"] = new JsonObject { ["host"] = fault.Service } }) }];
        var made = new KubeObject(new JsonObject
        {
            ["apiVersion"] = ResourceTypes.VirtualServices.ApiVersion,
            ["kind"] = ResourceTypes.VirtualServices.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = fault.Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "meshbuild" },
            },
            ["spec"] = new JsonObject { ["hosts"] = new JsonArray(fault.Service) },
        });
        new FaultNote([fault], http, IsOurs: true).WriteTo(made);
        await cluster.CreateAsync(ResourceTypes.VirtualServices, made, cancellation);
        reporter.Say($"{Shown(made)} created for requests within the mesh: {fault}");
    }

    private async Task TakeBackAsync(Fault fault, CancellationToken cancellation)
    {
        try
        {
            await ClearAsync(fault.Equals, cancellation);
        }
        catch (Exception failure) when (failure is ClusterException or OperationCanceledException)
        {
            throw new MeshException($"the fault of {fault.Service} could not be taken back: {failure.Message}",
                "Run --target=ClearFault; any run after its time takes it back as well.", failure);
        }
    }

    private async Task<int> ClearAsync(Predicate<Fault> which, CancellationToken cancellation)
    {
        var cleared = 0;
        foreach (var service in (await cluster.ListAsync(ResourceTypes.VirtualServices, null, null, cancellation)).Items)
        {
            var gone = FaultNote.Of(service).Faults.Where(fault => which(fault)).ToList();
            if (gone.Count > 0 && await ChangeAsync(service, faults => [.. faults.Where(fault => !which(fault))], cancellation) is { } changed)
            {
                cleared++;
                var isDeleted = FaultNote.Of(changed) is { IsOurs: true } note && note.Faults.Count == gone.Count;
                reporter.Say($"{Shown(changed)}{(isDeleted ? " deleted" : "")}: the fault is gone ({string.Join("; ", gone)})");
            }
        }

        return cleared;
    }

    // Until nobody else writes in between; null when there is nothing to change, or the VirtualService went away.
    private async Task<KubeObject?> ChangeAsync(KubeObject service, Func<IReadOnlyList<Fault>, IReadOnlyList<Fault>> change, CancellationToken cancellation)
    {
        for (KubeObject? current = service; current is not null; current = await cluster.FindAsync(ResourceTypes.VirtualServices, service.Namespace, service.Name, cancellation))
        {
            var note = FaultNote.Of(current);
            var faults = change(note.Faults);
            if (faults.SequenceEqual(note.Faults))
            {
                return null;
            }

            try
            {
                if (faults.Count == 0 && note.IsOurs && !CanaryRouteNote.IsOn(current))
                {
                    return await cluster.DeleteAsync(ResourceTypes.VirtualServices, current.Namespace, current.Name, current.Uid, cancellation) ? current : null;
                }

                (note with { Faults = faults, Before = note.Base(current) }).WriteTo(current);
                if (faults.Count == 0 && note.IsOurs)
                {
                    CanaryRouteNote.Inherit(current);
                }

                return await cluster.ReplaceAsync(ResourceTypes.VirtualServices, current, cancellation);
            }
            catch (ClusterException failure) when (failure.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                // Somebody else wrote or deleted it at the same time: read again.
            }
        }

        return null;
    }

    private static IEnumerable<JsonObject> RulesTo(KubeObject service, Fault fault) => fault.Routed.RulesIn(FaultNote.Http(service), service.Namespace);

    private static string Shown(KubeObject service) => $"virtualservice/{service.Name}{(service.Namespace == "default" ? "" : $" in {service.Namespace}")}";
}
