using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Admission;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Crds;
using MeshBuild.Rehearsal.Decoding;
using MeshBuild.Rehearsal.Defaults;
using MeshBuild.Rehearsal.Merging;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Requests;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using MeshBuild.Rehearsal.Tables;
using MeshBuild.Rehearsal.Validation;
using MeshBuild.Rehearsal.Validation.Network;

namespace MeshBuild.Rehearsal;

/// <summary>The one place where the parts are put together.</summary>
internal static class Composition
{
    /// <summary>The stages and what writes through them.</summary>
    public static ClusterServices Services(RehearsalOptions options, string authorityPem)
    {
        var types = new TypeRegistry(new BuiltInTypes());
        var store = new ObjectStore(options.HistoryLength);
        var programs = new PodPrograms(options.Programs);
        var scenario = new CurrentScenario(options.Scenario);
        var conversion = new VersionConversion();
        var pipeline = new RequestPipeline(
            store,
            types,
            Conversion: conversion,
            Defaulting: new ServerDefaulting(types.BuiltIn),
            Admission:
            [
                new NamespaceLifecycle(store, types),
                new ServiceAccountAdmission(store, options.Time),
                new PodDefaultsAdmission(store),
                new WebhookAdmission(store, types, conversion, new WebhookClient(store, programs, scenario, options.Time)),
                new QuotaAdmission(scenario),
            ],
            Preparation: [new ObjectPreparation(options.Time), new CrdPreparation(), new ServicePreparation(store), new PodPreparation(), new JobPreparation()],
            Validation: [new MetadataValidation(), new BuiltInValidation(), new ServiceAllocation(store), new CustomValidation()],
            ServerSideApply: new ServerSideApply(options.Time),
            StrategicMerge: new StrategicMerge());
        return new ClusterServices(options, types, store, pipeline, new ResourceWriter(pipeline), new ResourceDeleter(pipeline, options.Time), authorityPem, programs, scenario);
    }

    /// <summary>What the cluster does by itself.</summary>
    public static IReadOnlyList<IController> Controllers(ClusterServices services) =>
    [
        new CrdController(services.Store, services.Types, services.Resources, services.Deleter, services.Options.Time, services.Options.EstablishDelay),
        new NamespaceController(services),
        new NamespaceContentsController(services),
        new TokenController(services),
        new GarbageCollector(services),
        new DeploymentController(services),
        new ReplicaSetController(services),
        new StatefulSetController(services),
        new DaemonSetController(services),
        new JobController(services),
        new PodScheduler(services),
        new Kubelet(services),
        new EndpointsController(services),
        new LoadBalancerController(services),
        new DisruptionBudgetController(services),
        new AutoscalerController(services),
    ];

    /// <summary>What pods answer.</summary>
    public static IPodBehaviour Pods(ClusterServices services) => new PodBehaviour(services);

    /// <summary>The HTTP side.</summary>
    public static RequestHandler Handler(ClusterServices services, string token, Func<string> address, CancellationToken stopping)
    {
        var (options, pipeline) = (services.Options, services.Pipeline);
        var writer = new ObjectWriter(pipeline, new TableWriter(options.Time));
        var resources = new ResourceEndpoint(pipeline, services.Resources, services.Deleter, writer,
            new WatchEndpoint(services.Store, writer, options.Time, stopping),
            new PatchEndpoint(pipeline, services.Resources, writer, new ObjectDecoding(services.Types.BuiltIn)),
            new ReviewEndpoint(services.Types.BuiltIn, pipeline.ServerSideApply),
            new PodEndpoint(pipeline, Pods(services)),
            new EvictionEndpoint(services.Store, services.Deleter, services.Types.BuiltIn));
        return new RequestHandler(new Authentication(token), new DiscoveryEndpoint(services.Types, address),
            new OpenApiEndpoint(services.Types, options.Version), resources, Version(options.Version));
    }

    private static JsonObject Version(string version)
    {
        var parts = version.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts[1],
            ["gitVersion"] = version,
            ["gitCommit"] = "rehearsal",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "go1.15.5",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        };
    }
}
