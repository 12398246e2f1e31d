using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using MeshBuild.Build.Tools;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using NSubstitute;

namespace MeshBuild.Build.Tests.Tools;

/// <summary>The exact command line of every tool call.</summary>
public sealed class ToolLineTests
{
    private const string Path = "/tools/x";
    private static readonly ClusterTarget Target = new("/home/me/my config", "kind-a", "https://127.0.0.1:6443");
    private static readonly ChildProcesses Processes = new();
    private static readonly ClusterRetry Retry = new(Substitute.For<IReporter>(), TimeProvider.System);

    private static CommandLines Lines
    {
        get
        {
            var context = Substitute.For<ICakeContext>();
            var environment = Substitute.For<ICakeEnvironment>();
            environment.WorkingDirectory.Returns(new DirectoryPath("/work"));
            var files = Substitute.For<IFileSystem>();
            files.GetFile(Arg.Any<FilePath>()).Exists.Returns(true);
            context.Environment.Returns(environment);
            context.FileSystem.Returns(files);
            context.Tools.Returns(Substitute.For<IToolLocator>());
            context.Configuration.Returns(Substitute.For<ICakeConfiguration>());
            context.Log.Returns(Substitute.For<ICakeLog>());
            return new CommandLines(context);
        }
    }

    private static Kubectl Kubectl => new(Lines, Processes, Retry, _ => Task.FromResult(Path), () => Target);

    private static Build.Tools.Docker Docker => new(Lines, Processes, () => Path);

    private static Build.Tools.Helm Helm => new(Lines, Processes, _ => Task.FromResult(Path), () => Target, "shop");

    [Test]
    public void Kubectl_apply_reads_the_standard_input_and_names_the_cluster() => Kubectl.Apply(Path, Target, "shop")
        .ShouldBe(new ToolCommand(Path, """apply --filename "-" --namespace "shop" --context "kind-a" --kubeconfig "/home/me/my config" """.TrimEnd()));

    [Test]
    public void Kubectl_kustomize_quotes_the_folder() =>
        Kubectl.Kustomize(Path, "a b").ShouldBe(new ToolCommand(Path, "kustomize \"a b\""));

    [Test]
    public void Kubectl_version_asks_the_client_only() =>
        Kubectl.Version(Path).ShouldBe(new ToolCommand(Path, "version --client --output \"json\""));

    [Test]
    public void Docker_build_has_tags_labels_and_arguments() => Docker
        .Build(Path, "src dir", ["r/car:1"], new Dictionary<string, string> { ["k"] = "v" }, ["A=b c"])
        .ShouldBe(new ToolCommand(Path, "image build --build-arg \"A=b c\" --label \"k=v\" --tag \"r/car:1\" \"src dir\""));

    [Test]
    public void Docker_push_names_the_image() => Docker.Push(Path, "r/car:1").ShouldBe(new ToolCommand(Path, "push r/car:1"));

    [Test]
    public void Docker_login_takes_the_password_from_the_standard_input() =>
        Docker.Login(Path, "r.example.com", "me").ShouldBe(new ToolCommand(Path, "login --password-stdin --username \"me\" r.example.com"));

    [Test]
    public void Docker_inspect_asks_for_an_image() => Docker.Inspect(Path, "r/car:1").ShouldBe(new ToolCommand(Path, "inspect  --type image r/car:1"));

    [Test]
    public void Helm_lint_quotes_the_chart() => Helm.Lint(Path, "my charts/web").ShouldBe(new ToolCommand(Path, "lint --namespace \"shop\" \"my charts/web\""));

    [Test]
    public void Helm_upgrade_installs_and_names_the_cluster() => Helm.Upgrade(Path, "web", "charts/web", new Dictionary<string, string> { ["images.car"] = "r/car:1" })
        .ShouldBe(new ToolCommand(Path, "upgrade --install \"web\" \"charts/web\" --set-string \"images.car=r/car:1\" --namespace \"shop\" --kube-context \"kind-a\" --kubeconfig \"/home/me/my config\""));

    [Test]
    public void Helm_uninstall_names_the_cluster() => Helm.Uninstall(Path, "web")
        .ShouldBe(new ToolCommand(Path, "uninstall \"web\" --namespace \"shop\" --kube-context \"kind-a\" --kubeconfig \"/home/me/my config\""));

    [Test]
    public void Helm_template_needs_no_cluster() => Helm.Template(Path, "web", "charts/web", new Dictionary<string, string>())
        .ShouldBe(new ToolCommand(Path, "template \"web\" \"charts/web\" --namespace \"shop\""));

    [Test]
    public void Istioctl_install_confirms_and_has_the_time_that_is_left() => Istioctl("1.10.0").Install("demo", TimeSpan.FromSeconds(297.8))
        .Arguments.ShouldBe("install --set \"profile=demo\" -y --readiness-timeout 297s --context \"kind-a\" --kubeconfig \"/home/me/my config\"");

    [TestCase("1.10.0", "x uninstall --purge -y")]
    [TestCase("1.15.0", "uninstall --purge -y")]
    public void Istioctl_uninstall_has_the_form_of_its_version(string version, string words) => Istioctl(version).Uninstall()
        .Arguments.ShouldBe(words + " --context \"kind-a\" --kubeconfig \"/home/me/my config\"");

    [Test]
    public void Istioctl_kube_inject_quotes_the_file() => Istioctl("1.10.0").KubeInject("a b.yaml")
        .Arguments.ShouldBe("kube-inject -f \"a b.yaml\" --context \"kind-a\" --kubeconfig \"/home/me/my config\"");

    [TestCase("x precheck")]
    [TestCase("version -o json")]
    [TestCase("verify-install")]
    public void Istioctl_names_the_cluster_in_every_call(string words) => Istioctl("1.10.0").Command(words)
        .ShouldBe(new ToolCommand(Path, words + " --context \"kind-a\" --kubeconfig \"/home/me/my config\""));

    private static Istioctl Istioctl(string version) => new(Processes, Retry, () => Path, () => Target, version);
}
