namespace MeshBuild.Rehearsal.Tests.Cluster;

public sealed class KubectlTests : KubectlFixture
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: boats.example.com
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: boats, singular: boat, kind: Boat, listKind: BoatList, shortNames: [bt]}
          versions:
          - name: v1
            served: true
            storage: true
            additionalPrinterColumns:
            - {name: Length, type: integer, jsonPath: .spec.length}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      length: {type: integer}
        """;

    private const string Boat = """
        apiVersion: example.com/v1
        kind: Boat
        metadata: {name: dinghy, namespace: default}
        spec: {length: 3}
        """;

    [Test]
    public async Task The_node_is_ready() =>
        (await Kubectl.OutputAsync("get nodes")).ShouldMatch(@"^NAME +STATUS +ROLES +AGE +VERSION\nnode1 +Ready +<none> +\d+s +v1\.20\.2$");

    [Test]
    public async Task A_config_map_is_created_read_and_deleted()
    {
        (await Kubectl.OutputAsync("create -f -", ConfigMap("colours"))).ShouldBe("configmap/colours created");
        (await Kubectl.OutputAsync("get configmap colours -o jsonpath={.data.sky}")).ShouldBe("blue");
        (await Kubectl.OutputAsync("get cm colours")).ShouldMatch(@"^NAME +DATA +AGE\ncolours +1 +\d+s$");
        (await Kubectl.OutputAsync("delete configmap colours")).ShouldBe("configmap \"colours\" deleted");
        var (exitCode, output) = await Kubectl.RunAsync("get configmap colours");
        exitCode.ShouldBe(1);
        output.ShouldBe("Error from server (NotFound): configmaps \"colours\" not found");
    }

    [Test]
    public async Task The_resources_are_listed()
    {
        var resources = await Kubectl.OutputAsync("api-resources --no-headers");
        resources.ShouldContain("deployments");
        resources.ShouldContain("apps/v1");
        resources.Split('\n').Length.ShouldBeGreaterThan(50);
    }

    [Test]
    public async Task A_definition_and_its_object_are_applied_and_printed()
    {
        (await Kubectl.OutputAsync("apply -f -", Definition)).ShouldBe("customresourcedefinition.apiextensions.k8s.io/boats.example.com created");
        // Before the definition has any condition, kubectl takes their absence for a fault.
        var established = await Kubectl.RunAsync("wait --for=condition=Established crd/boats.example.com --timeout=10s");
        while (established.Output.Contains(".status.conditions accessor error", StringComparison.Ordinal))
        {
            established = await Kubectl.RunAsync("wait --for=condition=Established crd/boats.example.com --timeout=10s");
        }

        established.ExitCode.ShouldBe(0, established.Output);
        (await Kubectl.OutputAsync("apply -f -", Boat)).ShouldBe("boat.example.com/dinghy created");
        (await Kubectl.OutputAsync("apply -f -", Boat)).ShouldBe("boat.example.com/dinghy unchanged");
        (await Kubectl.OutputAsync("get bt")).ShouldMatch(@"^NAME +LENGTH\ndinghy +3$");

        await Kubectl.OutputAsync("delete crd boats.example.com --wait=true");
        (await Kubectl.RunAsync("get --raw /apis/example.com/v1")).Output.ShouldBe("Error from server (NotFound): the server could not find the requested resource");
    }

    [Test]
    public async Task Unknown_fields_are_refused_by_the_schema_that_kubectl_reads()
    {
        var (exitCode, output) = await Kubectl.RunAsync("apply -f -", """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"odd"},"dota":{}}
            """);
        exitCode.ShouldBe(1);
        output.ShouldContain("unknown field \"dota\"");
    }

    [Test]
    public async Task A_dry_run_stores_nothing()
    {
        (await Kubectl.OutputAsync("create --dry-run=server -f -", ConfigMap("never"))).ShouldBe("configmap/never created (server dry run)");
        (await Kubectl.RunAsync("get configmap never")).ExitCode.ShouldBe(1);
    }

    private static string ConfigMap(string name) => $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}"},"data":{"sky":"blue"} }""";
}
