using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Reports;
using MeshBuild.Lint.Running;

namespace MeshBuild.Lint.Tests.Running;

/// <summary>After any change the findings are those that a first look finds.</summary>
public sealed class RepeatedLintTests
{
    private const int Seed = 20210518;

    // What changes ties: names, labels, hosts, gateways, namespaces, kinds.
    private static readonly (string From, string To)[] Edits =
    [
        ("metadata: {name: ", "metadata: {namespace: elsewhere, name: "), ("hosts: [car]", "hosts: [car]\n  gateways: [mesh, elsewhere/gateway]"), ("car", "cra"), ("name: car", "name: gateway"), ("app: car", "app: other"), ("version: v1", "version: v9"), ("8080", "8081"), ("host: car", "host: gateway"), ("default", "other"),
        ("subset: v1", "subset: v9"), ("VirtualService", "ConfigMap"), ("Service", "Namespace"), ("mesh-ingress", "another"), ("example.com", "example.org"), ("hosts:", "host:"), ("name: http", "name: tcp"), ("v1", "v2"), ("*", "a.example.com"),
    ];

    private static IEnumerable<TestCaseData> Sets()
    {
        var fixtures = Directory.EnumerateFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures"), "*.yaml", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).Length < 10_000).Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList();
        yield return new TestCaseData((int _, Random random) => fixtures[random.Next(fixtures.Count)], 0.0).SetArgDisplayNames("fixtures");
        string[] names = ["car", "gateway", "one", "two", "three", "four", "five"];
        yield return new TestCaseData((int file, Random random) => Service(names[file], names[random.Next(3) == 0 ? random.Next(6) : file]), 0.3)
            .SetArgDisplayNames("services that call each other");
        yield return new TestCaseData((int file, Random random) => Part(Service(names[file / 2], names[file / 2]), file % 2), 0.3).SetArgDisplayNames("workloads and services apart");
    }

    /// <param name="pick">Gives a file of a number a text.</param>
    /// <param name="share">How many of the looks are to be at some of the files.</param>
    [TestCaseSource(nameof(Sets))]
    public void Whatever_changes_the_findings_are_those_of_a_first_look(Func<int, Random, string> pick, double share)
    {
        var random = new Random(Seed);
        var (looks, parts) = (0, 0);
        for (var round = 0; round < 150; round++)
        {
            var texts = Enumerable.Range(0, 6).ToDictionary(number => $"{number}.yaml", number => pick(number, random));
            var linter = new Linter(new(), new([]));
            var files = texts.Select(pair => FileReader.ReadText(pair.Value, pair.Key)).ToList();
            var lint = new RepeatedLint(linter, [], files, linter.Check(files, [], default));
            for (var change = 0; change < 5; change++)
            {
                var number = random.Next(7);
                var name = $"{number}.yaml";
                var edit = Edits[random.Next(Edits.Length)];
                var text = random.Next(4) switch
                {
                    0 => null,
                    1 => pick(number, random),
                    _ => texts.GetValueOrDefault(name, "").Replace(edit.From, edit.To, StringComparison.Ordinal),
                };
                if (text is null)
                {
                    texts.Remove(name);
                }
                else
                {
                    texts[name] = text;
                }

                var again = lint.Check(new Dictionary<string, ManifestFile?> { [name] = text is null ? null : FileReader.ReadText(text, name) }, default);
                var first = new Linter(new(), new([])).Check([.. texts.Select(pair => FileReader.ReadText(pair.Value, pair.Key))], [], default);
                Shown(again).ShouldBe(Shown(first), $"round {round}, change {change} of {name}");
                (looks, parts) = (looks + 1, parts + (lint.WasPartial ? 1 : 0));
            }
        }

        // Else it is no test of what it is for.
        ((double)parts / looks).ShouldBeGreaterThanOrEqualTo(share);
    }

    [Test]
    public void Files_may_be_tied_over_what_the_cluster_has()
    {
        var live = FileReader.ReadText("apiVersion: v1\nkind: Service\nmetadata: {name: car}\nspec: {selector: {app: car}, ports: [{name: http, port: 8080}]}\n", "live").Manifests
            .Select(manifest => new Manifest(manifest.Source, manifest.Root) { IsGiven = true }).ToList();
        var workload = FileReader.ReadText(Part(Service("car", "car"), 0), "workload.yaml");
        var rule = FileReader.ReadText("apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {name: car}\nspec: {host: car, subsets: [{name: v1, labels: {version: v1}}]}\n", "rule.yaml");
        var linter = new Linter(new(), new([]));
        var lint = new RepeatedLint(linter, live, [workload, rule], linter.Check([workload, rule], live, default));
        lint.Check(new Dictionary<string, ManifestFile?> { ["rule.yaml"] = FileReader.ReadText(rule.Source.Text, "rule.yaml") }, default).Findings.ShouldBeEmpty();
        lint.Check(new Dictionary<string, ManifestFile?> { ["workload.yaml"] = FileReader.ReadText(workload.Source.Text.Replace("v1}", "v2}"), "workload.yaml") }, default)
            .Findings.Select(finding => finding.Rule.Code).ShouldBe(["MB501"]);
    }

    // The workload, or all but it.
    private static string Part(string service, int number) =>
        service.IndexOf("---", StringComparison.Ordinal) is var end && number == 0 ? service[..end] : service[end..];

    // What a service has, with a route to another one; every other is also reached from outside.
    private static string Service(string name, string other) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}}
        spec:
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}}, version: v1} }
            spec: {containers: [{name: main, image: "example.com/{{name}}:1", ports: [{containerPort: 8080}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}}
        spec: {selector: {app: {{name}} }, ports: [{name: http, port: 8080}]}
        ---
        apiVersion: networking.istio.io/v1beta1
        kind: DestinationRule
        metadata: {name: {{name}}}
        spec: {host: {{name}}, subsets: [{name: v1, labels: {version: v1} }]}
        ---
        apiVersion: networking.istio.io/v1beta1
        kind: ServiceEntry
        metadata: {name: {{name}}-outside}
        spec: {hosts: ["{{name}}.example.com"], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: https, protocol: HTTPS}]}
        {{(name == other ? "" : $$"""
        ---
        apiVersion: networking.istio.io/v1beta1
        kind: VirtualService
        metadata: {name: {{name}}}
        spec:
          hosts: [{{name}}]
          http: [{match: [{uri: {prefix: /other} }], route: [{destination: {host: {{other}}, subset: v1} }]}, {route: [{destination: {host: {{name}}, subset: v1} }]}]
        """)}}
        """;

    // Files of equal names and places may be told in any order.
    private static string Shown(LintResult result) => $"{result.Files} {result.Objects}\n" + string.Join('\n', result.Findings.Select(FindingText.Of).Order(StringComparer.Ordinal));
}
