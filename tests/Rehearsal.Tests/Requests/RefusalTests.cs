using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Requests;

/// <summary>Requests that make no sense, each refused with the status and in the words of Kubernetes 1.20.2.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class RefusalTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string JsonPatch = "application/json-patch+json";
    private const string InError = "the server rejected our request due to an error in our request";

    private RehearsalCluster _cluster = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        _client = _cluster.Client();
        (await SendAsync("POST", Maps, Objects.ConfigMap("x").ToJsonString())).Status.ShouldBe(201);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [TestCase("""{"metadata":{"name":"d"},"data":{"x":1}}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: v1.ConfigMap.Data: ReadString: expects \" or n, but found 1, "
            + "error found in #10 byte of ...|ta\":{\"x\":1}}|..., bigger context ...|{\"metadata\":{\"name\":\"d\"},\"data\":{\"x\":1}}|...")]
    [TestCase("""{"metadata":{"name":"d"},"immutable":"yes"}""",
        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: v1.ConfigMap.Immutable: ReadBool: expect t or f, but found \", "
            + "error found in #10 byte of ...|mutable\":\"yes\"}|..., bigger context ...|{\"metadata\":{\"name\":\"d\"},\"immutable\":\"yes\"}|...")]
    [TestCase("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"d"}}""",
        "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion")]
    [TestCase("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"d"}""",
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({\"apiVersion\":\"v1\",\"kind\":\"Con ...)")]
    public async Task Bodies(string body, string message) => (await SendAsync("POST", Maps, body)).ShouldBe((400, message));

    [Test]
    public async Task A_number_that_is_a_text_is_shown_in_its_place()
    {
        const string Deployment = """{"metadata":{"name":"d"},"spec":{"replicas":"1","selector":{"matchLabels":{"app":"d"}}}}""";
        var (status, message) = await SendAsync("POST", "/apis/apps/v1/namespaces/default/deployments", Deployment);
        status.ShouldBe(400);
        message.ShouldStartWith("Deployment in version \"v1\" cannot be handled as a Deployment: v1.Deployment.Spec: v1.DeploymentSpec.Replicas: "
            + "readUint32: unexpected character: \ufffd, error found in #10 byte of ...|eplicas\":\"1\",\"select|...");
    }

    [Test]
    public async Task A_quantity_that_is_none_is_shown_with_the_way_there()
    {
        const string Pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","resources":{"limits":{"memory":"much"}}}]}}""";
        (await SendAsync("POST", "/api/v1/namespaces/default/pods", Pod)).Message.ShouldStartWith("Pod in version \"v1\" cannot be handled as a Pod: v1.Pod.Spec: v1.PodSpec.Containers: "
            + "[]v1.Container: v1.Container.Resources: v1.ResourceRequirements.Limits: unmarshalerDecoder: quantities must match the regular expression");
    }

    [TestCase(JsonPatch, """[{"op":"test","path":"/data/x","value":"3"}]""", 422, InError)]
    [TestCase(JsonPatch, """[{"op":"remove","path":"/data/none"}]""", 422, InError)]
    [TestCase(JsonPatch, """[{"op":"jump","path":"/data"}]""", 422, InError)]
    [TestCase(JsonPatch, """{"op":"add"}""", 400, "json: cannot unmarshal object into Go value of type jsonpatch.Patch")]
    [TestCase(Strategic, """{"data":{"one":1}}""", 422, " \"\" is invalid: patch: Invalid value: \"map[data:map[one:1]]\": cannot convert int64 to string")]
    [TestCase(Strategic, """{"data":[1]}""", 422, " \"\" is invalid: patch: Invalid value: \"map[data:[1]]\": cannot restore map from slice")]
    [TestCase(Strategic, """{"immutable":"yes"}""", 422, " \"\" is invalid: patch: Invalid value: \"map[immutable:yes]\": unrecognized type: bool")]
    [TestCase(Strategic, "\"no object\"", 400, "json: cannot unmarshal string into Go value of type map[string]interface {}")]
    [TestCase(Merge, """{"metadata":{"namespace":"other"}}""", 400, "the namespace of the object (other) does not match the namespace on the request (default)")]
    [TestCase(Merge, """{"metadata":{"uid":"other"}}""", 422, "ConfigMap \"x\" is invalid: metadata.uid: Invalid value: \"other\": field is immutable")]
    [TestCase("text/plain", "{}", 415, "415: Unsupported Media Type")]
    public async Task Patches(string type, string patch, int status, string message) => (await SendAsync("PATCH", $"{Maps}/x", patch, type)).ShouldBe((status, message));

    [TestCase("GET", "?labelSelector=n%3D%3D%3D1", 400, "unable to parse requirement: found '=', expected: identifier")]
    [TestCase("GET", "?labelSelector=a%2C", 400, "found '', expected: identifier after ','")]
    [TestCase("GET", "?labelSelector=a%20b", 400, "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'")]
    [TestCase("GET", "?fieldSelector=spec.nothing%3D1", 400, "\"spec.nothing\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [TestCase("GET", "?limit=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [TestCase("DELETE", "/x?dryRun=Some", 422, "DeleteOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: []string{\"Some\"}: supported values: \"All\"")]
    [TestCase("DELETE", "/x?propagationPolicy=Sideways", 422,
        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    public async Task Parameters(string method, string query, int status, string message) => (await SendAsync(method, Maps + query)).ShouldBe((status, message));

    [TestCase("/apis/apps/v9/deployments", 404, "the server could not find the requested resource")]
    [TestCase("/apis/apps/v1/namespaces/default/deployments/none/scale", 404, "deployments/scale.apps \"none\" not found")]
    public async Task Places(string path, int status, string message) => (await SendAsync("GET", path)).ShouldBe((status, message));

    [Test]
    public async Task A_version_that_is_not_reached_yet()
    {
        var (status, message) = await SendAsync("GET", $"{Maps}/x?resourceVersion=99999999");
        status.ShouldBe(504);
        message.ShouldStartWith("Timeout: Too large resource version: 99999999, current: ");
    }

    [TestCase("""{"preconditions":{"uid":"other"}}""", "the UID in the precondition (other) does not match the UID in record")]
    [TestCase("""{"preconditions":{"resourceVersion":"1"}}""", "the ResourceVersion in the precondition (1) does not match the ResourceVersion in record")]
    public async Task Preconditions(string options, string message)
    {
        var refused = await SendAsync("DELETE", $"{Maps}/x", options);
        refused.Status.ShouldBe(409);
        refused.Message.ShouldStartWith($"Operation cannot be fulfilled on ConfigMap \"x\": {message}");
    }

    private async Task<(int Status, string Message)> SendAsync(string method, string path, string body = "", string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("message") ?? "");
    }
}
