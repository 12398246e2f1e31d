using System.Text.Json.Nodes;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Reports;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Tests;

/// <summary>What the genuine analyzer says, and what it installs.</summary>
public sealed class IstioParityTests
{
    // The objects that the recorded run of istioctl analyze was about.
    private const string Broken = """
        apiVersion: v1
        kind: Service
        metadata: {name: bad}
        spec:
          ports:
            - {name: foo, port: 9090}
            - {name: web, port: 8080}
        ---
        apiVersion: networking.istio.io/v1beta1
        kind: VirtualService
        metadata: {name: v}
        spec:
          hosts: ["*"]
          gateways: [nope]
          http:
            - route:
                - destination: {host: nosuch}
        ---
        apiVersion: networking.istio.io/v1beta1
        kind: Gateway
        metadata: {name: g}
        spec:
          selector: {istio: nogateway}
          servers:
            - port: {number: 80, name: http, protocol: HTTP}
              hosts: ["*"]
        """;

    [Test]
    public void Everything_that_istioctl_analyze_found_is_found_with_its_code_beside()
    {
        var text = File.ReadAllText(Path.Combine(SharedFacts.Find("transcripts"), "analyze-bad-json.txt"));
        var json = JsonNode.Parse(text[text.IndexOf('[')..(text.LastIndexOf("\n]", StringComparison.Ordinal) + 2)])!.AsArray();
        var expected = json.Select(finding => $"{finding!["code"]} {finding["origin"]}");

        var found = Checked.Text(Broken).Findings.Where(finding => finding.Rule.IstioCode is not null)
            .Select(finding => $"{finding.Rule.IstioCode} {finding.Manifest}.default");

        found.Order().ShouldBe(expected.Order());
    }

    [TestCase("demo-profile.yaml")]
    [TestCase("samples/addons/grafana.yaml")]
    [TestCase("samples/addons/jaeger.yaml")]
    [TestCase("samples/addons/kiali.yaml")]
    [TestCase("samples/addons/prometheus.yaml")]
    public void What_Istio_ships_has_no_error(string name) =>
        Checked.Files([FileReader.Read(SharedFacts.Find(name), name)]).Findings.Where(finding => finding.Severity == Severity.Error)
            .Select(FindingText.Of).ShouldBeEmpty();
}
