using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Routes;

namespace MeshBuild.Mesh.Canaries;

/// <summary>
/// Writes a canary's routes and subsets: every VirtualService with a route to the service, and one for the sidecars where the service
/// has none; every DestinationRule of its host, and one where there is none. Each write is one of a whole object, rules and note together.
/// </summary>
internal sealed class CanaryRouting(ICluster cluster, InventoryStore inventory, IReporter reporter)
{
    private const string Target = "Canary";

    /// <summary>Gives every DestinationRule of the service both subsets.</summary>
    /// <returns>Whether anything was written.</returns>
    public async Task<bool> DefineSubsetsAsync(CanarySubject subject, CanaryNote note, CancellationToken cancellation)
    {
        var rules = (await cluster.ListAsync(ResourceTypes.DestinationRules, null, null, cancellation)).Items;
        var own = rules.Where(rule => Subsets.IsFor(rule, subject.Routed)).ToList();
        var written = false;
        foreach (var rule in own)
        {
            written |= await ChangeAsync(ResourceTypes.DestinationRules, rule, current => Subsets.Add(current, subject.Labels, note.EarlierVersion, note.Version), cancellation);
        }

        // Clients take the rule of their own namespace first, then the service's: without one there they would know no subset.
        if (!own.Exists(rule => rule.Namespace == subject.Routed.Namespace))
        {
            await CreateRuleAsync(subject, note, rules, cancellation);
            written = true;
        }

        return written;
    }

    /// <summary>Takes the subsets away. No route may name them any more.</summary>
    public async Task RemoveSubsetsAsync(CanarySubject subject, CancellationToken cancellation)
    {
        foreach (var rule in (await cluster.ListAsync(ResourceTypes.DestinationRules, null, null, cancellation)).Items.Where(rule => Subsets.IsFor(rule, subject.Routed)))
        {
            if (IsOurs(rule))
            {
                await cluster.DeleteAsync(ResourceTypes.DestinationRules, rule.Namespace, rule.Name, rule.Uid, cancellation);
            }
            else
            {
                await ChangeAsync(ResourceTypes.DestinationRules, rule, Subsets.Remove, cancellation);
            }
        }
    }

    /// <summary>Sends the requests of a stage to the canary, in every route to the service.</summary>
    /// <returns>Whether anything was written.</returns>
    public async Task<bool> ShiftAsync(CanarySubject subject, CanaryStage stage, CancellationToken cancellation)
    {
        var rules = (await cluster.ListAsync(ResourceTypes.DestinationRules, null, null, cancellation)).Items.Where(rule => Subsets.IsFor(rule, subject.Routed));
        var route = new CanaryRoute(subject.Routed.Name, subject.Routed.Namespace, stage, [.. rules.SelectMany(rule => Subsets.OfStable(rule, subject.Labels)).Distinct()]);
        var services = (await cluster.ListAsync(ResourceTypes.VirtualServices, null, null, cancellation)).Items;
        var written = false;
        foreach (var service in services.Where(service => Concerns(service, route)))
        {
            written |= await ChangeAsync(ResourceTypes.VirtualServices, service, current => Change(current, route, shifts: true), cancellation);
        }

        if (!services.Any(subject.Routed.IsForSidecars))
        {
            await CreateRoutesAsync(subject, route, cancellation);
            written = true;
        }

        return written;
    }

    /// <summary>Makes every route as it was before the canary.</summary>
    /// <returns>Whether anything was written.</returns>
    public async Task<bool> RestoreAsync(CanarySubject subject, CancellationToken cancellation)
    {
        var written = false;
        var route = new CanaryRoute(subject.Routed.Name, subject.Routed.Namespace, CanaryStage.None, []);
        foreach (var service in (await cluster.ListAsync(ResourceTypes.VirtualServices, null, null, cancellation)).Items.Where(CanaryRouteNote.IsOn))
        {
            written |= await ChangeAsync(ResourceTypes.VirtualServices, service, current => Change(current, route, shifts: false), cancellation);
        }

        return written;
    }

    private static bool Concerns(KubeObject service, CanaryRoute route) => CanaryRoutes.Fields.Any(field =>
        service.At("spec", field) is JsonArray rules && route.Routed.RulesIn(rules, service.Namespace).Any());

    // Null: it is to be deleted.
    private static bool? Change(KubeObject service, CanaryRoute route, bool shifts)
    {
        var note = CanaryRouteNote.Of(service);
        List<CanaryRoute> kept = [.. note.Canaries.Where(other => (other.Service, other.Namespace) != (route.Service, route.Namespace))];
        if (!shifts && kept.Count == 0 && note.IsOurs && !Faults.FaultNote.IsOn(service))
        {
            return null;
        }

        var before = service.Json.DeepClone();
        (note with { Canaries = shifts ? [.. kept, route] : kept }).WriteTo(service);
        return !JsonNode.DeepEquals(JsonNode.Parse(before.ToJsonString()), JsonNode.Parse(service.Json.ToJsonString()));
    }

    private Task<bool> ChangeAsync(ResourceType type, KubeObject value, Func<KubeObject, bool> change, CancellationToken cancellation) =>
        ChangeAsync(type, value, current => (bool?)change(current), cancellation);

    // Until nobody else writes in between.
    private async Task<bool> ChangeAsync(ResourceType type, KubeObject value, Func<KubeObject, bool?> change, CancellationToken cancellation)
    {
        for (KubeObject? current = value; current is not null; current = await cluster.FindAsync(type, value.Namespace, value.Name, cancellation))
        {
            try
            {
                switch (change(current))
                {
                    case null:
                        return await cluster.DeleteAsync(type, current.Namespace, current.Name, current.Uid, cancellation);
                    case false:
                        return false;
                    default:
                        await cluster.ReplaceAsync(type, current, cancellation);
                        return true;
                }
            }
            catch (ClusterException failure) when (failure.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                // Somebody else wrote or deleted it at the same time: read again.
            }
        }

        return false;
    }

    private async Task CreateRuleAsync(CanarySubject subject, CanaryNote note, IReadOnlyList<KubeObject> rules, CancellationToken cancellation)
    {
        var made = New(ResourceTypes.DestinationRules, subject, new JsonObject { ["host"] = subject.Routed.Name });
        // It takes the place of a wildcard's rule, whose policy is to hold on.
        var wider = rules.Where(rule => (rule.Namespace == subject.Routed.Namespace || rule.Namespace == Istio.ControlPlane.Namespace)
                && subject.Routed.IsWithin((string?)rule.At("spec", "host") ?? ""))
            .OrderByDescending(rule => rule.Namespace == subject.Routed.Namespace).ThenByDescending(rule => ((string?)rule.At("spec", "host"))!.Length).FirstOrDefault();
        if (wider?.At("spec", "trafficPolicy") is { } policy)
        {
            made.Json["spec"]!["trafficPolicy"] = policy.DeepClone();
        }

        Subsets.Add(made, subject.Labels, note.EarlierVersion, note.Version);
        await CreateAsync(ResourceTypes.DestinationRules, made, cancellation);
    }

    // The sidecars have one VirtualService for a host.
    private async Task CreateRoutesAsync(CanarySubject subject, CanaryRoute route, CancellationToken cancellation)
    {
        var ports = (subject.Service.At("spec", "ports") as JsonArray ?? []).OfType<JsonObject>().ToList();
        JsonObject Destination(JsonObject? port)
        {
            var destination = new JsonObject { ["host"] = subject.Routed.Name };
            if (port is not null)
            {
                destination["port"] = new JsonObject { ["number"] = (int?)port["port"] };
            }

            return new JsonObject { ["destination"] = destination };
        }

        var rules = new JsonObject();
        if (ports.Count == 0 || ports.Exists(RoutedService.IsHttp))
        {
            rules["http"] = new JsonArray(new JsonObject { ["route"] = new JsonArray(Destination(null)) });
        }

        var streams = ports.Where(port => !RoutedService.IsHttp(port) && (string?)port["protocol"] is null or "TCP").Select(port => new JsonObject
        {
            ["match"] = new JsonArray(new JsonObject { ["port"] = (int?)port["port"] }),
            ["route"] = new JsonArray(Destination(port)),
        }).ToArray<JsonNode?>();
        if (streams.Length > 0)
        {
            rules["tcp"] = new JsonArray(streams);
        }

        var made = New(ResourceTypes.VirtualServices, subject, new JsonObject { ["hosts"] = new JsonArray(subject.Routed.Name) });
        new CanaryRouteNote([route], rules, IsOurs: true).WriteTo(made);
        await CreateAsync(ResourceTypes.VirtualServices, made, cancellation);
    }

    private async Task CreateAsync(ResourceType type, KubeObject made, CancellationToken cancellation)
    {
        await inventory.RecordAsync([ObjectIdentity.Of(type, made.Namespace, made.Name)], Target, cancellation);
        await cluster.CreateAsync(type, made, cancellation);
        reporter.Say($"{type.Kind.ToLowerInvariant()}/{made.Name} created, for requests within the mesh");
    }

    private static KubeObject New(ResourceType type, CanarySubject subject, JsonObject spec) => new(new JsonObject
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = NameOf(subject.Routed),
            ["namespace"] = subject.Routed.Namespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "meshbuild" },
        },
        ["spec"] = spec,
    });

    private static string NameOf(RoutedService service) => $"meshbuild-{service.Name}";

    private static bool IsOurs(KubeObject rule) => rule.Labels.GetValueOrDefault("app.kubernetes.io/managed-by") == "meshbuild" && rule.Name.StartsWith("meshbuild-", StringComparison.Ordinal);
}
