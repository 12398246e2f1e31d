using MeshBuild.Rehearsal.Tests.Cluster;

namespace MeshBuild.Rehearsal.Tests.Merging;

/// <summary>Server-side apply as kubectl asks for it.</summary>
public sealed class ServerSideApplyTests : KubectlFixture
{
    [Test]
    public async Task Two_managers_share_an_object_and_a_conflict_names_manager_and_field()
    {
        await ApplyAsync("one", Map("shared", "a: x", "b: x"));
        await ApplyAsync("two", Map("shared", "c: w"));
        (await DataAsync("shared")).ShouldBe("""{"a":"x","b":"x","c":"w"}""");

        var (exitCode, output) = await Kubectl.RunAsync("apply --server-side --field-manager=two -f -", Map("shared", "a: w"));
        exitCode.ShouldBe(1);
        output.ShouldContain("Apply failed with 1 conflict: conflict with \"one\": .data.a");

        await Kubectl.OutputAsync("apply --server-side --force-conflicts --field-manager=two -f -", Map("shared", "a: w"));
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
        await Kubectl.OutputAsync("""patch configmap edited --type=merge -p "{\"data\":{\"a\":\"edited\"}}" --field-manager=editor""");
        var (exitCode, output) = await Kubectl.RunAsync("apply --server-side --field-manager=one -f -", Map("edited", "a: x"));
        exitCode.ShouldBe(1);
        output.ShouldContain("conflict with \"editor\" using v1: .data.a");
    }

    [Test]
    public async Task An_apply_that_changes_nothing_leaves_the_version()
    {
        await ApplyAsync("one", Map("same", "a: x"));
        var version = await Kubectl.OutputAsync("get configmap same -o jsonpath={.metadata.resourceVersion}");
        await ApplyAsync("one", Map("same", "a: x"));
        (await Kubectl.OutputAsync("get configmap same -o jsonpath={.metadata.resourceVersion}")).ShouldBe(version);
    }

    [Test]
    public async Task Items_of_a_keyed_list_belong_to_who_applies_them()
    {
        await ApplyAsync("one", Service("{port: 80, protocol: TCP, name: http}"));
        await ApplyAsync("two", Service("{port: 90, protocol: TCP, name: grpc}"));
        (await Kubectl.OutputAsync("get service web -o jsonpath={.spec.ports[*].name}")).ShouldBe("grpc http");
        await ApplyAsync("two", Service("{port: 91, protocol: TCP, name: grpc}"));
        (await Kubectl.OutputAsync("get service web -o jsonpath={.spec.ports[*].port}")).ShouldBe("91 80");

        var (exitCode, output) = await Kubectl.RunAsync("apply --server-side --field-manager=two -f -", Service("{port: 92}"));
        exitCode.ShouldBe(1);
        output.ShouldContain(""".spec.ports: element 0: associative list with keys has an element that omits key field "protocol" (and doesn't have default value)""");
    }

    [Test]
    public async Task A_field_that_the_type_does_not_have_is_refused()
    {
        var (exitCode, output) = await Kubectl.RunAsync("apply --server-side --validate=false -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, namespace: default}\ndota: {a: x}\n");
        exitCode.ShouldBe(1);
        output.ShouldBe("Error from server: failed to create typed patch object: .dota: field not declared in schema");
    }

    [Test]
    public async Task A_selector_is_owned_in_one_piece_and_an_empty_object_by_nobody()
    {
        await Kubectl.OutputAsync("apply --server-side --field-manager=one -f -", """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: van, namespace: default}
            spec: {replicas: 0, selector: {matchLabels: {app: van}}, template: {metadata: {labels: {app: van}}, spec: {containers: [{name: van, image: van}], volumes: [{name: v, emptyDir: {}}]}}}
            """);
        var fields = await Kubectl.OutputAsync("get deployment van -o jsonpath={.metadata.managedFields[0].fieldsV1}");
        fields.ShouldContain("\"f:selector\":{}");
        fields.ShouldContain(@"""f:volumes"":{""k:{\""name\"":\""v\""}"":{""."":{},""f:name"":{}}}");
    }

    private Task ApplyAsync(string manager, string manifest) => Kubectl.OutputAsync($"apply --server-side --field-manager={manager} -f -", manifest);

    private Task<string> DataAsync(string name) => Kubectl.OutputAsync($"get configmap {name} -o jsonpath={{.data}}");

    private static string Map(string name, params string[] entries) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\ndata: {{{string.Join(", ", entries)}}}\n";

    private static string Service(string port) =>
        $"apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: default}}\nspec: {{selector: {{app: web}}, ports: [{port}]}}\n";
}
