using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>Where a webhook is: as messages name it, and where it really listens.</summary>
/// <param name="Shown">The URL of the configuration, or the one made from its Service.</param>
/// <param name="Listening">The address to call.</param>
internal sealed record WebhookAddress(Uri Shown, Uri Listening)
{
    private const int UsualPort = 443;

    /// <summary>From a clientConfig: its url, or its Service's ready pod.</summary>
    /// <exception cref="WebhookCallException">Nothing serves it; the message says why.</exception>
    public static WebhookAddress Resolve(JsonNode client, TimeSpan timeout, ObjectStore store, PodPrograms programs, Scenario scenario)
    {
        var query = $"timeout={timeout.TotalSeconds:0}s";
        if (client.Text("url") is { } url)
        {
            var address = WithQuery(new Uri(url), query);
            return new WebhookAddress(address, address);
        }

        var (@namespace, name) = (client.Text("service", "namespace") ?? "", client.Text("service", "name") ?? "");
        var (port, path) = (client.Integer("service", "port") ?? UsualPort, client.Text("service", "path") ?? "/");
        var shown = new Uri($"https://{name}.{@namespace}.svc:{port}/{path.TrimStart('/')}?{query}");

        WebhookCallException Failed(string why) => new($"Post \"{Written(shown)}\": {why}");

        var service = store.Find(ResourceKeys.Services, @namespace, name) ?? throw Failed($"service \"{name}\" not found");
        var servicePort = service.Json.Each("spec", "ports").FirstOrDefault(one => one.Integer("port") == port)
            ?? throw Failed($"no service port {port} found for service \"{name}\"");
        var endpoints = store.Find(ResourceKeys.Endpoints, @namespace, name);
        var pods = scenario.WebhookDown ? [] : endpoints?.Json.Each("subsets").SelectMany(subset => subset.Each("addresses"))
            .Select(address => store.FindByUid(address.Text("targetRef", "uid") ?? "")).OfType<StoredObject>().ToList() ?? [];
        if (pods.Count == 0)
        {
            throw Failed($"no endpoints available for service \"{name}\"");
        }

        foreach (var pod in pods)
        {
            if (ServiceEndpoints.TargetPort(servicePort, pod) is { } target && programs.Address(pod.Uid, target) is { } listening)
            {
                return new WebhookAddress(shown, new Uri(listening, shown.PathAndQuery));
            }
        }

        var unserved = $"{pods[0].Json.Text("status", "podIP")}:{ServiceEndpoints.TargetPort(servicePort, pods[0])}";
        throw Failed($"dial tcp {unserved}: connect: connection refused");
    }

    /// <summary>As the real server writes it, with the port even when it is the usual one of https.</summary>
    public string Text => Written(Shown);

    private static string Written(Uri url) => $"{url.Scheme}://{url.Host}:{url.Port}{url.PathAndQuery}";

    private static Uri WithQuery(Uri url, string query) =>
        new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query[1..]}&{query}" : query }.Uri;
}
