using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Polly;
using Polly.Retry;

namespace MeshBuild.Mesh.Cluster;

/// <summary>The API server over HTTPS: the one class that talks to it. The kubeconfig's login is KubernetesClient's work.</summary>
public sealed class ClusterClient : ICluster, IDisposable
{
    private const int PageSize = 500;
    private const string FieldManager = "meshbuild";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Kubernetes _kubernetes;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private volatile bool _hasAnswered;

    private ClusterClient(ClusterTarget target, Kubernetes kubernetes, TimeProvider time)
    {
        Target = target;
        _kubernetes = kubernetes;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(3),
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Headers.RetryAfter?.Delta),
            })
            .Build();
    }

    /// <inheritdoc />
    public ClusterTarget Target { get; }

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <exception cref="ConfigurationException">The kubeconfig's login cannot be used.</exception>
    public static ClusterClient Connect(ClusterTarget target, TimeProvider time) => Connect(target, time, []);

    /// <inheritdoc />
    public void Dispose() => _kubernetes.Dispose();

    /// <summary>As the public one; the requests go through the handlers.</summary>
    internal static ClusterClient Connect(ClusterTarget target, TimeProvider time, params DelegatingHandler[] handlers)
    {
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigObject(Kubeconfig.ReadLogins(target.Kubeconfig), target.Context);
            configuration.FirstMessageHandlerSetup = handler => handler.ConnectTimeout = ConnectTimeout;
            return new ClusterClient(target, new Kubernetes(configuration, handlers), time);
        }
        // KubernetesClient has no common type for what may be wrong with a login: bad base64, a certificate that cannot be read, a plugin that failed.
        catch (Exception failure)
        {
            throw new ConfigurationException($"the context {target.Context} of {target.Kubeconfig} cannot be used: {failure.Message}",
                "Try it with kubectl --context; mend the kubeconfig or name another one with --kubeconfig=FILE.", failure);
        }
    }

    /// <inheritdoc />
    public async Task<string> VersionAsync(CancellationToken cancellation)
    {
        var text = (string?)(await GetAsync("version", cancellation))["gitVersion"] ?? "";
        return text.TrimStart('v').Split('+', '-')[0];
    }

    /// <inheritdoc />
    public async Task<(IReadOnlyList<ResourceType> Types, IReadOnlyList<string> Unavailable)> DiscoverAsync(CancellationToken cancellation)
    {
        var groups = (await GetAsync("apis", cancellation))["groups"] as JsonArray ?? [];
        var versions = groups.SelectMany(group => (group?["versions"] as JsonArray ?? [])
                .Select(version => (string)version!["groupVersion"]!)
                .OrderByDescending(version => version == (string?)group!["preferredVersion"]?["groupVersion"]))
            .Prepend("v1").ToList();
        var answers = await Task.WhenAll(versions.Select(async version =>
        {
            try
            {
                return (version, Json: await GetAsync(version == "v1" ? "api/v1" : $"apis/{version}", cancellation));
            }
            catch (ClusterException failure) when (failure.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound)
            {
                // An APIService whose server is gone: the rest of the cluster is still there.
                return (version, Json: null as JsonObject);
            }
        }));
        var types = answers.Where(answer => answer.Json is not null)
            .SelectMany(answer => (answer.Json!["resources"] as JsonArray ?? []).Select(resource => Type(answer.version, resource!)))
            .Where(type => !type.Plural.Contains('/'))
            .DistinctBy(type => (type.Group, type.Plural));
        return ([.. types], [.. answers.Where(answer => answer.Json is null).Select(answer => answer.version)]);
    }

    /// <inheritdoc />
    public async Task<KubeObject?> FindAsync(ResourceType type, string? @namespace, string name, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, Path(type, @namespace, name), null, null, cancellation);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : new KubeObject(await ReadAsync(answer, $"reading {type.Kind} {name}", cancellation));
    }

    /// <inheritdoc />
    public async Task<ObjectList> ListAsync(ResourceType type, string? @namespace, ObjectQuery? query, CancellationToken cancellation)
    {
        var items = new List<KubeObject>();
        var next = "";
        while (true)
        {
            var path = $"{Path(type, @namespace, null)}?limit={PageSize}{Selectors(query)}{(next.Length > 0 ? "&continue=" + Uri.EscapeDataString(next) : "")}";
            using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellation);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            {
                return new ObjectList([], "");
            }

            if (answer.StatusCode == HttpStatusCode.Gone && next.Length > 0)
            {
                // The pages took so long that the server forgot where they began.
                items.Clear();
                next = "";
                continue;
            }

            var page = await ReadAsync(answer, $"listing {type}", cancellation);
            foreach (var item in page["items"] as JsonArray ?? [])
            {
                var json = (JsonObject)item!.DeepClone();
                json["apiVersion"] ??= type.ApiVersion;
                json["kind"] ??= type.Kind;
                items.Add(new KubeObject(json));
            }

            next = (string?)page["metadata"]?["continue"] ?? "";
            if (next.Length == 0)
            {
                return new ObjectList(items, (string?)page["metadata"]?["resourceVersion"] ?? "");
            }
        }
    }

    /// <inheritdoc />
    public Task<KubeObject> CreateAsync(ResourceType type, KubeObject value, CancellationToken cancellation) =>
        WriteAsync(HttpMethod.Post, Path(type, value.Namespace, null), value.Json, "application/json", $"creating {value}", cancellation);

    /// <inheritdoc />
    public Task<KubeObject> ReplaceAsync(ResourceType type, KubeObject value, CancellationToken cancellation) =>
        WriteAsync(HttpMethod.Put, Path(type, value.Namespace, value.Name), value.Json, "application/json", $"replacing {value}", cancellation);

    /// <inheritdoc />
    public Task<KubeObject> PatchAsync(ResourceType type, string? @namespace, string name, JsonObject mergePatch, CancellationToken cancellation) =>
        WriteAsync(HttpMethod.Patch, Path(type, @namespace, name), mergePatch, "application/merge-patch+json", $"patching {type.Kind} {name}", cancellation);

    /// <inheritdoc />
    public Task<KubeObject> ApplyAsync(ResourceType type, KubeObject value, CancellationToken cancellation) =>
        WriteAsync(HttpMethod.Patch, $"{Path(type, value.Namespace, value.Name)}?fieldManager={FieldManager}&force=true", value.Json,
            "application/apply-patch+yaml", $"applying {value}", cancellation);

    /// <inheritdoc />
    public async Task<bool> DeleteAsync(ResourceType type, string? @namespace, string name, string? uid, CancellationToken cancellation)
    {
        var options = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = "Background" };
        if (uid is not null)
        {
            options["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        using var answer = await SendAsync(HttpMethod.Delete, Path(type, @namespace, name), options, "application/json", cancellation);
        // A conflict: another object has the name by now, the one that was meant is gone.
        if (answer.StatusCode is HttpStatusCode.NotFound || (answer.StatusCode is HttpStatusCode.Conflict && uid is not null))
        {
            return false;
        }

        await ReadAsync(answer, $"deleting {type.Kind} {name}", cancellation);
        return true;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ObjectEvent> WatchAsync(ResourceType type, string? @namespace, ObjectQuery? query, CancellationToken cancellation) =>
        WatchAsync(type, @namespace, query, new ObjectList([], ""), cancellation);

    /// <inheritdoc />
    public async IAsyncEnumerable<ObjectEvent> WatchAsync(
        ResourceType type, string? @namespace, ObjectQuery? query, ObjectList since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = since.Items.ToDictionary(item => item.Uid, StringComparer.Ordinal);
        var version = since.ResourceVersion;
        while (true)
        {
            if (version.Length == 0)
            {
                var list = await ListAsync(type, @namespace, query, cancellation);
                foreach (var change in Changes(known, list))
                {
                    yield return change;
                }

                version = list.ResourceVersion;
            }

            var start = version;
            await foreach (var change in StreamAsync(type, @namespace, query, version, cancellation))
            {
                var value = change.Object;
                version = value.ResourceVersion;
                if (value.Uid.Length == 0)
                {
                    // A bookmark.
                    continue;
                }

                if (change.Deleted)
                {
                    known.Remove(value.Uid);
                }
                else
                {
                    known[value.Uid] = value;
                }

                yield return change;
            }

            if (version == start)
            {
                // The stream ended without news: its version may be too old by now, or something in between ends every stream at once.
                version = "";
                await Task.Delay(Pause, _time, cancellation);
            }
        }
    }

    /// <inheritdoc />
    public async Task<string> LogAsync(string @namespace, string pod, string container, int lines, bool previous, CancellationToken cancellation)
    {
        var path = $"{Path(ResourceTypes.Pods, @namespace, pod)}/log?container={Uri.EscapeDataString(container)}&tailLines={lines}&previous={(previous ? "true" : "false")}";
        using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellation);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellation) : "";
    }

    /// <inheritdoc />
    public async Task<Stream> LogStreamAsync(string @namespace, string pod, string container, TimeSpan since, CancellationToken cancellation)
    {
        var path = $"{Path(ResourceTypes.Pods, @namespace, pod)}/log?container={Uri.EscapeDataString(container)}&sinceSeconds={Math.Max(1, (long)since.TotalSeconds)}";
        var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellation, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
        {
            using (answer)
            {
                await ReadAsync(answer, $"reading the log of {pod}", cancellation);
            }
        }

        // The content's stream is all that the answer holds.
        return await answer.Content.ReadAsStreamAsync(cancellation);
    }

    /// <inheritdoc />
    public async Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation)
    {
        var path = $"{Path(ResourceTypes.Pods, @namespace, pod)}/portforward?ports={port}";
        var what = $"connecting to port {port} of pod {@namespace}/{pod}";
        var socket = new ClientWebSocket();
        try
        {
            await OpenAsync(socket, path, cancellation);
            return new PodConnection(socket, what);
        }
        catch (WebSocketException failure)
        {
            socket.Dispose();
            if (failure.InnerException is HttpRequestException)
            {
                throw Unreachable(Innermost(failure).Message, failure);
            }

            // A refused upgrade has no words; the same request without one has the server's.
            using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellation);
            await ReadAsync(answer, what, cancellation);
            throw new ClusterException($"{what}: the server opens no WebSocket: {failure.Message}", null, "",
                "See that no proxy in front of the API server keeps WebSockets away.", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<bool> MayAsync(string verb, ResourceType type, string? @namespace, CancellationToken cancellation)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject { ["verb"] = verb, ["group"] = type.Group, ["resource"] = type.Plural, ["namespace"] = @namespace },
            },
        };
        var answer = await WriteAsync(HttpMethod.Post, "apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, "application/json",
            "asking for the rights", cancellation);
        return (bool?)answer.At("status", "allowed") ?? false;
    }

    private static ResourceType Type(string groupVersion, JsonNode resource)
    {
        var parts = groupVersion.Split('/');
        return new ResourceType(parts.Length == 2 ? parts[0] : "", parts[^1], (string)resource["name"]!, (string)resource["kind"]!, (bool)resource["namespaced"]!)
        {
            Verbs = [.. (resource["verbs"] as JsonArray ?? []).Select(verb => (string)verb!)],
        };
    }

    private static string Path(ResourceType type, string? @namespace, string? name) =>
        (type.Group.Length == 0 ? "api/v1" : $"apis/{type.Group}/{type.Version}")
        + (type.Namespaced && !string.IsNullOrEmpty(@namespace) ? $"/namespaces/{@namespace}" : "")
        + $"/{type.Plural}" + (name is null ? "" : "/" + Uri.EscapeDataString(name));

    private static string Selectors(ObjectQuery? query) =>
        (query?.LabelSelector is { } labels ? "&labelSelector=" + Uri.EscapeDataString(labels) : "")
        + (query?.FieldSelector is { } fields ? "&fieldSelector=" + Uri.EscapeDataString(fields) : "");

    // A write whose answer was lost may have been done. All of ours name their object: done twice they change nothing, or are a
    // conflict, which is what their callers expect of others' writes anyway.
    private bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        {
            Result.StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.InternalServerError
        } => true,
        // Nothing was sent: a server that has answered before restarts, one that has not is not there.
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } } => _hasAnswered,
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } } => false,
        { Exception: HttpRequestException } => true,
        _ => false,
    };

    // What the list tells beyond what is known; it is known from then on.
    private static List<ObjectEvent> Changes(Dictionary<string, KubeObject> known, ObjectList list)
    {
        var present = list.Items.Select(item => item.Uid).ToHashSet();
        var gone = known.Values.Where(item => !present.Contains(item.Uid)).ToList();
        gone.ForEach(item => known.Remove(item.Uid));
        var news = list.Items.Where(item => !known.TryGetValue(item.Uid, out var old) || old.ResourceVersion != item.ResourceVersion).ToList();
        news.ForEach(item => known[item.Uid] = item);
        return [.. gone.Select(item => new ObjectEvent(true, item)), .. news.Select(item => new ObjectEvent(false, item))];
    }

    // Bookmarks come through as objects without a uid. Ends when the server ends it, at a break, and at an error such as 410.
    private async IAsyncEnumerable<ObjectEvent> StreamAsync(
        ResourceType type, string? @namespace, ObjectQuery? query, string version, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (version.Length == 0)
        {
            yield break;
        }

        var path = $"{Path(type, @namespace, null)}?watch=true&allowWatchBookmarks=true&resourceVersion={version}{Selectors(query)}";
        using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellation, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            await ReadAsync(answer, $"watching {type}", cancellation);
        }

        if (!answer.IsSuccessStatusCode)
        {
            yield break;
        }

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await EventAsync(reader, cancellation) is { } change && (string?)change["type"] is not "ERROR" && change["object"] is JsonObject value)
        {
            yield return new ObjectEvent((string?)change["type"] is "DELETED", new KubeObject(value));
        }
    }

    // A watch that breaks off is taken up again; its end and its break are the same.
    private static async Task<JsonObject?> EventAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation) is { Length: > 0 } line ? JsonNode.Parse(line) as JsonObject : null;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or JsonException)
        {
            return null;
        }
    }

    private async Task<JsonObject> GetAsync(string path, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellation);
        return await ReadAsync(answer, $"reading /{path}", cancellation);
    }

    private async Task<KubeObject> WriteAsync(HttpMethod method, string path, JsonObject body, string type, string what, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, body, type, cancellation);
        return new KubeObject(await ReadAsync(answer, what, cancellation));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject? body, string? type, CancellationToken cancellation,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var patience = new CancellationTokenSource(RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await _pipeline.ExecuteAsync(async token => await TryAsync(method, path, body, type, completion, token), either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            var limit = patience.IsCancellationRequested ? RequestTimeout : ConnectTimeout;
            throw Unreachable($"no answer within {limit.TotalSeconds:0} s", failure);
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(Innermost(failure).Message, failure);
        }
    }

    private async Task<HttpResponseMessage> TryAsync(
        HttpMethod method, string path, JsonObject? body, string? type, HttpCompletionOption completion, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type!);
        }

        if (_kubernetes.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellation);
        }

        var answer = await _kubernetes.HttpClient.SendAsync(request, completion, cancellation);
        _hasAnswered = true;
        return answer;
    }

    // Over the client of all other requests, and so with its certificates, limits and handlers.
    private async Task OpenAsync(ClientWebSocket socket, string path, CancellationToken cancellation)
    {
        socket.Options.AddSubProtocol(PodConnection.Protocol);
        if (_kubernetes.Credentials is { } credentials)
        {
            using var request = new HttpRequestMessage();
            await credentials.ProcessHttpRequestAsync(request, cancellation);
            foreach (var (name, values) in request.Headers)
            {
                socket.Options.SetRequestHeader(name, string.Join(", ", values));
            }
        }

        var address = new UriBuilder(new Uri(_kubernetes.BaseUri, path)) { Scheme = _kubernetes.BaseUri.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
        using var patience = new CancellationTokenSource(RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await socket.ConnectAsync(address.Uri, _kubernetes.HttpClient, either.Token);
            _hasAnswered = true;
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {RequestTimeout.TotalSeconds:0} s", failure);
        }
    }

    private ClusterException Unreachable(string why, Exception? inner) =>
        new($"the API server {Target.Server} of the context {Target.Context} does not answer: {why}", null, "",
            "See that the cluster runs and that this machine reaches it; --context=NAME names another one.", inner);

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, string what, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return Parse(text) ?? throw new ClusterException($"{what}: the answer is not an API server's.", answer.StatusCode, "",
                "See that the server of this context is the API server itself and no login page or proxy in front of it.");
        }

        var status = Parse(text);
        // A proxy in between answers in its own words.
        var message = (string?)status?["message"] ?? text.Trim();
        var reason = (string?)status?["reason"] ?? "";
        throw new ClusterException($"{what}: the server answers {(int)answer.StatusCode} {(reason.Length > 0 ? reason : answer.ReasonPhrase)}: {message}",
            answer.StatusCode, reason, answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => "The login of the kubeconfig is not accepted: renew it.",
                HttpStatusCode.Forbidden => "Ask for that right; --target=Doctor lists every right that is needed.",
                _ => null,
            });
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
