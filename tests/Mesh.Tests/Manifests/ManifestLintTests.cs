using MeshBuild.Mesh.Manifests;

namespace MeshBuild.Mesh.Tests.Manifests;

public sealed class ManifestLintTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: car}
        spec:
          template:
            metadata:
              labels:
                app: car
                version: v1
            spec:
              containers:
                - name: car
                  ports:
                    - containerPort: 8080
        """;

    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: car}
        spec:
          ports:
            - name: http
              port: 8080
        """;

    [Test]
    public void What_has_everything_has_no_finding() => Check(Deployment + "\n---\n" + Service).ShouldBeEmpty();

    [TestCase("                app: car\n", 8, 17, "the pods of Deployment car have no label app")]
    [TestCase("                version: v1\n", 8, 17, "the pods of Deployment car have no label version")]
    public void A_missing_label_is_found_at_the_labels(string line, int at, int column, string message)
    {
        var finding = Check(Deployment.Replace(line.Replace("                ", "        "), "")).ShouldHaveSingleItem();
        finding.Message.ShouldBe(message);
        ((int)finding.Place.Line, (int)finding.Place.Column).ShouldBe((at, column - 8));
        finding.Mending.ShouldNotBeEmpty();
    }

    [Test]
    public void Labels_on_the_Deployment_do_not_count()
    {
        var text = Deployment.Replace("metadata: {name: car}", "metadata: {name: car, labels: {app: car, version: v1}}")
            .Replace("        app: car\n", "").Replace("        version: v1\n", "        other: x\n");
        Check(text).Count.ShouldBe(2);
    }

    [Test]
    public void A_workload_without_a_containerPort_is_found()
    {
        var text = Deployment[..Deployment.IndexOf("          ports:", StringComparison.Ordinal)];
        Check(text).ShouldHaveSingleItem().Message.ShouldBe("no container of Deployment car has a containerPort");
    }

    [TestCase("http")]
    [TestCase("http-web")]
    [TestCase("grpc-web")]
    [TestCase("tcp-db")]
    [TestCase("mongo")]
    public void A_port_name_that_tells_its_protocol_is_fine(string name) => Check(Service.Replace("name: http", $"name: {name}")).ShouldBeEmpty();

    [TestCase("web")]
    [TestCase("httpport2")]
    [TestCase("grpcweb")]
    public void A_port_name_without_a_protocol_is_found_at_the_name(string name)
    {
        var finding = Check(Service.Replace("name: http", $"name: {name}")).ShouldHaveSingleItem();
        finding.Message.ShouldContain($"the port name {name} of Service car names no protocol");
        ((int)finding.Place.Line, (int)finding.Place.Column).ShouldBe((6, 13));
        finding.Text.ShouldContain("^");
    }

    [Test]
    public void A_port_without_a_name_is_found_at_the_port() =>
        ((int)Check(Service.Replace("name: http\n      port", "port")).ShouldHaveSingleItem().Place.Line).ShouldBe(6);

    [Test]
    public void AppProtocol_wins_over_the_name() => Check(Service.Replace("name: http", "name: web\n      appProtocol: http")).ShouldBeEmpty();

    private static IReadOnlyList<Finding> Check(string text) => ManifestLint.Check(ManifestReader.ReadText(text, "f.yaml"));
}
