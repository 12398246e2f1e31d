using Cake.Core;
using Cake.Docker;
using Cake.Helm;
using Cake.Helm.Lint;
using Cake.Kubectl;
using MeshBuild.Cake.Tests.Surface;

namespace MeshBuild.Cake.Tests.Rendering;

/// <summary>The command line of every alias in use, as the addins themselves render it.</summary>
public sealed class CommandLineTests
{
    private static IEnumerable<TestCaseData> Calls()
    {
        yield return Call("DockerBuild(path)", "docker image build \".\"",
            context => context.DockerBuild(new DockerImageBuildSettings(), "."));
        yield return Call("DockerBuild(settings)",
            "docker image build --build-arg \"X=1\" --build-arg \"Y=a b\" --file \"src/Dockerfile\" --label \"k=v\" " +
            "--platform \"linux/amd64\" --pull --rm=False --tag \"a:1\" --tag \"a:2\" --target \"final\" \"src dir\"",
            context => context.DockerBuild(new DockerImageBuildSettings
            {
                Tag = ["a:1", "a:2"],
                File = "src/Dockerfile",
                BuildArg = ["X=1", "Y=a b"],
                Target = "final",
                Platform = "linux/amd64",
                Pull = true,
                NoCache = false,
                Rm = false,
                Label = ["k=v"],
            }, "src dir"));
        yield return Call("DockerPush", "docker push a:1", context => context.DockerPush("a:1"));
        yield return Call("DockerPush(AllTags)", "docker push --all-tags a",
            context => context.DockerPush(new DockerImagePushSettings { AllTags = true }, "a"));
        yield return Call("DockerPush(ToolTimeout)", "docker push --tool-timeout 0h0m30s a:1",
            context => context.DockerPush(new DockerImagePushSettings { ToolTimeout = TimeSpan.FromSeconds(30) }, "a:1"));
        yield return Call("DockerPush(NoWorkingDirectory)", "docker push --no-working-directory a:1",
            context => context.DockerPush(new DockerImagePushSettings { NoWorkingDirectory = true }, "a:1"));
        yield return Call("DockerTag", "docker tag a:1 b:1", context => context.DockerTag("a:1", "b:1"));
        yield return Call("DockerLogin(stdin)", "docker login --password-stdin --username \"u\" reg.io",
            context => context.DockerLogin(new DockerRegistryLoginSettings { Username = "u", PasswordStdin = true }, "reg.io"));
        yield return Call("DockerLogin(password)", "docker login --password \"p w\" --username \"u\" reg.io",
            context => context.DockerLogin(new DockerRegistryLoginSettings { Username = "u", Password = "p w" }, "reg.io"));
        yield return Call("DockerCustomCommand(version)", "docker version  --format {{.Server.Version}}",
            context => context.DockerCustomCommand("version --format {{.Server.Version}}"));
        yield return Call("DockerCustomCommand(inspect)", "docker inspect  --type image a:1",
            context => context.DockerCustomCommand(new DockerCustomCommandSettings(), "inspect --type image a:1"));
        yield return Call("KubectlApply", "kubectl apply --filename \"k8s\"",
            context => context.KubectlApply(new KubectlApplySettings { Filename = "k8s" }));
        yield return Call("KubectlApply(many)", "kubectl apply --dry-run \"server\" --filename \"k8s\" --server-side --timeout \"60s\" --wait",
            context => context.KubectlApply(new KubectlApplySettings
            {
                Filename = "k8s",
                Wait = true,
                ServerSide = true,
                Timeout = "60s",
                DryRun = "server",
            }));
        yield return Call("KubectlApply(false)", "kubectl apply --filename \"k8s\" --prune --wait",
            context => context.KubectlApply(new KubectlApplySettings { Filename = "k8s", Wait = false, Prune = false }));
        yield return Call("KubectlApply(Kustomize)", "kubectl apply --kustomize \"overlays/my env\"",
            context => context.KubectlApply(new KubectlApplySettings { Kustomize = "overlays/my env" }));
        yield return Call("KubectlApply(ToolTimeout)", "kubectl apply --filename \"k8s\" --tool-timeout 0h0m30s",
            context => context.KubectlApply(new KubectlApplySettings { Filename = "k8s", ToolTimeout = TimeSpan.FromSeconds(30) }));
        yield return Call("KubectlApply(NoWorkingDirectory)", "kubectl apply --filename \"k8s\" --no-working-directory",
            context => context.KubectlApply(new KubectlApplySettings { Filename = "k8s", NoWorkingDirectory = true }));
        yield return Call("KubectlApply(appended)", "kubectl apply --filename \"k8s\" --namespace \"dev\"",
            context => context.KubectlApply(new KubectlApplySettings
            {
                Filename = "k8s",
                ArgumentCustomization = arguments => arguments.Append("--namespace").AppendQuoted("dev"),
            }));
        yield return Call("KubectlApply(prepended)", "kubectl --context kind apply --filename \"k8s\"",
            context => context.KubectlApply(new KubectlApplySettings
            {
                Filename = "k8s",
                ArgumentCustomization = arguments => arguments.Prepend("--context kind"),
            }));
        yield return Call("KubectlApply(null)", "kubectl apply", context => context.KubectlApply(null!));
        yield return Call("KubectlVersion", "kubectl version --client --output \"json\"",
            context => context.KubectlVersion(new KubectlVersionSettings { Client = true, Output = "json" }));
        yield return Call("HelmLint", "helm lint charts/web",
            context => context.HelmLint(new HelmLintSettings(), "charts/web"));
        yield return Call("HelmLint(space)", "helm lint my charts/web",
            context => context.HelmLint(new HelmLintSettings(), "my charts/web"));
        yield return Call("HelmLint(many)",
            "helm --debug --kube-context \"kind\" lint --namespace \"dev\" --set \"x=1\" --set \"y=2\" --strict " +
            "--values \"a.yaml\" --values \"b.yaml\" charts/web",
            context => context.HelmLint(new HelmLintSettings
            {
                Strict = true,
                Namespace = "dev",
                Values = ["a.yaml", "b.yaml"],
                Set = ["x=1", "y=2"],
                KubeContext = "kind",
                Debug = true,
            }, "charts/web"));
        yield return Call("HelmLint(false)", "helm lint charts/web",
            context => context.HelmLint(new HelmLintSettings { Strict = false }, "charts/web"));
        yield return Call("HelmLint(ToolTimeout)", "helm lint charts/web",
            context => context.HelmLint(new HelmLintSettings { ToolTimeout = TimeSpan.FromSeconds(30) }, "charts/web"));
    }

    [TestCaseSource(nameof(Calls))]
    public void An_alias_renders_the_line_of_its_addin(string line, Action<ICakeContext> call)
    {
        var tool = new RecordedTool();

        call(tool.Context);

        tool.CommandLine.ShouldBe(line);
    }

    [TestCaseSource(nameof(Calls))]
    public void Each_line_is_one_that_was_seen(string line, Action<ICakeContext> call) =>
        CakeApi.Read().RenderedLines.ShouldContain(line);

    [Test]
    public void A_password_is_not_shown_in_a_log()
    {
        var tool = new RecordedTool();

        tool.Context.DockerLogin(new DockerRegistryLoginSettings { Username = "u", Password = "p w" }, "reg.io");

        tool.SafeCommandLine.ShouldBe("docker login --password \"[REDACTED]\" --username \"u\" reg.io");
    }

    [Test]
    public void A_custom_command_returns_the_lines_of_its_output()
    {
        var tool = new RecordedTool(output: ["one", "two"]);

        tool.Context.DockerCustomCommand("version --format x").ShouldBe(["one", "two"]);
        tool.Settings!.RedirectStandardOutput.ShouldBeTrue();
    }

    [Test]
    public void The_working_directory_of_the_settings_is_that_of_the_process()
    {
        var tool = new RecordedTool();

        tool.Context.DockerPush(new DockerImagePushSettings { WorkingDirectory = "sub" }, "a:1");

        tool.Settings!.WorkingDirectory.FullPath.ShouldBe("/Working/sub");
    }

    [Test]
    public void The_path_of_the_settings_is_the_program_that_runs()
    {
        var tool = new RecordedTool();

        tool.Context.KubectlVersion(new KubectlVersionSettings { ToolPath = "/opt/kubectl-1.21", Client = true });

        tool.CommandLine.ShouldBe("kubectl-1.21 version --client");
    }

    [TestCase("Docker")]
    [TestCase("Kubectl")]
    [TestCase("Helm")]
    public void Another_exit_status_than_zero_fails_and_is_named(string name)
    {
        var context = new RecordedTool(exitCode: 7).Context;

        Should.Throw<CakeException>(() => Run(name, context)).Message.ShouldBe($"{name}: Process returned an error (exit code 7).");
    }

    [TestCase("Docker")]
    [TestCase("Kubectl")]
    [TestCase("Helm")]
    public void A_tool_that_is_not_on_the_path_is_named(string name)
    {
        var context = new RecordedTool(isInstalled: false).Context;

        Should.Throw<CakeException>(() => Run(name, context)).Message.ShouldBe($"{name}: Could not locate executable.");
    }

    private static void Run(string name, ICakeContext context)
    {
        switch (name)
        {
            case "Docker":
                context.DockerTag("a:1", "b:1");
                break;
            case "Kubectl":
                context.KubectlApply(new KubectlApplySettings { Filename = "k8s" });
                break;
            default:
                context.HelmLint(new HelmLintSettings(), "charts/web");
                break;
        }
    }

    private static TestCaseData Call(string name, string line, Action<ICakeContext> call) => new TestCaseData(line, call).SetArgDisplayNames(name);
}
