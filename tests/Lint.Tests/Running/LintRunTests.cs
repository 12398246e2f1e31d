using MeshBuild.Lint.Running;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using NSubstitute;

namespace MeshBuild.Lint.Tests.Running;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LintRunTests : IDisposable
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: car\n  labels:\n    app: car\n    version: v1\nspec:\n  containers:\n    - name: car\n      image: car:1\n      ports:\n        - containerPort: 8080\n";
    private const string Service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: car\nspec:\n  selector:\n    app: car\n  ports:\n    - name: http\n      port: 8080\n";

    private readonly string _root = Directory.CreateTempSubdirectory("lint-").FullName;
    private readonly IReporter _reporter = Substitute.For<IReporter>();
    private readonly IKubectl _kubectl = Substitute.For<IKubectl>();
    private readonly IHelm _helm = Substitute.For<IHelm>();
    private readonly ICluster _cluster = Substitute.For<ICluster>();
    private readonly List<string> _said = [];

    public LintRunTests()
    {
        _reporter.When(reporter => reporter.Say(Arg.Any<string>())).Do(call => _said.Add(call.Arg<string>()));
        Write("workloads/car/pod.yaml", Pod);
        Write("workloads/car/service.yaml", Service);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task What_has_nothing_to_mend_is_one_line()
    {
        await RunAsync();
        _said.ShouldBe(["2 objects in 2 files read, nothing to mend"]);
    }

    [Test]
    public async Task An_error_fails_the_run_and_a_warning_only_when_it_is_asked_to()
    {
        Write("workloads/car/service.yaml", Service.Replace("app: car", "app: cars"));
        await RunAsync();
        _said[^1].ShouldBe("2 objects in 2 files read, 2 warnings");
        (await Should.ThrowAsync<MeshException>(() => RunAsync(new LintSettings { FailOn = "warning" }))).Message.ShouldBe("2 objects in 2 files read, 2 warnings");

        Write("workloads/car/service.yaml", Service.Replace("name: http", "name: web"));
        var failure = await Should.ThrowAsync<MeshException>(() => RunAsync());
        failure.Message.ShouldBe("2 objects in 2 files read, 1 error");
        failure.Remedy!.ShouldContain("--explain=MB201");
        _reporter.Received().Annotate("manifests/workloads/car/service.yaml", 9, 13, Arg.Is<string>(text => text.StartsWith("MB201")));
    }

    [Test]
    public async Task A_fix_is_written_into_the_file_and_shown()
    {
        Write("workloads/car/pod.yaml", Pod.Replace("    version: v1\n", ""));
        await RunAsync(new LintSettings { Fix = true });
        Read("workloads/car/pod.yaml").ShouldBe(Pod);
        _said[0].ShouldContain("+    version: v1");
        _said.Skip(1).ShouldBe(["1 file mended", "2 objects in 2 files read, nothing to mend"]);
    }

    [Test]
    public async Task Kustomizations_and_charts_are_judged_as_they_are_rendered()
    {
        Write("workloads/kust/kustomization.yaml", "resources: [broken.yaml]\n");
        Write("workloads/chart/Chart.yaml", "name: chart\n");
        _kubectl.KustomizeAsync(Path.Combine(_root, "manifests/workloads/kust"), Arg.Any<CancellationToken>())
            .Returns(new ToolOutput(0, Service.Replace("name: car", "name: kust").Replace("name: http", "name: web"), ""));
        _helm.TemplateAsync("chart", Path.Combine(_root, "manifests/workloads/chart"), Arg.Any<IReadOnlyDictionary<string, string>>(), Arg.Any<CancellationToken>())
            .Returns(new ToolOutput(0, Service.Replace("name: car", "name: chart").Replace("name: http", "name: chart"), ""));

        await Should.ThrowAsync<MeshException>(() => RunAsync());

        _said.ShouldContain(line => line.StartsWith("manifests/workloads/kust (rendered):9:13: error MB201"));
        _said.ShouldContain(line => line.StartsWith("manifests/workloads/chart (rendered):9:13: error MB201"));
    }

    [Test]
    public async Task A_tool_that_fails_is_named_with_what_it_said()
    {
        Write("workloads/kust/kustomization.yaml", "");
        _kubectl.KustomizeAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(new ToolOutput(1, "", "no such file"));
        (await Should.ThrowAsync<MeshException>(() => RunAsync())).Message.ShouldBe("kubectl could not build the kustomization manifests/workloads/kust:\nno such file");
    }

    [Test]
    public async Task A_live_cluster_has_what_the_manifests_do_not()
    {
        Write("ingress/routes.yaml", "apiVersion: networking.istio.io/v1beta1\nkind: VirtualService\nmetadata:\n  name: v\nspec:\n  hosts: [car]\n  http:\n    - route:\n        - destination:\n            host: garage\n");
        (await Should.ThrowAsync<MeshException>(() => RunAsync())).Message.ShouldContain("1 error");
        _cluster.ListAsync(Arg.Any<ResourceType>(), null, null, Arg.Any<CancellationToken>()).Returns(new ObjectList([], ""));
        _cluster.ListAsync(ResourceTypes.Services, null, null, Arg.Any<CancellationToken>()).Returns(new ObjectList([new KubeObject(
            System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"name":"garage","namespace":"default"},"spec":{"ports":[{"port":80}]}}""")!.AsObject())], ""));
        _said.Clear();
        await RunAsync(new LintSettings { Live = true });
        _said.ShouldBe(["1 object of the cluster taken into account", "3 objects in 3 files read, nothing to mend"]);
    }

    [TestCase(LintFormat.Json, "lint.json", "\"code\": \"MB102\"")]
    [TestCase(LintFormat.Sarif, "lint.sarif", "\"ruleId\": \"MB102\"")]
    [TestCase(LintFormat.JUnit, "lint.xml", "type=\"MB102\"")]
    public async Task A_report_is_written_even_when_the_run_fails(LintFormat format, string file, string part)
    {
        Write("workloads/car/pod.yaml", Pod.Replace("    version: v1\n", ""));
        await Should.ThrowAsync<MeshException>(() => RunAsync(new LintSettings { Format = format }));
        File.ReadAllText(Path.Combine(_root, "artifacts", file)).ShouldContain(part);
        _said.ShouldContain($"written to artifacts/{file}");
    }

    [Test]
    public async Task A_rule_s_page_is_printed_with_its_examples()
    {
        await RunAsync(new LintSettings { Explain = "MB301" });
        var page = _said.ShouldHaveSingleItem();
        page.ShouldStartWith("# MB301: a rule that no request can reach");
        page.ShouldContain("IST0130");
        page.ShouldContain("    kind: VirtualService");
    }

    [TestCase("MB999")]
    public async Task A_rule_that_there_is_not_is_a_wrong_setting(string code)
    {
        (await Should.ThrowAsync<ConfigurationException>(() => RunAsync(new LintSettings { Explain = code }))).Message.ShouldStartWith($"there is no rule {code}");
        (await Should.ThrowAsync<ConfigurationException>(() => RunAsync(new LintSettings { Ignore = $"{code} why" }))).Message.ShouldStartWith($"there is no rule {code}");
    }

    [Test]
    public void Watching_reads_only_what_changed_again()
    {
        var settings = Settings(new LintSettings());
        var paths = ManifestSet.PlainFiles(settings);
        var files = Lint.Reading.FileReader.ReadAll(paths, _root, 1, CancellationToken.None);
        var linter = new Linter(new(), new([]));
        var lint = new RepeatedLint(linter, [], files, linter.Check(files, [], CancellationToken.None));
        var watch = new LintWatch(settings, lint, _reporter);

        Write("workloads/car/service.yaml", Service.Replace("name: http", "name: web"));
        watch.Again([paths[1]], CancellationToken.None).Findings.Select(finding => finding.Rule.Code).ShouldBe(["MB201"]);
        lint.Files[paths[0]].ShouldBeSameAs(files[0]);

        File.Delete(paths[1]);
        watch.Again([paths[1]], CancellationToken.None).Findings.Select(finding => finding.Rule.Code).ShouldBe(["MB106"]);

        Write("workloads/car/service.yaml", Service);
        watch.Again([Path.GetDirectoryName(paths[1])!], CancellationToken.None).Findings.ShouldBeEmpty();
    }

    private Task RunAsync(LintSettings? lint = null) =>
        new LintRun(Settings(lint ?? new LintSettings()), _kubectl, _helm, () => _cluster, _reporter).RunAsync(CancellationToken.None);

    private MeshSettings Settings(LintSettings lint) =>
        new() { Root = _root, Manifests = Path.Combine(_root, "manifests"), Output = Path.Combine(_root, "artifacts"), Parallelism = 1, Lint = lint };

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, "manifests", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_root, "manifests", name));
}
