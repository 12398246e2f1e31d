using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Tests.Cluster;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClusterChoiceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestCase("kind-test", "https://10.0.0.1")]
    [TestCase("k3d-test", "https://10.0.0.1")]
    [TestCase("minikube", "https://192.168.49.2:8443")]
    [TestCase("docker-desktop", "https://kubernetes.docker.internal:6443")]
    [TestCase("rancher-desktop", "https://10.0.0.1")]
    [TestCase("colima", "https://10.0.0.1")]
    [TestCase("mesh-test", "https://10.0.0.1")]
    [TestCase("anything", "https://127.0.0.1:6443")]
    [TestCase("anything", "https://localhost:6443")]
    [TestCase("anything", "https://[::1]:6443")]
    public void A_local_current_context_is_taken(string context, string server)
    {
        var file = Kubeconfig(context, server);
        Choose(file).ShouldBe(new ClusterTarget(file, context, server));
    }

    [TestCase("prod-eu", "https://10.0.0.1")]
    [TestCase("my-kind-test", "https://example.com")]
    public void Another_current_context_must_be_named(string context, string server)
    {
        var file = Kubeconfig(context, server);
        Should.Throw<ConfigurationException>(() => Choose(file)).Message
            .ShouldBe($"current context {context} is not a local cluster: say --context={context}");
        Choose(file, context).Context.ShouldBe(context);
    }

    [Test]
    public void A_context_that_is_not_there_is_refused_with_the_nearest()
    {
        var failure = Should.Throw<ConfigurationException>(() => Choose(Kubeconfig("staging", "https://10.0.0.1"), "stagin"));
        failure.Message.ShouldEndWith("has no context stagin; did you mean staging?");
        failure.Remedy.ShouldBe("It has: staging");
    }

    [Test]
    public void A_kubeconfig_that_is_missing_is_refused() =>
        Should.Throw<ConfigurationException>(() => Choose(Path.Combine(_root, "none"))).Message.ShouldEndWith("none does not exist.");

    [TestCase("", "is empty.")]
    [TestCase("  \n", "is empty.")]
    [TestCase("- a list", "is no kubeconfig: it holds no settings.")]
    [TestCase("a: [b", "is no valid YAML: line ")]
    [TestCase("kind: Config", "has no current context.")]
    public void A_kubeconfig_that_is_none_is_refused(string text, string message)
    {
        var file = Path.Combine(_root, "config");
        File.WriteAllText(file, text);
        Should.Throw<ConfigurationException>(() => Choose(file)).Message.ShouldContain(message);
    }

    [Test]
    public void A_folder_is_refused() => Should.Throw<ConfigurationException>(() => Choose(_root)).Message.ShouldEndWith("cannot be read: it is a folder");

    [Test]
    public void A_context_without_its_cluster_is_refused()
    {
        var file = Path.Combine(_root, "config");
        File.WriteAllText(file, "current-context: kind-a\ncontexts: [{name: kind-a, context: {cluster: gone}}]\n");
        Should.Throw<ConfigurationException>(() => Choose(file)).Message.ShouldContain("names the cluster 'gone'");
    }

    [Test]
    public void Without_a_kubeconfig_it_says_what_to_name() =>
        Should.Throw<ConfigurationException>(() => ClusterChoice.Choose(Settings(null, null), new Dictionary<string, string> { ["HOME"] = _root }))
            .Remedy!.ShouldContain("--kubeconfig=FILE");

    [Test]
    public void Of_several_files_in_KUBECONFIG_the_one_that_has_the_context_is_taken()
    {
        var one = Kubeconfig("kind-one", "https://10.0.0.1", "one");
        var two = Kubeconfig("kind-two", "https://10.0.0.2", "two");
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = string.Join(Path.PathSeparator, Path.Combine(_root, "missing"), one, two) };
        ClusterChoice.Choose(Settings(null, null), environment).Kubeconfig.ShouldBe(one);
        ClusterChoice.Choose(Settings(null, "kind-two"), environment).Kubeconfig.ShouldBe(two);
    }

    [TestCase(null, null, false, ExpectedResult = true, Description = "no kubeconfig anywhere")]
    [TestCase(null, "rehearsal", true, ExpectedResult = true, Description = "asked for beside a kubeconfig")]
    [TestCase(null, null, true, ExpectedResult = false, Description = "a kubeconfig is there")]
    [TestCase(null, "kind-mesh", false, ExpectedResult = false, Description = "another context is asked for, and its kubeconfig is missing")]
    [TestCase("/kept/kubeconfig", "rehearsal", false, ExpectedResult = false, Description = "a cluster that another run keeps")]
    public bool A_rehearsal_is_asked_for_or_all_that_there_is(string? kubeconfig, string? context, bool hasUsual)
    {
        if (hasUsual)
        {
            Directory.CreateDirectory(Path.Combine(_root, ".kube"));
            File.WriteAllText(Path.Combine(_root, ".kube", "config"), "kind: Config");
        }

        return ClusterChoice.IsRehearsal(Settings(kubeconfig, context), new Dictionary<string, string> { ["HOME"] = _root });
    }

    [TestCase("rehearsal", "https://127.0.0.1:6443", ExpectedResult = true)]
    [TestCase("rehearsal", "https://10.0.0.1:6443", ExpectedResult = false)]
    [TestCase("kind-mesh", "https://127.0.0.1:6443", ExpectedResult = false)]
    public bool A_kept_cluster_is_known_by_its_context_on_this_machine(string context, string server) => Choose(Kubeconfig(context, server), context).IsRehearsal;

    private ClusterTarget Choose(string kubeconfig, string? context = null) =>
        ClusterChoice.Choose(Settings(kubeconfig, context), new Dictionary<string, string>());

    private MeshSettings Settings(string? kubeconfig, string? context) =>
        new() { Root = _root, Manifests = _root, Output = _root, Kubeconfig = kubeconfig, Context = context };

    private string Kubeconfig(string context, string server, string name = "config")
    {
        var file = Path.Combine(_root, name);
        File.WriteAllText(file, $"""
            apiVersion: v1
            kind: Config
            current-context: {context}
            clusters:
            - name: c
              cluster:
                server: {server}
            contexts:
            - name: {context}
              context:
                cluster: c
            """);
        return file;
    }
}
