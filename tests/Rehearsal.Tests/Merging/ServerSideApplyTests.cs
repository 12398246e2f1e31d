using MeshBuild.Rehearsal.Tests.Cluster;

namespace MeshBuild.Rehearsal.Tests.Merging;

/// <summary>Server-side apply as kubectl asks for it.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class ServerSideApplyTests
{
    private RehearsalCluster _cluster = null!;
    private Kubectl _kubectl = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        _kubectl = new Kubectl(_cluster);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _kubectl.Dispose();
        await _cluster.DisposeAsync();
    }

    [Test]
    public async Task Two_managers_share_an_object_and_a_conflict_names_manager_and_field()
    {
        await ApplyAsync("one", Map("shared", "a: x", "b: x"));
        await ApplyAsync("two", Map("shared", "c: w"));
        (await DataAsync("shared")).ShouldBe("""{"a":"x","b":"x","c":"w"}""");

        var (exitCode, output) = await _kubectl.RunAsync("apply --server-side --field-manager=two -f -", Map("shared", "a: w"));
        exitCode.ShouldBe(1);
        output.ShouldContain("Apply failed with 1 conflict: conflict with \"one\": .data.a");

        await _kubectl.OutputAsync("apply --server-side --force-conflicts --field-manager=two -f -", Map("shared", "a: w"));
        // c was two's alone and is no longer applied: it goes. a is two's from now on.
        (await DataAsync("shared")).ShouldBe("""{"a":"w","b":"x"}""");
        await ApplyAsync("one", Map("shared", "b: x"));
        (await DataAsync("shared")).ShouldBe("""{"a":"w","b":"x"}""");
    }

    [Test]
    public async Task The_same_value_of_two_managers_is_no_conflict_and_stays_until_both_let_go()
    {
        await ApplyAsync("one", Map("both", "a: x", "b: x"));
        await ApplyAsync("two", Map("both", "a: x"));
        await ApplyAsync("one", Map("both", "b: x"));
        (await DataAsync("both")).ShouldBe("""{"a":"x","b":"x"}""");
        await ApplyAsync("two", Map("both", "c: z"));
        (await DataAsync("both")).ShouldBe("""{"b":"x","c":"z"}""");
    }

    [Test]
    public async Task An_update_takes_the_fields_that_it_changes_and_a_later_apply_meets_it()
    {
        await ApplyAsync("one", Map("edited", "a: x"));
        await _kubectl.OutputAsync("""patch configmap edited --type=merge -p "{\"data\":{\"a\":\"edited\"}}" --field-manager=editor""");
        var (exitCode, output) = await _kubectl.RunAsync("apply --server-side --field-manager=one -f -", Map("edited", "a: x"));
        exitCode.ShouldBe(1);
        output.ShouldContain("conflict with \"editor\" using v1: .data.a");
    }

    [Test]
    public async Task An_apply_that_changes_nothing_leaves_the_version()
    {
        await ApplyAsync("one", Map("same", "a: x"));
        var version = await _kubectl.OutputAsync("get configmap same -o jsonpath={.metadata.resourceVersion}");
        await ApplyAsync("one", Map("same", "a: x"));
        (await _kubectl.OutputAsync("get configmap same -o jsonpath={.metadata.resourceVersion}")).ShouldBe(version);
    }

    [Test]
    public async Task Items_of_a_keyed_list_belong_to_who_applies_them()
    {
        await ApplyAsync("one", Service("{port: 80, protocol: TCP, name: http}"));
        await ApplyAsync("two", Service("{port: 90, protocol: TCP, name: grpc}"));
        (await _kubectl.OutputAsync("get service web -o jsonpath={.spec.ports[*].name}")).ShouldBe("grpc http");
        await ApplyAsync("two", Service("{port: 91, protocol: TCP, name: grpc}"));
        (await _kubectl.OutputAsync("get service web -o jsonpath={.spec.ports[*].port}")).ShouldBe("91 80");

        var (exitCode, output) = await _kubectl.RunAsync("apply --server-side --field-manager=two -f -", Service("{port: 92}"));
        exitCode.ShouldBe(1);
        output.ShouldContain(""".spec.ports: element 0: associative list with keys has an element that omits key field "protocol" (and doesn't have default value)""");
    }

    private Task ApplyAsync(string manager, string manifest) => _kubectl.OutputAsync($"apply --server-side --field-manager={manager} -f -", manifest);

    private Task<string> DataAsync(string name) => _kubectl.OutputAsync($"get configmap {name} -o jsonpath={{.data}}");

    private static string Map(string name, params string[] entries) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\ndata: {{{string.Join(", ", entries)}}}\n";

    private static string Service(string port) =>
        $"apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: default}}\nspec: {{selector: {{app: web}}, ports: [{port}]}}\n";
}
