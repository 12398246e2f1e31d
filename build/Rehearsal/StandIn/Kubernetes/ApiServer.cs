using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Rehearsal.StandIn.Kubernetes;

/// <summary>The API server, for the few requests that the stand-in makes.</summary>
internal sealed class ApiServer(HttpClient http) : IDisposable
{
    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["MutatingWebhookConfiguration"] = "mutatingwebhookconfigurations",
        ["ValidatingWebhookConfiguration"] = "validatingwebhookconfigurations",
        ["AuthorizationPolicy"] = "authorizationpolicies",
        ["ServiceEntry"] = "serviceentries",
    };

    /// <summary>From a kubeconfig. A file that is missing or empty is passed over in silence, as the genuine istioctl does.</summary>
    public static ApiServer FromKubeconfig(string? named, string? context)
    {
        var usual = Environment.GetEnvironmentVariable("KUBECONFIG")?.Split(':').FirstOrDefault(File.Exists)
            ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "", ".kube", "config");
        var file = named is not null && File.Exists(named) && new FileInfo(named).Length > 0 ? named : usual;
        return FromKubeconfigText(File.ReadAllText(file), context);
    }

    /// <summary>From a kubeconfig's text.</summary>
    public static ApiServer FromKubeconfigText(string text, string? context)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var chosen = Entry(root, "contexts", context ?? Text(root, "current-context"))["context"];
        var cluster = Entry(root, "clusters", Text(chosen, "cluster"))["cluster"];
        var user = Entry(root, "users", Text(chosen, "user"))["user"];
        var handler = Handler(Convert.FromBase64String(Text(cluster, "certificate-authority-data")));
        if (Has(user, "client-certificate-data"))
        {
            var pem = (string name) => System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(Text(user, name)));
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(pem("client-certificate-data"), pem("client-key-data"))];
        }

        var client = new HttpClient(new AskingAgain(handler)) { BaseAddress = new Uri(Text(cluster, "server")) };
        if (Has(user, "token"))
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Text(user, "token"));
        }

        return new ApiServer(client);
    }

    /// <summary>From a pod's service account.</summary>
    public static ApiServer FromPod()
    {
        const string folder = "/var/run/secrets/kubernetes.io/serviceaccount";
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var client = new HttpClient(new AskingAgain(Handler(File.ReadAllBytes(Path.Combine(folder, "ca.crt")))))
        {
            BaseAddress = new Uri($"https://{host}:{Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT")}"),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(folder, "token")));
        return new ApiServer(client);
    }

    public void Dispose() => http.Dispose();

    public static string PathOf(JsonObject value) => PathOf((string)value["apiVersion"]!, (string)value["kind"]!,
        (string?)value["metadata"]?["namespace"], (string)value["metadata"]!["name"]!);

    public static string PathOf(string apiVersion, string kind, string? @namespace, string? name) =>
        (apiVersion.Contains('/') ? "/apis/" : "/api/") + apiVersion + (@namespace is null ? "" : $"/namespaces/{@namespace}")
        + "/" + (Plurals.GetValueOrDefault(kind) ?? (kind.EndsWith('y') && kind != "Gateway" ? kind.ToLowerInvariant()[..^1] + "ies" : kind.ToLowerInvariant() + "s"))
        + (name is null ? "" : "/" + name);

    /// <summary>The object, or null when it is not there.</summary>
    public async Task<JsonObject?> GetAsync(string path, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(path, cancellation);
        return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable ? null : await ReadAsync(answer, cancellation);
    }

    public Task<JsonObject> ApplyAsync(JsonObject value, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, PathOf(value) + "?fieldManager=istio-operator&force=true", value, "application/apply-patch+yaml", cancellation);

    public Task<JsonObject> CreateAsync(string path, JsonObject value, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, value, "application/json", cancellation);

    public Task<JsonObject> PatchAsync(string path, JsonNode patch, string type, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, path, patch, type, cancellation);

    /// <summary>Deletes it in the background; false when it was not there.</summary>
    public async Task<bool> DeleteAsync(string path, CancellationToken cancellation)
    {
        using var answer = await http.DeleteAsync(path + "?propagationPolicy=Background", cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        await ReadAsync(answer, cancellation);
        return true;
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode body, string type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await http.SendAsync(request, cancellation);
        return await ReadAsync(answer, cancellation);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? (JsonObject)JsonNode.Parse(text)!
            : throw new HttpRequestException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}: {text}", null, answer.StatusCode);
    }

    private static SocketsHttpHandler Handler(byte[] authority)
    {
        var root = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(authority));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        return new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
    }

    private static YamlMappingNode Entry(YamlMappingNode root, string list, string name) =>
        ((YamlSequenceNode)root[list]).OfType<YamlMappingNode>().First(item => Text(item, "name") == name);

    private static bool Has(YamlNode node, string name) => ((YamlMappingNode)node).Children.ContainsKey(name);

    private static string Text(YamlNode node, string name) => ((YamlScalarNode)node[name]).Value ?? "";
}
