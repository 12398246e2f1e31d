using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Requests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ApiTests : IAsyncDisposable
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private RehearsalCluster _cluster = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions { HistoryLength = 8 }, CancellationToken.None);
        _client = _cluster.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Test]
    public async Task A_page_leads_to_the_next()
    {
        await CreateAsync("a", "b", "c");
        var first = await GetAsync($"{Maps}?limit=2&fieldSelector=metadata.name!=kube-root-ca.crt");
        first.Each("items").Select(item => item.Text("metadata", "name")).ShouldBe(["a", "b"]);
        var second = await GetAsync($"{Maps}?limit=2&fieldSelector=metadata.name!=kube-root-ca.crt&continue={first.Text("metadata", "continue")}");
        second.Each("items").Select(item => item.Text("metadata", "name")).ShouldBe(["c"]);
        second.At("metadata", "continue").ShouldBeNull();
    }

    [Test]
    public async Task A_watch_tells_what_happens_and_what_ceases_to_match()
    {
        var version = (await GetAsync(Maps)).Text("metadata", "resourceVersion");
        using var answer = await _client.GetAsync($"{Maps}?watch=1&resourceVersion={version}&labelSelector=a%3Db", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await SendAsync(HttpMethod.Post, Maps, Objects.ConfigMap("x", labels: """{"a":"b"}"""));
        await SendAsync(HttpMethod.Patch, $"{Maps}/x", Objects.Parse("""{"metadata":{"labels":{"a":"c"}}}"""), "application/merge-patch+json");

        JsonNode.Parse((await lines.ReadLineAsync())!).Text("type").ShouldBe("ADDED");
        var gone = JsonNode.Parse((await lines.ReadLineAsync())!);
        gone.Text("type").ShouldBe("DELETED");
        gone.Text("object", "metadata", "name").ShouldBe("x");
        gone.Text("object", "metadata", "labels", "a").ShouldBe("b");
    }

    [Test]
    public async Task A_watch_of_one_object_can_be_a_path()
    {
        var version = (await GetAsync(Maps)).Text("metadata", "resourceVersion");
        await CreateAsync("x", "y");
        var lines = await _client.GetStringAsync($"/api/v1/watch/namespaces/default/configmaps/y?resourceVersion={version}&timeoutSeconds=1");
        JsonNode.Parse(lines.Trim()).Text("object", "metadata", "name").ShouldBe("y");
    }

    [Test]
    public async Task The_items_of_a_list_leave_their_kind_to_the_list()
    {
        await CreateAsync("x");
        var list = await GetAsync($"{Maps}?fieldSelector=metadata.name%3Dx");
        list.Text("kind").ShouldBe("ConfigMapList");
        list.Each("items").Single()!.AsObject().Select(field => field.Key).ShouldBe(["metadata", "data"], ignoreOrder: true);
    }

    [Test]
    public async Task Empty_optional_maps_are_not_kept()
    {
        await SendAsync(HttpMethod.Post, Maps, Objects.Parse("""{"metadata":{"name":"x","labels":{},"annotations":{}},"data":{}}"""));
        var value = await GetAsync($"{Maps}/x");
        value.ContainsKey("data").ShouldBeFalse();
        value["metadata"]!.AsObject().ContainsKey("labels").ShouldBeFalse();
    }

    [Test]
    public async Task A_JSON_patch_replaces_a_field_that_is_not_there()
    {
        await CreateAsync("x");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Maps}/x")
        {
            Content = new StringContent("""[{"op":"replace","path":"/data/more","value":"3"}]""", Encoding.UTF8, "application/json-patch+json"),
        };
        using var answer = await _client.SendAsync(request);
        Objects.Parse(await answer.Content.ReadAsStringAsync()).Text("data", "more").ShouldBe("3");
    }

    [Test]
    public async Task A_watch_from_too_far_back_is_told_that_it_expired()
    {
        await CreateAsync([.. Enumerable.Range(0, 20).Select(number => $"n{number}")]);
        var line = (await _client.GetStringAsync($"{Maps}?watch=1&resourceVersion=1")).Trim();
        JsonNode.Parse(line).Text("type").ShouldBe("ERROR");
        JsonNode.Parse(line).Integer("object", "code").ShouldBe(410);
    }

    [Test]
    public async Task An_update_of_an_old_version_is_a_conflict()
    {
        var created = await SendAsync(HttpMethod.Post, Maps, Objects.ConfigMap("x", "1"));
        await SendAsync(HttpMethod.Patch, $"{Maps}/x", Objects.Parse("""{"data":{"value":"2"}}"""), "application/merge-patch+json");
        var refused = await SendAsync(HttpMethod.Put, $"{Maps}/x", created.Json);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Json.Text("message").ShouldBe("Operation cannot be fulfilled on configmaps \"x\": the object has been modified; "
            + "please apply your changes to the latest version and try again");
    }

    [Test]
    public async Task What_holds_a_finalizer_goes_with_it()
    {
        var value = Objects.ConfigMap("x");
        value["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        await SendAsync(HttpMethod.Post, Maps, value);
        (await SendAsync(HttpMethod.Delete, $"{Maps}/x", [])).Json.Text("metadata", "deletionTimestamp").ShouldNotBeNull();
        await SendAsync(HttpMethod.Patch, $"{Maps}/x", Objects.Parse("""{"metadata":{"finalizers":null}}"""), "application/merge-patch+json");
        (await _client.GetAsync($"{Maps}/x")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_body_of_an_unknown_type_is_refused() =>
        (await SendAsync(HttpMethod.Patch, $"{Maps}/x", [], "text/fancy")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);

    [Test]
    public async Task Nobody_gets_in_without_a_login()
    {
        using var stranger = _cluster.Client(withLogin: false);
        (await stranger.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync(Maps)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_generation_follows_the_spec_alone()
    {
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        await SendAsync(HttpMethod.Post, Deployments, Objects.Parse("""
            {"metadata":{"name":"d"},"status":{"replicas":5},
             "spec":{"replicas":0,"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """));
        var labelled = await SendAsync(HttpMethod.Patch, $"{Deployments}/d", Objects.Parse("""{"metadata":{"labels":{"a":"b"}}}"""), "application/merge-patch+json");
        labelled.Json.Integer("metadata", "generation").ShouldBe(1);
        labelled.Json.At("status", "replicas").ShouldBeNull();
        var status = await SendAsync(HttpMethod.Patch, $"{Deployments}/d/status",
            Objects.Parse("""{"spec":{"replicas":9},"status":{"replicas":1}}"""), "application/merge-patch+json");
        status.Json.Integer("spec", "replicas").ShouldBe(0);
        status.Json.Integer("status", "replicas").ShouldBe(1);
        var scaled = await SendAsync(HttpMethod.Patch, $"{Deployments}/d/scale", Objects.Parse("""{"spec":{"replicas":3}}"""), "application/merge-patch+json");
        scaled.Json.Text("kind").ShouldBe("Scale");
        (await GetAsync($"{Deployments}/d")).Integer("metadata", "generation").ShouldBe(2);
    }

    private async Task CreateAsync(params string[] names)
    {
        foreach (var name in names)
        {
            (await SendAsync(HttpMethod.Post, Maps, Objects.ConfigMap(name))).Status.ShouldBe(HttpStatusCode.Created);
        }
    }

    private async Task<JsonObject> GetAsync(string path) => (await _client.GetFromJsonAsync<JsonObject>(path))!;

    private async Task<(HttpStatusCode Status, JsonObject Json)> SendAsync(HttpMethod method, string path, JsonObject body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type) };
        using var answer = await _client.SendAsync(request);
        return (answer.StatusCode, Objects.Parse(await answer.Content.ReadAsStringAsync()));
    }
}
