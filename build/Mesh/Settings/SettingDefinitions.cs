using System.Globalization;

namespace MeshBuild.Mesh.Settings;

/// <summary>Every setting there is.</summary>
public static class SettingDefinitions
{
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new("context", "the cluster: a context of the kubeconfig", "", "a context's name"),
        new("kubeconfig", "the kubeconfig", "", "a file; without it KUBECONFIG, then ~/.kube/config"),
        new("namespace", "the workloads' namespace", "default", "a namespace's name, not istio-system or kube-*"),
        new("manifests", "the folder of manifests", "manifests", "a folder"),
        new("istio-version", "the Istio release", "1.10.0", "major.minor.patch"),
        new("istio-profile", "the installation profile", "demo", "a profile's name"),
        new("istio-source", "where the release's archives are", "", "a base URL or a folder; without it the official releases"),
        new("istio-digest", "the digest of an archive that is not the official one", "", "sha256: and 64 hexadecimal digits"),
        new("addons", "the addons to install", "grafana,jaeger,kiali,prometheus", "some of grafana, jaeger, kiali, prometheus, with commas between; or none"),
        new("injection", "how workloads get their sidecar", "auto", "auto, manual or none"),
        new("registry", "the registry that images are pushed to", "", "host[:port][/path]"),
        new("tag", "the images' tag", "", "an image tag; without it one made from the sources"),
        new("push", "whether images are pushed", "true", "true or false", IsSwitch: true),
        new("build-args", "arguments of the image builds", "", "NAME=VALUE, with commas between"),
        new("timeout", "the deadline of the whole run", "10m", "1s to 24h, as in 90s, 10m, 1h30m"),
        new("parallelism", "how much goes on at once", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), "1 to 64"),
        new("output", "the folder of reports and records", "artifacts", "a folder"),
        new("tools", "the folder of releases and tools that were downloaded", "tools", "a folder"),
        new("yes", "answers every question with yes", "false", "true or false", IsSwitch: true),
        new("force", "goes on where others' objects would be lost; promotes a canary that has not passed", "false", "true or false", IsSwitch: true),
        new("rehearse", "what goes wrong on purpose in a rehearsal", "", "image-pull:NAME, crash:NAME, never-ready:NAME, quota:NAME, cordoned-node, webhook-down, no-load-balancer, revision:NAME, kubernetes:VERSION, api-down, slow:3x, flaky-api:5%, with commas between"),
        new("keep", "Rehearse keeps its cluster until it is interrupted", "false", "true or false", IsSwitch: true),
        new("keep-workloads", "Purge leaves the workloads running, without sidecars", "false", "true or false", IsSwitch: true),
        new("service", "the service that the target is about", "", "a service's name"),
        new("image-tag", "the tag of the image that Canary releases", "", "an image tag"),
        new("steps", "how many of the requests Canary shifts, step by step", "5,20,50,100", "percentages that rise, 1 to 100, with commas between"),
        new("interval", "how long a step of Canary lasts at least", "60s", "1s to 24h, as in 90s, 10m, 1h30m"),
        new("mirror", "how many of the requests Canary copies to the new version before it answers any", "0", "0 to 100"),
        new("min-requests", "how many requests a step of Canary is judged on at least", "50", "1 to 1000000"),
        new("min-success", "how many of the canary's requests have to succeed, in percent", "99", "0 to 100"),
        new("max-p99", "how long 99 of 100 of the canary's requests may take at most", "1s", "1ms to 1h, as in 1s or 250ms"),
        new("prometheus", "where the mesh's metrics are", "", "a URL; without it the addon in the cluster"),
        new("delay", "how long requests wait that meet the fault", "", "1ms to 1h, as in 5s or 250ms"),
        new("abort", "the HTTP status that requests get that meet the fault", "", "200 to 599"),
        new("percent", "how many of the requests meet the fault", "100", "0.1 to 100"),
        new("match", "the requests that meet the fault, or that Canary lets in first", "", "header:NAME=VALUE"),
        new("for", "how long the fault lasts", "10m", "1s to 24h, as in 90s, 10m, 1h30m"),
        new("since", "how far back DiscoverEgress reads the access logs", "1h", "1s to 24h, as in 90s, 10m, 1h30m"),
        new("write", "DiscoverEgress writes a ServiceEntry for each host that is not managed", "false", "true or false", IsSwitch: true),
        new("which", "the addon whose page Dashboard shows", "kiali", "kiali, grafana, jaeger or prometheus"),
        new("port", "the port of this machine that Dashboard listens on", "", "1 to 65535; without it the addon's own, or any that is free"),
        new("request", "what Trace sends a request to, to show its trace", "", "an http or https URL"),
        new("fail-on", "what makes Lint fail", "error", "error, warning or info"),
        new("format", "a report of Lint besides its lines", "text", "text, json, sarif, junit (written into the output folder) or github"),
        new("explain", "prints the page of a rule of Lint", "", "a rule's code, as in MB301"),
        new("fix", "Lint mends what has one safe mending, and shows the difference", "false", "true or false", IsSwitch: true),
        new("watch", "Lint looks again whenever a manifest changes, until it is interrupted", "false", "true or false", IsSwitch: true),
        new("live", "Lint takes what the cluster has into account", "false", "true or false", IsSwitch: true),
        new("ignore", "rules of Lint that are not to speak", "", "MB112 with its reason; several with a comma between"),
        new("kubernetes-version", "the Kubernetes that Lint judges for", "1.20", "1.18 to 1.24"),
    ];

    /// <summary>The names of the settings.</summary>
    public static IEnumerable<string> Names => All.Select(definition => definition.Name);
}
